import { z } from 'zod';
import { categories, severities } from '../rule.ts';

const place = z.strictObject({ file: z.string(), line: z.int().min(0).describe('From 1; 0: in no file.') });

const said = z.strictObject({
  at: place,
  value: z.string().optional().describe("As a person may read it, never a secret's value; absent: it says nothing."),
});

const finding = z.strictObject({
  rule: z.string(),
  category: z.enum(categories),
  severity: z
    .enum(severities)
    .describe('error: a runtime breaks or loses data; warning: it behaves differently; info: fine as it is.'),
  service: z.string().describe("Compose's name of it; the workload's where Compose has none."),
  key: z.string().describe('What of it: env.NAME, image.tag, port:8080, volume:/data.'),
  message: z.string(),
  fix: z.string(),
  compose: said,
  cluster: said,
});

const comparison = z.strictObject({
  name: z.string().describe('Of evenkeel.yaml; empty where there is only one without a name.'),
  compose: z.array(z.string()),
  cluster: z.array(z.string()).describe('Charts, manifests and kustomizations.'),
  notes: z.array(z.string()).describe('What was run to read it, and what was left out.'),
  pairs: z.array(
    z.strictObject({
      service: z.string(),
      workload: z.string().describe('Kind/name/container'),
      because: z.string().describe('Why they are one, the surest reason first.'),
    }),
  ),
});

const acceptance = z.strictObject({
  rule: z.string().optional(),
  category: z.enum(categories).optional(),
  service: z.string().optional(),
  key: z.string().optional(),
  in: z.string().optional(),
  reason: z.string(),
});

const count = z.int().min(0);

const about = z.strictObject({ rule: z.string(), service: z.string(), key: z.string() });

const fix = z.strictObject({
  written: z.boolean().describe('With --write; the findings are then those that are left.'),
  fixes: z.array(about.extend({ what: z.string(), files: z.array(z.string()) })),
  left: z.array(about.extend({ why: z.string() })).describe('What people have to decide, and why.'),
  diff: z.string().describe('As git apply reads it, but for the values of secrets, which are left out.'),
});

/** What `evenkeel parity --json` writes. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  comparisons: z.array(comparison),
  findings: z.array(finding.extend({ in: z.array(z.string()).describe('The comparisons that it showed in.') })),
  accepted: z.array(finding.extend({ reason: z.string() })),
  unused: z.array(acceptance).describe('Acceptances that nothing was found for.'),
  unknown: z.array(
    z.strictObject({
      at: place,
      message: z.string(),
      part: z.string().optional().describe('The name of what was not read, where it is one part: a chart.'),
    }),
  ),
  summary: z.strictObject({
    error: count,
    warning: count,
    info: count,
    services: count,
    values: count.describe('How many were compared.'),
    accepted: count,
    unused: count,
    unknown: count,
  }),
  fix: fix.optional().describe('With --fix.'),
  exitCode: count,
});
