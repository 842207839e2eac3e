import type { Made } from './drift.ts';

export const templateVariables: Made = () => {
  const postgres = { file: 'helm/data/templates/postgres.yaml' };
  const helpers = { file: 'helm/backend/templates/_helpers.tpl' };
  const migrate = { file: 'helm/backend/templates/migrate.yaml' };
  const rule = 'variable-on-both-sides';
  return [
    { ...postgres, from: 'name: POSTGRES_USER', to: 'name: POSTGRES_USER_NAME', rule },
    { ...postgres, from: 'name: POSTGRES_DB', to: 'name: POSTGRES_DATABASE', rule },
    { ...postgres, from: 'name: POSTGRES_PASSWORD', to: 'name: POSTGRES_PASS', rule },
    { ...postgres, from: 'POSTGRES_USER, value: app', to: 'POSTGRES_USER, value: owner', rule: 'variable-agrees' },
    { ...postgres, from: 'POSTGRES_DB, value: app', to: 'POSTGRES_DB, value: shop', rule: 'variable-agrees' },
    { ...helpers, from: 'name: DATABASE_URL', to: 'name: DATABASE_ADDRESS', rule },
    { ...migrate, from: 'name: SEED_DEMO', to: 'name: SEED_EXAMPLE', rule },
    { ...migrate, from: "value: '1'", to: "value: '0'", rule: 'variable-agrees' },
    { ...migrate, from: 'name: DEMO_PASSWORD', to: 'name: DEMO_PASS', rule },
    { ...migrate, from: 'name: DATABASE_WAIT_SECONDS', to: 'name: DATABASE_WAIT_MINUTES', rule },
    { file: 'helm/backend/templates/deployment.yaml', from: 'name: BETTER_AUTH_SECRET', to: 'name: AUTH_SECRET', rule },
    {
      file: 'helm/backend/templates/deployment.yaml',
      from: 'name: OPENAI_API_KEY',
      to: 'name: OPENAI_KEY',
      rule,
      line: 'OPENAI_API_KEY',
      lineIn: 'compose.yaml',
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'name: BETTER_AUTH_SECRET',
      to: 'name: AUTH_SECRET',
      rule,
    },
    {
      file: 'helm/frontend/templates/deployment.yaml',
      from: 'value: 0.0.0.0',
      to: 'value: 127.0.0.1',
      rule: 'variable-agrees',
    },
    {
      file: 'helm/backend/values.yaml',
      from: 'url: redis://redis:6379',
      to: 'url: redis://redis:6380',
      rule: 'variable-agrees',
    },
    {
      file: 'helm/backend/values.yaml',
      from: 'url: redis://redis:6379',
      to: 'url: redis://cache:6379',
      rule: 'variable-leads-somewhere',
    },
    {
      file: 'helm/frontend/values.yaml',
      from: 'http://backend:8000',
      to: 'http://api:8000',
      rule: 'variable-leads-somewhere',
    },
    { file: 'compose.yaml', from: 'redis://redis:6379', to: 'redis://cache:6379', rule: 'variable-leads-somewhere' },
    { file: 'compose.yaml', from: 'http://backend:8000', to: 'http://api:8000', rule: 'variable-leads-somewhere' },
    { file: 'helm/backend/values.yaml', from: 'env: {}', to: 'env: { LOG_FORMAT: json }', rule },
    { file: 'helm/frontend/values.yaml', from: 'extraEnv: {}', to: 'extraEnv: { DEBUG: all }', rule },
    {
      file: 'helm/frontend/values-dev.yaml',
      from: 'http://localhost:8000',
      to: 'http://localhost:8001',
      rule: 'variable-agrees',
    },
    {
      file: 'helm/data/templates/secret.yaml',
      from: 'postgres-password:',
      to: 'password:',
      rule: 'reference-leads-somewhere',
      line: 'key: postgres-password',
      lineIn: 'helm/data/templates/postgres.yaml',
    },
    {
      file: 'compose.yaml',
      behind: '  redis:\n',
      from: 'user: redis',
      to: 'user: redis\n    environment: { REDIS_PASSWORD: kV83nx0qLw }',
      rule: 'secret-not-in-plain-text',
      line: 'REDIS_PASSWORD',
    },
    {
      file: 'helm/backend/values.yaml',
      from: 'env: {}',
      to: 'env: { API_TOKEN: kV83nx0qLw }',
      rule: 'secret-not-in-plain-text',
    },
    {
      file: 'helm/frontend/values.yaml',
      from: '  BACKEND_INTERNAL_URL: http://backend:8000',
      to: '  BACKEND_INTERNAL_URL: http://backend:8000\n  SESSION_SECRET: kV83nx0qLw',
      rule: 'secret-not-in-plain-text',
      line: 'SESSION_SECRET',
    },
    {
      file: 'compose.yaml',
      from: 'POSTGRES_PASSWORD_FILE: /run/evenkeel/POSTGRES_PASSWORD',
      to: 'POSTGRES_PASSWORD_FILE: /run/secrets/POSTGRES_PASSWORD',
      rule: 'reference-leads-somewhere',
    },
  ];
};
