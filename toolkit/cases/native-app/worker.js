// oxlint-disable node/no-process-env, unicorn/no-process-exit -- a stand-in for an app that is not ours
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { log } from './log.js';

// As a reloading runner does: the work is in a child, which must not outlive it.
if (process.argv[2] !== 'child') {
  const child = spawn(process.execPath, ['worker.js', 'child'], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
  process.on('SIGTERM', () => undefined);
} else {
  const beat = () => writeFileSync(process.env.HEARTBEAT_FILE, '');
  setInterval(beat, 500);
  beat();
  log('working', { pid: process.pid });
  process.on('SIGTERM', () => setTimeout(() => process.exit(0), Number(process.env.SLOW_STOP_MS ?? 0)));
}
