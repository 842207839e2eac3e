import type { Made } from './drift.ts';

export const images: Made = () => {
  const rule = 'image-agrees';
  return [
    { file: 'compose.yaml', from: 'image: postgres:17', to: 'image: postgres:16', rule },
    { file: 'compose.yaml', from: 'image: redis:8', to: 'image: redis:7', rule },
    { file: 'compose.yaml', from: 'image: redis:8', to: 'image: valkey/valkey:8', rule },
    { file: 'compose.yaml', from: 'image: postgres:17', to: 'image: postgres', rule },
    { file: 'helm/data/values.yaml', from: "tag: '17'", to: "tag: '16'", rule },
    { file: 'helm/data/values.yaml', from: "tag: '8'", to: 'tag: 7-alpine', rule },
    {
      file: 'helm/data/values.yaml',
      from: 'repository: postgres',
      to: 'repository: postgis/postgis',
      rule,
      line: "tag: '17'",
    },
    { file: 'helm/backend/values.yaml', from: 'tag: phase4', to: 'tag: phase5', rule },
    { file: 'helm/frontend/values.yaml', from: 'tag: phase4', to: 'tag: phase5', rule },
    { file: 'compose.run.yaml', from: 'image: todo-backend:run', to: 'image: todo-backend:2.0.0', rule },
    { file: 'compose.run.yaml', from: 'image: todo-frontend:run', to: 'image: todo-frontend:2.0.0', rule },
    { file: 'helm/backend/values-dev.yaml', from: 'tag: dev', to: 'tag: edge', rule },
    { file: 'helm/frontend/values-dev.yaml', from: 'tag: dev', to: 'tag: edge', rule },
    { file: 'helm/backend/templates/migrate.yaml', from: '.Values.image.tag', to: '"phase3"', rule },
    { file: 'helm/backend/templates/migrate.yaml', from: '.Values.image.tag', to: '"phase3"', rule: 'one-shot-agrees' },
  ];
};
