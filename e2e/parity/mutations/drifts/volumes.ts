import type { Made } from './drift.ts';

export const volumes: Made = () => {
  const kept = 'data-is-kept';
  const mounted = 'mount-on-both-sides';
  return [
    { file: 'compose.yaml', from: 'postgres:/var/lib/postgresql/data', to: 'postgres:/var/lib/postgres', rule: kept },
    { file: 'compose.yaml', from: 'redis:/data', to: 'redis:/var/redis', rule: kept },
    { file: 'compose.yaml', from: '    volumes: [redis:/data]\n', to: '', rule: kept, line: '  redis:' },
    { file: 'compose.yaml', from: 'volumes: [redis:/data]', to: 'tmpfs: [/data]', rule: kept },
    { file: 'compose.yaml', from: 'volumes: [redis:/data]', to: 'volumes: [redis:/data, extra:/extra]', rule: kept },
    {
      file: 'compose.yaml',
      from: 'volumes: [redis:/data]',
      to: 'volumes: [redis:/data, ./redis.conf:/etc/redis.conf]',
      rule: mounted,
    },
    {
      file: 'compose.yaml',
      behind: '  frontend:\n',
      from: 'volumes: [secrets:/run/evenkeel:ro]',
      to: 'volumes: [secrets:/run/evenkeel:ro, ./docs/images:/app/frontend/public]',
      rule: mounted,
    },
    {
      file: 'compose.yaml',
      behind: '  backend:\n    <<: *backend\n',
      from: 'command: [api]',
      to: 'command: [api]\n    configs: [limits]',
      rule: mounted,
      line: 'configs: [limits]',
    },
    { file: 'helm/data/templates/redis.yaml', from: 'mountPath: /data', to: 'mountPath: /var/redis', rule: kept },
    {
      file: 'helm/data/templates/postgres.yaml',
      from: 'mountPath: /var/lib/postgresql/data',
      to: 'mountPath: /var/lib/postgres',
      rule: kept,
    },
    {
      file: 'helm/data/templates/redis.yaml',
      from: '            - { name: data, mountPath: /data }\n',
      to: '',
      rule: kept,
      line: 'apiVersion: apps/v1',
    },
    {
      file: 'helm/data/templates/redis.yaml',
      from: '{ name: data, mountPath: /data }',
      to: '{ name: tmp, mountPath: /data }',
      rule: kept,
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: '- { name: tmp, mountPath: /tmp }',
      to: '- { name: tmp, mountPath: /tmp }\n            - { name: conf, mountPath: /app/conf }',
      rule: mounted,
      line: '/app/conf',
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'mountPath: /tmp',
      to: 'mountPath: /var/lib/cache',
      rule: mounted,
    },
  ];
};
