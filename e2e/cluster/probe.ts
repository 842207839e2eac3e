import type { Namespace } from './namespace.ts';

// Loops that a pod runs, with the Node of the backend's image.
const IDLE = 'setInterval(() => {}, 1000)';
const LISTEN =
  "const { createServer } = require('node:net'); for (const port of process.argv.slice(1)) createServer((socket) => socket.end()).listen(Number(port))";
const CONNECT = `
const [host, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host, port: Number(port) });
const tell = (what) => { console.log(what); process.exit(); };
socket.once('connect', () => tell('open')).once('error', () => tell('closed')).setTimeout(2500, () => tell('closed'));
`;
const NODE = '/nodejs/bin/node';

/** A pod that is no part of the app, with an address of its own name; it listens on these ports, and may be asked from. */
export const podOf = (name: string, image: string, ports: number[] = []) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        seccompProfile: { type: 'RuntimeDefault' },
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      containers: [
        {
          name: 'probe',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: [NODE, '-e', ports.length > 0 ? LISTEN : IDLE, ...ports.map(String)],
          resources: { requests: { cpu: '5m', memory: '32Mi' }, limits: { cpu: '200m', memory: '96Mi' } },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  });

/**
 * Starts such a pod and waits until it runs.
 * @returns its address
 */
export async function startPod(copy: Namespace, manifest: string): Promise<string> {
  const { name } = (JSON.parse(manifest) as { metadata: { name: string } }).metadata;
  await copy.demand([copy.programs.kubectl, 'apply', '--filename=-'], { input: manifest });
  await copy.kubectl('wait', 'pod', name, '--for=condition=Ready', '--timeout=60s');
  return copy.kubectl('get', 'pod', name, '--output=jsonpath={.status.podIP}');
}

/** What comes of a connection from a pod: `open`, or `closed`: some networks drop what a policy forbids, others refuse it. */
export const connect = (copy: Namespace, from: string, host: string, port: number): Promise<string> =>
  copy.exec(from, NODE, '-e', CONNECT, host, String(port));
