import type { NativeApp } from './native-app.ts';
import type { Script } from './fake-docker.ts';
import { putProgram, says } from './fake-docker.ts';

export const CLUSTER_PASSWORD = 'database-password-of-the-cluster';
export const CLUSTER_DEMO = 'demo-password-of-the-cluster';

const encode = (value: string) => Buffer.from(value).toString('base64');

/** `kubectl config view --minify --output json` of a context; kinds are told by its cluster's name. */
export const contextIs = (name: string, namespace?: string) =>
  says(JSON.stringify({ contexts: [{ name, context: { cluster: name, ...(namespace && { namespace }) } }] }));

/** `kubectl get services --output json` of Services, each with its port and, where it has one, its NodePort. */
export const servicesAre = (services: Record<string, [port: number, nodePort?: number]>) =>
  says(
    JSON.stringify({
      items: Object.entries(services).map(([name, [port, nodePort]]) => ({
        metadata: { name },
        spec: { ports: [{ port, nodePort }] },
      })),
    }),
  );

export const secretsAre = (secrets: Record<string, Record<string, string>>) =>
  says(
    JSON.stringify({
      items: Object.entries(secrets).map(([name, values]) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, resourceVersion: '1' },
        data: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, encode(value)])),
      })),
    }),
  );

export const complains = (text: string) => `printf '%s\\n' '${text}' >&2; exit 1`;

/** The section `cluster` of the app's evenkeel.yaml. */
export function declareCluster(app: NativeApp, forward: number): void {
  app.editConfig(
    'native:',
    `cluster:
  postgres: { forward: ${forward} }
  secrets:
    data-secrets: { postgres-password: '\${POSTGRES_PASSWORD}' }
    app-secrets: { url: 'postgresql://app:\${POSTGRES_PASSWORD}@postgres/app', demo: '\${DEMO_PASSWORD}', key: '\${API_KEY}' }
native:`,
  );
}

/** A cluster where the app is installed. What the test says comes first, and in the place of the same words here. */
export function putKubectl(app: NativeApp, script: Script = {}) {
  const usual: Script = {
    '*config view*': contextIs('minikube', 'shop'),
    '--context minikube --namespace shop get services*': servicesAre({
      // Nobody listens at port 1, whatever else runs on the machine.
      frontend: [1, 1],
      backend: [1, app.ports.backend],
      postgres: [5432],
    }),
    '--context minikube --namespace shop get secret *': secretsAre({
      'data-secrets': { 'postgres-password': CLUSTER_PASSWORD },
      'app-secrets': { demo: CLUSTER_DEMO },
    }),
  };
  return putProgram(app, 'kubectl', { ...script, ...usual, ...script });
}
