/** Which model answers, as the environment says it. */
export type ModelSettings = { apiKey: string | undefined; baseUrl: string | undefined; name: string };

/** Without a key and an address there is no model to ask: the stand-in answers. */
export const isOffline = ({ apiKey, baseUrl }: ModelSettings) => !apiKey && !baseUrl;

export const modelName = (settings: ModelSettings) => (isOffline(settings) ? 'offline' : settings.name);
