import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { brokenRules } from '../errors.ts';

/** The schema, with one sentence for all that is wrong: models and people read it. */
export function saysWhatIsWrong(schema: z.ZodObject): StandardSchemaWithJSON<unknown, Record<string, unknown>> {
  const standard = schema['~standard'];
  return {
    '~standard': {
      version: standard.version,
      vendor: standard.vendor,
      jsonSchema: standard.jsonSchema,
      validate(value: unknown) {
        const parsed = schema.safeParse(value);
        if (parsed.success) return { value: parsed.data };
        const rules = brokenRules(parsed.error).map(({ path, message }) => `${path || 'The arguments'} ${message}`);
        return { issues: [{ message: `${rules.join('; ')}.` }] };
      },
    },
  };
}
