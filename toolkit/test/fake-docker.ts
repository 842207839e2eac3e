import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NativeApp } from './native-app.ts';

export const PASSWORD = 'database-password-of-compose';
export const DEMO = 'demo-password-of-compose';

/** What it does when it is asked with words that match a pattern of `case`; the first counts. */
export type Script = Record<string, string>;

export const says = (text: string) => `printf '%s\\n' '${text}'`;
export const hangs = '/bin/sleep 60';
/** `docker compose ps --format json` of a project with these services and the ports that lead to them. */
export function runs(app: NativeApp, services: Record<string, [inside: number, outside: number]>, folder = app.folder) {
  return Object.entries(services)
    .map(([Service, [TargetPort, PublishedPort]]) =>
      says(
        JSON.stringify({
          Service,
          Project: 'app',
          State: 'running',
          Labels: `com.docker.compose.project.working_dir=${folder}`,
          Publishers: [{ URL: '127.0.0.1', TargetPort, PublishedPort, Protocol: 'tcp' }],
        }),
      ),
    )
    .join('; ');
}

export const secrets: Script = {
  'compose exec -T postgres cat /run/evenkeel/POSTGRES_PASSWORD': says(PASSWORD),
  'compose exec -T postgres cat /run/evenkeel/DEMO_PASSWORD': says(DEMO),
  'compose exec -T postgres cat *': 'echo "cat: No such file or directory" >&2; exit 1',
};

/** Puts a `docker` on a PATH of its own, with nothing beside it, and a compose file into the project. */
export function putDocker(app: NativeApp, script: Script | undefined) {
  writeFileSync(join(app.folder, 'compose.yaml'), 'services: {}\n');
  return putProgram(app, 'docker', script);
}

/** Puts a program on that PATH; without a script it is only looked whether it was asked. */
export function putProgram(app: NativeApp, name: string, script: Script | undefined) {
  const folder = join(app.folder, 'programs');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, name);
  const asked = `${program}.asked`;
  const cases = Object.entries(script ?? {}).map(([words, what]) => `${words.replaceAll(' ', '\\ ')}) ${what};;`);
  const lines = ['#!/bin/sh', `printf '%s\\n' "$*" >> '${asked}'`, 'case "$*" in', ...cases, 'esac'];
  if (script) writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
  return {
    PATH: folder,
    /** What it was asked, a line for each time. */
    asked: () => (existsSync(asked) ? readFileSync(asked, 'utf8') : ''),
  };
}
