import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  AuthenticationError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import type { Failure } from './assistant-schema.ts';

/** What a failed call of the model means for the person who waits: what happened, and what to do. */
export function modelFailure(error: unknown): Failure {
  if (error instanceof APIConnectionTimeoutError) return timedOut;
  if (error instanceof APIConnectionError) {
    return {
      code: 'model_unreachable',
      detail: 'The model cannot be reached. Try again in a moment; if it stays so, check OPENAI_BASE_URL.',
    };
  }
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return { code: 'model_refused_key', detail: 'The model refused our key. Check OPENAI_API_KEY.' };
  }
  if (error instanceof RateLimitError) {
    const seconds = Number(error.headers?.get('retry-after'));
    const when = seconds > 0 ? `in ${Math.ceil(seconds)} seconds` : 'in a minute';
    return { code: 'model_rate_limited', detail: `The model takes no more requests for now. Try again ${when}.` };
  }
  if (error instanceof APIError) {
    const status = error.status === undefined ? 'an error' : `status ${error.status}`;
    const refused = error.status !== undefined && error.status < 500;
    const next = refused ? 'Check OPENAI_MODEL and OPENAI_BASE_URL.' : 'Try again in a moment.';
    return { code: 'model_failed', detail: `The model answered with ${status}. ${next}` };
  }
  return broken;
}

export const timedOut: Failure = {
  code: 'model_timed_out',
  detail: 'The model did not answer in time. Try again, perhaps with less at once.',
};
export const broken: Failure = {
  code: 'model_answer_broken',
  detail: 'The answer of the model broke off or could not be read. Try again.',
};
