import type { Service } from './model.ts';

type Identity = Pick<Service, 'side' | 'name' | 'kind' | 'at'>;

/** A service of which nothing is known but what is said here: its container has its name, and so does its host. */
export const bareService = (said: Identity & Partial<Service>): Service => ({
  container: said.name,
  hostNames: [said.name],
  isOptional: false,
  runsOnce: false,
  isInit: false,
  image: undefined,
  build: undefined,
  entrypoint: undefined,
  command: undefined,
  variables: new Map(),
  unread: [],
  ports: [],
  mounts: [],
  probes: [],
  isHealthDisabled: false,
  limits: {},
  security: {},
  replicas: undefined,
  watch: [],
  after: [],
  ...said,
});
