import type { Pair } from './match.ts';
import type { Service } from './model.ts';

const ADDRESS =
  /(?<scheme>[a-z][a-z0-9+.-]*:\/\/)?(?<user>[^\s/@,;"']*@)?(?<host>\[[^\]]+\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)(?::(?<port>\d{1,5}))?(?![\w.-])/g;
/** Clients take both names for the same. */
const SAME_SCHEMES: Record<string, string> = { 'postgresql://': 'postgres://' };
const USUAL: Record<string, number> = { 'http://': 80, 'https://': 443 };
const HERE = /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])$/;

/** What the addresses in a text lead to, written so that both sides say the same of the same. */
export type Reading = (text: string) => string;

/**
 * Two readings, one a side: names of a service become the service itself, the port of a Service the port that it leads to,
 * and an address of this machine the service that is published there.
 */
export function readAddresses(pairs: readonly Pair[]): { compose: Reading; cluster: Reading } {
  const number = new Map(
    pairs.flatMap(
      ({ compose, cluster }, index) =>
        [
          [compose, index],
          [cluster, index],
        ] as const,
    ),
  );
  const reading =
    (services: Service[], isCluster: boolean): Reading =>
    (text) =>
      text.replaceAll(ADDRESS, (whole, ...rest) => {
        const { scheme: written = '', user = '', host = '', port } = rest.at(-1) as Record<string, string | undefined>;
        const scheme = SAME_SCHEMES[written] ?? written;
        if (isInPath(text, Number(rest.at(-3)))) return whole;
        const wanted = port === undefined ? USUAL[scheme] : Number(port);
        if (HERE.test(host)) {
          const open = services.find(({ ports }) =>
            ports.some((each) => each.isPublished && each.published === wanted && wanted !== undefined),
          );
          return open ? `${scheme}${user}<outside of ${number.get(open)}>` : whole;
        }
        const named = services.filter(({ hostNames }) => hostNames.some((name) => isName(host, name, isCluster)));
        const inside = wanted !== undefined && isCluster && named[0] ? targetOf(named[0], wanted) : wanted;
        // Containers of one pod have one name: the one that listens there is meant.
        const service = named.find(({ ports }) => ports.some(({ number: each }) => each === inside)) ?? named[0];
        if (!service) return whole;
        return `${scheme}${user}<${number.get(service)}${inside === undefined ? '' : `:${inside}`}>`;
      });
  return {
    compose: reading(
      pairs.map(({ compose }) => compose),
      false,
    ),
    cluster: reading(
      pairs.map(({ cluster }) => cluster),
      true,
    ),
  };
}

/** What only looks like an address, and is asked by nobody: an audience, a resource. */
const NAMES_ONLY = /^(?:api|urn|spiffe|arn|custom|app|file|data|about):\/\/$/;
const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** A folder, or a page: /srv/db, http://web/db. After two slashes stands an address. */
const isInPath = (text: string, at: number) => text[at - 1] === '/' && text[at - 2] !== '/';

/** In a cluster a Service has longer names, too: name.namespace.svc.cluster.local. */
function isName(host: string, name: string, isCluster: boolean): boolean {
  if (!isCluster || host === name) return host === name;
  // A pod of a StatefulSet has a name of its own before that: shop-db-0.shop-db.
  const own = host.replace(/^[\w-]+-\d+\.(?=[\w-]+(?:\.|$))/, '');
  return [host, own].some(
    (each) =>
      each === name ||
      (each.startsWith(`${name}.`) && /^\.[\w-]+(?:\.svc(?:\.[\w.-]+)?)?$/.test(each.slice(name.length))),
  );
}

/** The port of the container that a port of its Service leads to; a Service has no others. */
function targetOf({ ports }: Service, wanted: number): number | string {
  const own = ports.filter(({ servicePort }) => servicePort !== undefined);
  const found = own.find(({ servicePort }) => servicePort === wanted);
  return found?.number ?? (own.length > 0 ? `nobody at ${wanted}` : wanted);
}

/** Host names in a text that stand where only a name of the network makes sense: http://name:80, name:5432. */
export function namesIn(text: string): { name: string; port: number | undefined }[] {
  return [...text.matchAll(ADDRESS)].flatMap(({ groups = {}, index }) => {
    const { scheme, host = '', port } = groups;
    const isBare = /^[a-z][a-z0-9_-]*$/i.test(host);
    if (NAMES_ONLY.test(scheme ?? '') || GUID.test(host)) return [];
    if (!isBare || isInPath(text, index) || HERE.test(host) || (scheme === undefined && port === undefined)) return [];
    return [{ name: host, port: port === undefined ? undefined : Number(port) }];
  });
}
