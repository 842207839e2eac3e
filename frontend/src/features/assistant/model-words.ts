import type { Model } from './chat.ts';

/** The name of what answers, for people. */
export function modelWords(model: string): string {
  return model === 'offline' ? 'Offline stand-in' : model;
}

export const modelLine = (model: Model | undefined) => model && modelWords(model.offline ? 'offline' : model.model);
