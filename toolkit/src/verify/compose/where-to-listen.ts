import { createServer } from 'node:net';
import type { ComposeProject } from './project.ts';

/**
 * Where a server of this machine is reached by containers and by nobody else: at the engine's own address where that is
 * one of this machine; a virtual machine forwards to 127.0.0.1.
 */
export async function whereToListen(project: ComposeProject): Promise<string> {
  const format = '{{range .IPAM.Config}}{{println .Gateway}}{{end}}';
  const said = await project.ask(['network', 'inspect', 'bridge', '--format', format]);
  const gateway = said.split('\n').find((line) => line.includes('.'));
  // Not looked up among the addresses of this machine: those of a bridge that nobody uses now are not told.
  return gateway !== undefined && (await canListen(gateway)) ? gateway : '127.0.0.1';
}

function canListen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen({ host: address, port: 0 }, () => probe.close(() => resolve(true)));
  });
}
