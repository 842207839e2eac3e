import { z } from 'zod';
import { read } from './expectations.ts';
import type { Exchange } from './exchange.ts';

const LENGTH = 200;
const problem = z.object({ detail: z.string() });

/** Status, media type and the beginning of the body, on one line; of a problem what it says to people. */
export function excerptOf(exchange: Exchange): string {
  const { answer, failure } = exchange;
  if (!answer) return failure ?? 'no answer';
  const mediaType = answer.headers['content-type']?.split(';', 1)[0] ?? 'no content-type';
  const text = (read(problem, exchange)?.detail ?? answer.body).replaceAll(/\s+/g, ' ').trim();
  const shown = text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text;
  return [String(answer.status), mediaType, shown].filter(Boolean).join(' · ');
}
