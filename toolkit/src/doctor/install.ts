/** What matters about the machine itself when something has to be installed or started. */
export interface Machine {
  platform: NodeJS.Platform;
  /** Linux inside Windows. */
  isWsl: boolean;
  isRoot: boolean;
}

type Way = { brew?: string; page: string; mac?: string; wsl?: string };

const ways = {
  docker: {
    page: 'https://docs.docker.com/engine/install/',
    mac: 'https://docs.docker.com/desktop/setup/install/mac-install/',
    wsl: 'https://docs.docker.com/desktop/features/wsl/',
  },
  compose: { page: 'https://docs.docker.com/compose/install/linux/' },
  buildx: { page: 'https://github.com/docker/buildx#installing' },
  kubectl: { brew: 'kubernetes-cli', page: 'https://kubernetes.io/docs/tasks/tools/' },
  helm: { brew: 'helm', page: 'https://helm.sh/docs/intro/install/' },
  tilt: { brew: 'tilt-dev/tap/tilt', page: 'https://docs.tilt.dev/install.html' },
  minikube: { brew: 'minikube', page: 'https://minikube.sigs.k8s.io/docs/start/' },
} as const satisfies Record<string, Way>;

/** How to get a program, or a newer one, on this machine. */
export function install(name: keyof typeof ways, version: string, { platform, isWsl }: Machine): string {
  const way: Way = ways[name];
  const what = version === '' ? 'Install it' : `Install ${version} or newer`;
  if (platform === 'darwin') {
    if (way.brew !== undefined) return `${what}: \`brew install ${way.brew}\`, or ${way.page}`;
    return `${what}; Docker Desktop brings it: ${ways.docker.mac}`;
  }
  return `${what}: ${(isWsl ? way.wsl : undefined) ?? way.page}`;
}

/** The same command, for those who need sudo. */
export function asRoot(command: string, { isRoot }: Machine): string {
  return isRoot ? command : `sudo ${command}`;
}
