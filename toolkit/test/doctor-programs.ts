import type { Asked } from '../src/system/ask.ts';
import type { Programs } from '../src/doctor/programs.ts';

/** What a program has said. */
export function ended(
  command: string,
  { code = 0, out = '', err = '' }: { code?: number; out?: string; err?: string },
): Asked {
  return { command, durationMs: 20, answer: { kind: 'ended', code, out, err } };
}

/** The answers of the oldest programs that are new enough. */
export const goodPrograms: Programs = {
  npm: ended('npm --version', { out: '11.0.0\n' }),
  postgres: ended('postgres --version', { out: 'postgres (PostgreSQL) 17.10\n' }),
  docker: ended('docker version', {
    out: JSON.stringify({ Client: { Version: '25.0.3' }, Server: { Version: '25.0.3+dfsg1' } }),
  }),
  dockerClient: ended('docker --version', { out: 'Docker version 25.0.3, build 4debf41\n' }),
  composePorts: ended('docker ps', {}),
  compose: ended('docker compose version', { out: 'Docker Compose version v2.26.0\n' }),
  composeV1: { command: 'docker-compose --version', durationMs: 0, answer: { kind: 'absent' } },
  buildx: ended('docker buildx version', { out: 'github.com/docker/buildx v0.13.1 788433953af1\n' }),
  kubectl: ended('kubectl version', { out: JSON.stringify({ clientVersion: { gitVersion: 'v1.30.0' } }) }),
  kubectlContext: ended('kubectl config current-context', { out: 'minikube\n' }),
  cluster: ended('kubectl version', {
    out: JSON.stringify({ clientVersion: { gitVersion: 'v1.30.0' }, serverVersion: { gitVersion: 'v1.31.4+k3s1' } }),
  }),
  helm: ended('helm version --short', { out: 'v3.14.0+g3fc9f4b\n' }),
  tilt: ended('tilt version', { out: 'v0.33.0, built 2023-06-16\n' }),
  minikube: ended('minikube version --short', { out: 'v1.34.0\n' }),
};
