import OpenAI from 'openai';
import { isOffline, type ModelSettings } from './model-settings.ts';
import { offlineFetch } from './offline/offline-fetch.ts';

/** A client of the model; the stand-in sits behind the same client and speaks the same protocol. */
export function createModelClient(settings: ModelSettings): OpenAI {
  const { apiKey = 'none', baseUrl } = settings;
  // Everything is given, so that the library looks for nothing in the environment; it must log no texts either.
  const common = { organization: null, project: null, webhookSecret: null, logLevel: 'off' as const };
  if (isOffline(settings)) {
    return new OpenAI({ ...common, apiKey, baseURL: 'http://offline.invalid/v1', fetch: offlineFetch, maxRetries: 0 });
  }
  return new OpenAI({
    ...common,
    apiKey,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    // Once more after a lost connection or a 5xx; who is told to wait is told so at once.
    maxRetries: 1,
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      if (answer.status !== 429) return answer;
      const headers = new Headers(answer.headers);
      headers.set('x-should-retry', 'false');
      return new Response(answer.body, { status: answer.status, headers });
    },
  });
}
