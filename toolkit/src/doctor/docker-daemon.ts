import type { Judgement } from './check.ts';
import { fail } from './check.ts';
import type { Machine } from './install.ts';
import { asRoot } from './install.ts';

/**
 * Says why the Docker daemon was not reached, from the client's complaint, and what to do about it.
 * @returns undefined for a complaint that is not about that
 */
export function judgeComplaint(complaint: string, client: string, machine: Machine): Judgement | undefined {
  if (/could not be found in this WSL/i.test(complaint)) {
    return fail(
      'Docker Desktop is not connected to this WSL distribution',
      'Switch it on in Docker Desktop: Settings, Resources, WSL integration.',
    );
  }
  const endpoint = /\b(?:unix|tcp|ssh|https?|npipe|fd):\/\/[^\s"';]*[^\s"'.:,;?]/.exec(complaint)?.[0] ?? '';
  const where = endpoint === '' ? '' : ` (${withoutPassword(endpoint)})`;
  if (/permission denied/i.test(complaint)) {
    return fail(`${client}, but this user may not use its daemon${where}`, permission(endpoint));
  }
  if (/client version .* is too (new|old)|Maximum supported API version/i.test(complaint)) {
    return fail(
      `${client}, but its daemon is too old or too new for it`,
      'Update Docker, so that both are of one version.',
    );
  }
  if (
    !/cannot connect|failed to connect|error during connect|daemon is not running|daemon running\?/i.test(complaint)
  ) {
    return undefined;
  }
  return fail(`${client}, but its daemon does not run or is not reached${where}`, start(endpoint, machine));
}

function permission(endpoint: string): string {
  if (endpoint.startsWith('ssh:')) return 'Look whether `ssh` gets there by itself, without a question.';
  return (
    'Run `sudo usermod -aG docker "$USER"` and sign in again (that group is as mighty as root), ' +
    'or use Docker without root: https://docs.docker.com/engine/security/rootless/'
  );
}

function start(endpoint: string, machine: Machine): string {
  const { platform, isWsl } = machine;
  if (/^(tcp|ssh|https?):/.test(endpoint)) {
    return 'Start it there, or take the one of this machine: `unset DOCKER_HOST; docker context use default`.';
  }
  if (endpoint.includes('colima')) return 'Run `colima start`.';
  if (endpoint.includes('orbstack')) return 'Start OrbStack.';
  if (endpoint.includes('/.rd/')) return 'Start Rancher Desktop.';
  if (/\.docker\/(desktop|run)\//.test(endpoint) || endpoint.startsWith('npipe:')) return 'Start Docker Desktop.';
  if (endpoint.includes('/run/user/')) return 'Run `systemctl --user start docker`: this is Docker without root.';
  if (platform === 'darwin') return 'Start Docker Desktop: `open -a Docker`.';
  const command = `\`${asRoot('systemctl start docker', machine)}\` (without systemd: \`${asRoot('service docker start', machine)}\`)`;
  return isWsl ? `Start Docker Desktop in Windows, or run ${command}.` : `Run ${command}.`;
}

function withoutPassword(endpoint: string): string {
  return endpoint.replace(/\/\/[^/@]*:[^/@]*@/, '//');
}
