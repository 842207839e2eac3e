// oxlint-disable node/no-process-env, unicorn/no-process-exit -- a stand-in for an app that is not ours
import { writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { log } from './log.js';

const [step] = process.argv.slice(2);
if (process.env.FAILING_STEP === step) {
  process.stderr.write(`${step} cannot go on\n`);
  process.exit(4);
}
if (step === 'generate') {
  writeFileSync('generated.txt', 'generated');
} else {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS seeds (at timestamptz DEFAULT now())');
  if (step === 'seed') await client.query('INSERT INTO seeds DEFAULT VALUES');
  await client.end();
}
log(`${step}_done`);
