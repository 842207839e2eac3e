import type { SchemaLine } from '../../postgres/schema-query.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Service, Side } from '../model.ts';

/** One part of what a running copy is; or why it could not be seen; or why it is not asked for. */
export type Seen<T> = { kind: 'seen'; value: T } | { kind: 'unseen'; why: string } | { kind: 'left-out'; why: string };

export const seen = <T>(value: T): Seen<T> => ({ kind: 'seen', value });
export const unseen = (why: string): Seen<never> => ({ kind: 'unseen', why });
export const leftOut = (why: string): Seen<never> => ({ kind: 'left-out', why });

/** What a container was made of, as the engine says. */
export interface RunningImage {
  /** As it was asked for: todo-backend:1.0.0. */
  name: string;
  /** Digest of its configuration: what an engine calls an image that it has built, or was given. */
  id?: string | undefined;
  /** Digests of its manifests: what registries call it, and engines that have pulled it. */
  manifests: readonly string[];
}

export interface Containers {
  /** As they run: variables, users and mounts are those that the programs find. */
  side: Side;
  /** By `keyOf` their service. */
  images: ReadonlyMap<string, RunningImage>;
}

/** Tells the containers of a copy apart. */
export const keyOf = ({ kind, name, container }: Service): string => `${kind}/${name}/${container}`;

/** Rows that the seed has written, by table; without passwords, and with TIME for times. */
export type SeedRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** An answer, without what is another each time. */
export interface Answered {
  /** frontend /sign-in */
  name: string;
  status: number;
  headers: Readonly<Record<string, string>>;
}

/** What a copy is while it runs, as far as it is compared. */
export interface Snapshot {
  runtime: Runtime;
  /** "Docker Compose, project shop" */
  title: string;
  containers: Seen<Containers>;
  schema: Seen<SchemaLine[]>;
  seed: Seen<SeedRows>;
  openapi: Seen<unknown>;
  answers: Seen<Answered[]>;
}
