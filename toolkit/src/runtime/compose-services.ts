import { z } from 'zod';
import type { Address } from './runtime.ts';

const row = z.object({
  Service: z.string(),
  Project: z.string(),
  State: z.string(),
  Labels: z.string().default(''),
  Publishers: z
    .array(z.object({ URL: z.string(), TargetPort: z.int(), PublishedPort: z.int(), Protocol: z.string() }))
    .nullish(),
});

/** What runs of a Compose project. */
export interface ComposeServices {
  project: string;
  /** The folder that it was started in, where Compose tells. */
  startedIn: string | undefined;
  /** By service, the ports of this machine that lead to a port inside. */
  published: ReadonlyMap<string, readonly { inside: number; outside: Address }[]>;
}

/**
 * Reads what `docker compose ps --format json` writes: an object a line, one array before Compose 2.21.
 * @returns 'none' when nothing of the project runs, undefined for a text that is nothing of the kind
 */
export function parseServices(text: string): ComposeServices | 'none' | undefined {
  const running = parseRows(text)?.filter(({ State }) => State === 'running');
  const [first] = running ?? [];
  if (!running || !first) return running && 'none';
  return {
    project: first.Project,
    startedIn: /(?:^|,)com\.docker\.compose\.project\.working_dir=(\/[^,]*)/.exec(first.Labels)?.[1],
    published: new Map(
      running.map(({ Service }) => [Service, running.filter((each) => each.Service === Service).flatMap(portsOf)]),
    ),
  };
}

type Row = z.output<typeof row>;
type Published = { inside: number; outside: Address };

function parseRows(text: string): Row[] | undefined {
  try {
    const whole = text.trim();
    const values: unknown = whole.startsWith('[') ? JSON.parse(whole) : whole.split('\n').filter(Boolean).map(parse);
    return z.array(row).parse(values);
  } catch {
    return undefined;
  }
}

function parse(line: string): unknown {
  return JSON.parse(line);
}

function portsOf({ Publishers }: Row): Published[] {
  return (Publishers ?? [])
    .filter(({ Protocol, PublishedPort }) => Protocol === 'tcp' && PublishedPort > 0)
    .map(({ URL, TargetPort, PublishedPort }) => ({
      inside: TargetPort,
      // Published on all addresses: then on this one.
      outside: { host: ['', '0.0.0.0', '::'].includes(URL) ? '127.0.0.1' : URL, port: PublishedPort },
    }));
}

/**
 * How this machine reaches a service.
 * @param inside the port that is meant where the service has several
 */
export function addressOf({ published }: ComposeServices, service: string, inside?: number): Address | undefined {
  const ports = published.get(service) ?? [];
  return (ports.find((port) => port.inside === inside) ?? ports[0])?.outside;
}

/** As people open it: what is published for this machine alone is its localhost. */
export function webAddress(address: Address | undefined): string | undefined {
  if (!address) return undefined;
  const { host, port } = address;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${['127.0.0.1', '::1'].includes(host) ? 'localhost' : name}:${port}`;
}
