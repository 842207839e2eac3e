import type { Made } from './drift.ts';

export const ports: Made = () => {
  const rule = 'port-on-both-sides';
  return [
    { file: 'compose.yaml', from: '5434}:5432', to: '5434}:5433', rule },
    { file: 'compose.yaml', from: '8000}:8000', to: '8000}:8080', rule },
    { file: 'compose.yaml', from: '3000}:3000', to: '3000}:8080', rule },
    {
      file: 'compose.yaml',
      from: '${BACKEND_PORT:-8000}:8000',
      to: '${BACKEND_PORT:-8001}:8000',
      rule: 'forward-agrees',
    },
    {
      file: 'compose.yaml',
      from: "['127.0.0.1:${FRONTEND_PORT:-3000}:3000']",
      to: "['127.0.0.1:3100:3000']",
      rule: 'forward-agrees',
    },
    { file: 'compose.yaml', from: "['127.0.0.1:${FRONTEND_PORT:-3000}:3000']", to: "['3000:3000', '9229:9229']", rule },
    { file: 'compose.yaml', from: 'POSTGRES_PORT:-5434', to: 'POSTGRES_PORT:-5440', rule: 'forward-agrees' },
    { file: 'helm/data/templates/postgres.yaml', from: 'containerPort: 5432', to: 'containerPort: 5433', rule },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'containerPort: 3000',
      to: 'containerPort: 3001',
      rule: 'image-port-is-used',
    },
    {
      file: 'helm/backend/templates/deployment.yaml',
      from: 'containerPort: 8000',
      to: 'containerPort: 8080',
      rule: 'image-port-is-used',
    },
    {
      file: 'helm/backend/values.yaml',
      from: 'port: 8000',
      to: 'port: 80',
      rule: 'variable-agrees',
      line: 'BACKEND_INTERNAL_URL',
      lineIn: 'helm/frontend/values.yaml',
    },
    {
      file: 'Dockerfile.backend',
      behind: 'AS dev',
      from: 'EXPOSE 8000',
      to: 'EXPOSE 8080',
      rule: 'image-port-is-used',
    },
    {
      file: 'Dockerfile.frontend',
      behind: 'AS dev',
      from: 'EXPOSE 3000',
      to: 'EXPOSE 8080',
      rule: 'image-port-is-used',
    },
  ];
};
