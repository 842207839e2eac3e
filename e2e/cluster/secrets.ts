import { randomBytes } from 'node:crypto';

/** Secrets as `kubectl apply` reads them, with random values: those that the charts want. */
export function newSecrets({ frontend }: { frontend: string }) {
  const random = () => randomBytes(24).toString('hex');
  const [password, auth, demo] = [random(), random(), random()];
  const secret = (name: string, stringData: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    stringData,
  });
  const items = [
    secret('data-secrets', { 'postgres-password': password }),
    secret('backend-secrets', {
      'database-url': `postgresql://app:${password}@postgres:5432/app`,
      'auth-secret': auth,
      'auth-url': frontend,
      'openai-api-key': '',
      'demo-password': demo,
    }),
    secret('frontend-secrets', { 'auth-secret': auth }),
  ];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** All values in the namespace's own secrets, to hide them. Helm's are its charts. */
export function valuesOf(secretsAsJson: string): string[] {
  const { items } = JSON.parse(secretsAsJson) as { items: { type: string; data?: Record<string, string> }[] };
  return items
    .filter(({ type }) => type === 'Opaque')
    .flatMap(({ data }) => Object.values(data ?? {}))
    .map((value) => Buffer.from(value, 'base64').toString());
}
