import { createPrivateKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Copy, CopyPart, PartEnding } from '../copy.ts';
import { copyParts } from '../copy.ts';
import { signToken } from '../tokens.ts';
import type { createAssistant } from './assistant.ts';
import type { Flaw } from './flaw.ts';
import type { Listener } from './listener.ts';
import type { Logs } from './logs.ts';
import type { Settings } from './settings.ts';
import { unusableIn, usualSettings } from './settings.ts';
import type { TaskStore } from './tasks.ts';
import type { createVotes } from './votes.ts';

interface Parts {
  frontend: Listener;
  backend: Listener;
  settings: Settings;
  logs: Logs;
  votes: ReturnType<typeof createVotes>;
  assistant: ReturnType<typeof createAssistant>;
  tasks: TaskStore;
  database: { isUp: boolean };
  tokens: { signingKey: JsonWebKey & { kid: string } };
}

/** The stand-in's parts as a copy: they end and start as processes would, as far as one can see from outside. */
export function createStandInCopy({ copy: flaw = {} }: Flaw, parts: Parts): Copy {
  const { frontend, backend, settings, logs, votes, assistant, tasks, database, tokens } = parts;
  const down = new Set<CopyPart>();
  logs.write('backend', 'info', 'database_connected');

  function crashed(part: CopyPart): void {
    if (part === 'backend' && flaw.forgets === 'conversations') assistant.forget();
    if (part === 'backend' && flaw.forgets === 'votes') votes.lose(3);
    if (part === 'backend' && flaw.forgets === 'tasks') tasks.forgetLatest();
    if (part === 'postgres' && flaw.databaseForgets === 'conversations') assistant.forget();
    if (part === 'worker' && flaw.countsAgain) votes.repeat();
  }

  async function end(part: CopyPart, signal: 'SIGTERM' | 'SIGKILL'): Promise<PartEnding> {
    const isKill = signal === 'SIGKILL';
    if (!isKill && part !== 'postgres' && flaw.isSilent !== part)
      logs.write(part, 'info', 'shutdown_signal_received', { signal });
    down.add(part);
    if (part === 'postgres') database.isUp = false;
    if (part === 'worker') votes.work(false);
    if (isKill) crashed(part);
    if (part === 'worker' && flaw.dropsBatch && !isKill) setTimeout(() => votes.lose(5), 20);
    const listener = part === 'frontend' || part === 'backend' ? { frontend, backend }[part] : undefined;
    await (isKill || (flaw.cutsInFlight && part === 'backend') ? listener?.kill() : listener?.stop());
    return isKill ? { code: null, signal } : { code: flaw.exitCode?.[part] ?? 0, signal: null };
  }

  function refuse(part: CopyPart, names: string[], variables: Record<string, string>): PartEnding {
    const named = flaw.namesOne ? names.slice(0, 1) : names;
    const detail = named.map((name) => `${name} ${flaw.showsValues ? variables[name] : 'cannot be used'}`).join('; ');
    logs.write(part, 'error', 'environment_invalid', { detail });
    down.add(part);
    return { code: 2, signal: null };
  }

  async function start(part: CopyPart, variables: Record<string, string> = {}): Promise<PartEnding | undefined> {
    const unusable = unusableIn(variables);
    if (unusable.length > 0 && flaw.acceptsAll !== part) return refuse(part, unusable, variables);
    if (flaw.keepsSettings !== part) readSettings(part, variables, settings);
    down.delete(part);
    if (part === 'postgres') database.isUp = true;
    if (part === 'worker') votes.work(true);
    if (part === 'frontend' || part === 'backend') await { frontend, backend }[part].start();
    return undefined;
  }

  return {
    parts: copyParts.filter((part) => part !== 'redis'),
    end,
    start,
    isRunning: (part) => !down.has(part),
    lines: (part) => Promise.resolve(logs.of(part)),
    countedOf: (ids) => Promise.resolve(new Set(votes.countedIds().filter((id) => ids.includes(id)))),
    here: { listen: '127.0.0.1', name: '127.0.0.1' },
    secrets: ['the-secret-of-the-copy'],
    addSigningKey: () => {
      const { kid } = tokens.signingKey;
      const key = createPrivateKey({ key: tokens.signingKey, format: 'jwk' });
      return Promise.resolve({ kid, sign: (claims) => signToken({ header: { kid }, claims }, key) });
    },
  };
}

function readSettings(part: CopyPart, variables: Record<string, string>, settings: Settings): void {
  if (part === 'frontend')
    settings.publicBackendUrl = variables['NEXT_PUBLIC_BACKEND_URL'] ?? usualSettings.publicBackendUrl;
  if (part !== 'backend') return;
  settings.issuer = variables['AUTH_ISSUER'] ?? usualSettings.issuer;
  settings.model = variables['OPENAI_BASE_URL'];
  settings.modelName = variables['OPENAI_MODEL'] ?? usualSettings.modelName;
}
