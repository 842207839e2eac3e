import { spawn } from 'node:child_process';
import { z } from 'zod';
import { CannotTell } from '../check.ts';
import type { ComposeProject } from './project.ts';
import { linesOf } from '../program.ts';

const inspected = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullable(),
  Size: z.int(),
  Config: z.object({
    User: z.string(),
    WorkingDir: z.string(),
    Env: z.array(z.string()).nullable(),
    Entrypoint: z.array(z.string()).nullable(),
    Cmd: z.array(z.string()).nullable(),
    Labels: z.record(z.string(), z.string()).nullable(),
    Healthcheck: z.object({ Test: z.array(z.string()) }).nullish(),
  }),
});

/** What the engine says about an image. */
export interface Image {
  id: string;
  tags: string[];
  sizeBytes: number;
  user: string;
  folder: string;
  entrypoint: string[];
  command: string[];
  labels: Record<string, string>;
  /** The words of its HEALTHCHECK; empty: it has none. */
  healthcheck: string[];
  environment: string[];
}

/** Reads the JSON of `docker image inspect`. */
export function readImages(text: string): Image[] {
  return z
    .array(inspected)
    .parse(JSON.parse(text))
    .map(({ Id: id, RepoTags, Size: sizeBytes, Config: config }) => ({
      id,
      tags: RepoTags ?? [],
      sizeBytes,
      user: config.User,
      folder: config.WorkingDir,
      entrypoint: config.Entrypoint ?? [],
      command: config.Cmd ?? [],
      labels: config.Labels ?? {},
      healthcheck: config.Healthcheck?.Test ?? [],
      environment: config.Env ?? [],
    }));
}

export async function inspectImage(project: ComposeProject, name: string): Promise<Image> {
  const [image] = readImages(await project.ask(['image', 'inspect', name]));
  if (!image) throw new Error(`There is no image ${name}.`);
  return image;
}

/** The names of all files of an image, without the slash at their beginning. */
export async function filesOf(project: ComposeProject, image: string): Promise<string[]> {
  const label = `evenkeel.verify=${project.name}`;
  const id = (await project.ask(['create', '--label', label, image])).trim();
  try {
    return await listArchive(spawn('docker', ['export', id], { stdio: ['ignore', 'pipe', 'ignore'] }));
  } finally {
    await project.docker(['rm', '--force', '--volumes', id], { stop: undefined });
  }
}

/** The names in the archive that a program writes on stdout. */
export function listArchive(writer: ReturnType<typeof spawn>): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const reader = spawn('tar', ['-t'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    writer.stdout?.pipe(reader.stdin);
    reader.stdin.on('error', () => undefined);
    reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    for (const each of [writer, reader]) {
      each.once('error', (error) => reject(new CannotTell(`no archive can be read: ${error.message}`)));
    }
    reader.once('close', () => {
      const names = linesOf(Buffer.concat(chunks).toString()).map((name) => name.replace(/^\.?\//, ''));
      resolve(names.filter((name) => name !== ''));
    });
  });
}
