import { expect, test } from 'vitest';
import type { Container } from './container.ts';
import { firstFailure } from './failed-start.ts';

type State = Partial<Pick<Container, 'status' | 'exitCode' | 'health' | 'restartCount'>>;
const containers = (states: Record<string, State>) =>
  Object.entries(states).map(([service, state]) => ({
    service,
    status: 'running',
    exitCode: 0,
    health: 'healthy',
    restartCount: 0,
    ...state,
  })) as Container[];
const never: State = { status: 'created', health: undefined };
const done: State = { status: 'exited', health: undefined };

test.each<[string, Record<string, State>, string | undefined]>([
  [
    'a job fails',
    { frontend: never, backend: never, migrate: { ...done, exitCode: 2 }, postgres: {} },
    'migrate ended with exit code 2',
  ],
  [
    'a server ends again and again',
    { backend: { status: 'restarting', exitCode: 1 }, migrate: done, postgres: {} },
    'backend ends again and again, with exit code 1',
  ],
  [
    'a server is never well',
    { frontend: { health: 'starting' }, backend: {}, migrate: done },
    'frontend is not healthy (starting)',
  ],
  [
    'what others wait for fails',
    { backend: { status: 'restarting' }, postgres: { health: 'unhealthy' } },
    'postgres is not healthy (unhealthy)',
  ],
  [
    'a service that nobody knows fails',
    { mailer: { ...done, exitCode: 3 }, backend: {} },
    'mailer ended with exit code 3',
  ],
  ['nothing has failed', { backend: {}, migrate: done }, undefined],
])('%s', (_what, states, expected) => {
  const found = firstFailure(containers(states));
  expect(found && `${found.service} ${found.how}`).toBe(expected);
});
