import type { Drift, Made } from './drift.ts';

const REDIS_WORDS = ['--appendonly', "'yes'", '--appendfsync', 'always', '128mb', 'noeviction'];

export const commands: Made = () => {
  const rule = 'command-agrees';
  const redis = { file: 'helm/data/templates/redis.yaml', behind: 'args:' };
  return [
    ...REDIS_WORDS.flatMap((word): Drift[] => [
      { file: 'compose.yaml', behind: 'command:\n', from: word, to: 'other', rule, line: 'command:\n' },
      { ...redis, from: word, to: 'other', rule },
    ]),
    { file: 'compose.yaml', from: 'command: [api]', to: 'command: [worker]', rule },
    { file: 'compose.yaml', from: 'command: [worker]', to: 'command: [worker, --once]', rule },
    {
      file: 'compose.yaml',
      from: '    command: [worker]\n',
      to: '',
      rule,
      line: 'CMD ["api"]',
      lineIn: 'Dockerfile.backend',
    },
    { file: 'compose.yaml', from: 'command: [migrate, seed]', to: 'command: [migrate]', rule: 'one-shot-agrees' },
    { file: 'compose.yaml', from: 'command: [migrate, seed]', to: 'command: [seed, migrate]', rule: 'one-shot-agrees' },
    { file: 'helm/backend/templates/deployment.yaml', from: 'args: [api]', to: 'args: [api, --verbose]', rule },
    { file: 'helm/backend/templates/worker.yaml', from: 'args: [worker]', to: 'args: [consumer]', rule },
    { file: 'helm/backend/templates/worker.yaml', from: 'args: [worker]', to: 'command: [worker]', rule },
    {
      file: 'helm/backend/templates/migrate.yaml',
      from: '- migrate\n',
      to: '- upgrade\n',
      rule: 'one-shot-agrees',
      line: 'args:',
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: '          ports:\n',
      to: '          args: [start.mjs]\n          ports:\n',
      rule,
    },
  ];
};
