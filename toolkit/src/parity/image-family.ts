import type { ImageReference } from './image.ts';
import { programOf, readImage } from './image.ts';
import type { Service } from './model.ts';

/** Programs that many publish, each under a name of its own: what one of an image's names is, the others are, too. */
export const FAMILIES: Record<string, RegExp> = {
  postgres: /postgres|pgvector|postgis|timescale|spilo/,
  mysql: /mysql|mariadb|percona/,
  mongo: /mongo/,
  redis: /redis|valkey|keydb|dragonfly/,
  memcached: /memcached/,
  rabbitmq: /rabbitmq/,
  kafka: /kafka|redpanda/,
  zookeeper: /zookeeper/,
  nats: /^nats/,
  search: /elasticsearch|opensearch/,
  minio: /^minio/,
  clickhouse: /clickhouse/,
  cassandra: /cassandra/,
  mssql: /mssql|azure-sql-edge/,
  dynamodb: /dynamodb/,
  keycloak: /keycloak/,
  jaeger: /jaeger/,
  prometheus: /^prometheus/,
  grafana: /^grafana/,
};
/** Others of which each publisher's image has settings of its own, and that many build their own programs on. */
const ALSO_OTHERWISE =
  /^(?:nginx|httpd|apache|haproxy|traefik|caddy|etcd|consul|vault|influxdb|neo4j|solr|wordpress|mosquitto)$/;
/** What only looks at such a program, or stands before it. */
const BESIDE =
  /exporter|operator|dashboard|express|admin|commander|insight|backup|metrics|proxy|bouncer|sentinel|client|init|-ui$/;

/** The well-known program that a service runs, whoever publishes its image. */
export function familyOf({ image }: Service): string | undefined {
  if (!image) return undefined;
  const program = programOf(readImage(image.value)).toLowerCase();
  if (BESIDE.test(program)) return undefined;
  return Object.keys(FAMILIES).find((family) => FAMILIES[family]?.test(program));
}

/**
 * Whether two services run the same well-known program by images of different publishers, whose variables and paths
 * are each their own.
 */
export function areOtherwisePublished(one: Service, other: Service): boolean {
  if (!one.image || !other.image || one.build) return false;
  const [own, others] = [readImage(one.image.value), readImage(other.image.value)];
  // A registry that a variable gives may be the same one.
  const isOpen = [one.image.value, other.image.value].some((image) => /\$[{(\w]/.test(image));
  const isSame = own.repository === others.repository || (isOpen && untagged(own) === untagged(others));
  const [program, otherProgram] = [programOf(own), programOf(others)];
  const isKnown = familyOf(one) !== undefined && familyOf(one) === familyOf(other);
  return !isSame && (isKnown || (program === otherProgram && ALSO_OTHERWISE.test(program)));
}

/** A tag that a variable gives is still part of the name. */
const untagged = (image: ImageReference) => programOf(image).replace(/:.*/, '');
