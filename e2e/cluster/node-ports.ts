/** Above those that the charts' documents name, below those that Kubernetes gives out by itself. */
const FIRST = 30_400;
const COUNT = 1_600;
// Runs beside each other begin at different places: between the look and the use another may take it.
let next = (process.pid * 16) % COUNT;

type Ask = (...args: string[]) => Promise<string>;

/** As many ports of the node as asked for, that no Service of the cluster has; no port twice. */
export async function freeNodePorts(kubectl: Ask, count: number): Promise<number[]> {
  const words = ['get', 'services', '--all-namespaces', '--output=jsonpath={.items[*].spec.ports[*].nodePort}'];
  const taken = new Set((await kubectl(...words)).split(/\s+/).map(Number));
  const found: number[] = [];
  for (let tried = 0; found.length < count; tried += 1) {
    if (tried > COUNT)
      throw new Error(`The cluster has no ${count} NodePorts left between ${FIRST} and ${FIRST + COUNT}.`);
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (!taken.has(port)) found.push(port);
  }
  return found;
}

/** Which Service of the cluster has a NodePort, as namespace/name; undefined for none. */
export async function holderOf(kubectl: Ask, port: number): Promise<string | undefined> {
  const each = '{range .items[*]}{.metadata.namespace}/{.metadata.name} {.spec.ports[*].nodePort}{"\\n"}{end}';
  const lines = (await kubectl('get', 'services', '--all-namespaces', `--output=jsonpath=${each}`)).split('\n');
  return lines.map((line) => line.split(' ')).find(([, ...ports]) => ports.includes(String(port)))?.[0];
}
