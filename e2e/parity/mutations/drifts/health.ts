import type { Made } from './drift.ts';

export const health: Made = () => {
  const rule = 'health-on-both-sides';
  const listens = 'probe-port-listens';
  return [
    {
      file: 'compose.yaml',
      from: '      test: [CMD, pg_isready, --username=app, --dbname=app, --host=127.0.0.1]',
      to: '      test: [NONE]',
      rule,
      line: '  postgres:',
    },
    {
      file: 'compose.yaml',
      from: '      test: [CMD, redis-cli, ping]',
      to: '      disable: true',
      rule,
      line: '  redis:',
    },
    {
      file: 'compose.yaml',
      from: 'test: [CMD, redis-cli, ping]',
      to: "test: [CMD-SHELL, 'nc -z localhost 6380 ']",
      rule,
      line: 'test: [CMD-SHELL',
    },
    {
      file: 'compose.yaml',
      behind: '  backend:\n    <<: *backend\n',
      from: 'command: [api]',
      to: 'command: [api]\n    healthcheck: { disable: true }',
      rule,
      line: '  backend:\n    <<: *backend',
    },
    {
      file: 'compose.yaml',
      behind: '  frontend:\n',
      from: '    tmpfs: [/tmp]',
      to: "    healthcheck: { test: [CMD, curl, 'http://localhost:4000/'] }\n    tmpfs: [/tmp]",
      rule,
    },
    {
      file: 'Dockerfile.frontend',
      behind: 'AS dev',
      from: 'HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=500ms \\\n  CMD ["node", "image/healthcheck.mjs"]',
      to: 'HEALTHCHECK NONE',
      rule,
      line: '  frontend:',
      lineIn: 'compose.yaml',
    },
    {
      file: 'Dockerfile.backend',
      behind: 'AS dev',
      from: 'HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=500ms \\\n  CMD ["node", "backend/src/main.ts", "healthcheck"]',
      to: '',
      rule,
      line: '  worker:',
      lineIn: 'compose.yaml',
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'path: /livez, port: http',
      to: 'path: /livez, port: 4000',
      rule: listens,
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'path: /api/health, port: http',
      to: 'path: /api/health, port: 4000',
      rule: listens,
    },
    {
      file: 'helm/backend/templates/deployment.yaml',
      from: 'path: /livez, port: http',
      to: 'path: /livez, port: 9000',
      rule: listens,
    },
    {
      file: 'helm/backend/templates/deployment.yaml',
      from: 'path: /api/health, port: http',
      to: 'path: /api/health, port: 9000',
      rule: listens,
    },
    {
      file: 'helm/data/templates/postgres.yaml',
      from: 'tcpSocket: { port: postgresql }',
      to: 'tcpSocket: { port: 5433 }',
      rule: listens,
    },
    {
      file: 'helm/data/templates/redis.yaml',
      from: 'tcpSocket: { port: redis }',
      to: 'tcpSocket: { port: 6380 }',
      rule: listens,
    },
    {
      file: 'helm/data/templates/postgres.yaml',
      from: 'readinessProbe',
      to: 'startupProbes',
      rule: 'order-agrees',
      line: 'apiVersion: apps/v1',
    },
    {
      file: 'helm/data/templates/redis.yaml',
      from: 'readinessProbe',
      to: 'startupProbes',
      rule: 'order-agrees',
      line: 'apiVersion: apps/v1',
    },
    {
      file: 'helm/backend/templates/deployment.yaml',
      from: 'readinessProbe',
      to: 'startupProbes',
      rule: 'order-agrees',
      line: 'apiVersion: apps/v1',
    },
  ];
};
