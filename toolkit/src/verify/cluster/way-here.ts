import type { NetworkInterfaceInfo } from 'node:os';
import { BlockList, isIPv4 } from 'node:net';

type Address = Pick<NetworkInterfaceInfo, 'address' | 'netmask' | 'family' | 'cidr'>;

/**
 * The address of this machine at which pods reach a server of it: the node's own where the node is this machine, and
 * otherwise that of the network which both are in.
 * @param nodes addresses of the nodes
 * @returns undefined where there is no such thing
 */
export function wayHere(nodes: readonly string[], own: readonly Address[]): string | undefined {
  const [node] = nodes.filter(isIPv4);
  if (node === undefined || nodes.length > 1) return undefined;
  if (own.some(({ address }) => address === node)) return node;
  return own.find((each) => each.family === 'IPv4' && isBeside(node, each.cidr))?.address;
}

function isBeside(node: string, cidr: string | null): boolean {
  const [network = '', bits = ''] = cidr?.split('/') ?? [];
  // A network of one has nobody beside.
  if (Number(bits) < 8 || Number(bits) > 30) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits));
  return list.check(node);
}
