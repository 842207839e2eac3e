// What Docker, kubectl, Helm and Tilt themselves read. Nothing else of a developer's may change what is tested.
const PASSED_ON =
  /^(PATH|HOME|USER|TMPDIR|DOCKER_.*|BUILDX_.*|XDG_.*|SSH_AUTH_SOCK|MINIKUBE_HOME|NODE_EXTRA_CA_CERTS|(HTTPS?|NO)_PROXY)$/i;

/** The environment of this process without what could change a copy of the app. */
export const plainEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([key]) => PASSED_ON.test(key)));
