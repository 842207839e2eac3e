import type { Made } from './drift.ts';

export const replicasAndServices: Made = () => {
  const rule = 'replicas-agree';
  const both = 'service-on-both-sides';
  return [
    { file: 'helm/backend/values.yaml', from: 'replicaCount: 1', to: 'replicaCount: 3', rule },
    { file: 'helm/backend/values.yaml', behind: 'worker:', from: 'replicaCount: 1', to: 'replicaCount: 3', rule },
    { file: 'helm/frontend/values.yaml', from: 'replicaCount: 2', to: 'replicaCount: 4', rule },
    { file: 'helm/data/templates/redis.yaml', from: 'replicas: 1', to: 'replicas: 2', rule },
    { file: 'helm/data/templates/postgres.yaml', from: 'replicas: 1', to: 'replicas: 2', rule },
    {
      file: 'compose.yaml',
      behind: '  frontend:\n',
      from: '    tmpfs: [/tmp]',
      to: '    scale: 3\n    tmpfs: [/tmp]',
      rule,
    },
    {
      file: 'compose.yaml',
      from: '\nvolumes:\n',
      to: '\n  mailer: { image: mailer:1 }\n\nvolumes:\n',
      rule: both,
      line: '  mailer:',
    },
    {
      file: 'helm/frontend/templates/service.yaml',
      from: 'apiVersion: v1',
      to: "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: mailer }\nspec: { template: { spec: { containers: [{ name: mailer, image: 'mailer:1' }] } } }\n---\napiVersion: v1",
      rule: both,
    },
  ];
};
