import { posix } from 'node:path';
import type { Instruction, PropertyInstruction } from 'dockerfile-ast';
import { DockerfileParser } from 'dockerfile-ast';
import { interpolate } from '../compose/interpolate.ts';
import { exposedPorts } from '../compose/ports.ts';
import { lookOf } from '../look.ts';
import type { Place, Port, Probe, Sourced } from '../model.ts';
import { scalar } from '../yaml/read.ts';

/** What an image says by itself, as far as its Dockerfile tells; what its base image says is not known. */
export interface ImageDefaults {
  variables: Map<string, Sourced<string | undefined>>;
  ports: Port[];
  user?: Sourced<string>;
  entrypoint?: Sourced<string[]>;
  command?: Sourced<string[]>;
  health?: Probe;
  /** What comes from the build's context, in the order of its lines. */
  copies: Copy[];
}

/** Files and folders of the context, as they are written, and the absolute path in the image where they are put. */
export interface Copy {
  at: Place;
  sources: string[];
  target: string;
  /** They are put into a folder of this path, not under this name. */
  isInto: boolean;
}

interface Stage {
  /** Lower case, as names are compared. */
  name: string | undefined;
  base: string | undefined;
  instructions: Instruction[];
}

/**
 * Reads a stage of a Dockerfile together with those that it is built on.
 * @param target undefined: the last one
 * @returns undefined where there is no such stage
 */
export function readDockerfile(text: string, file: string, target: string | undefined): ImageDefaults | undefined {
  const chain = chainOf(stagesOf(text), target?.toLowerCase());
  if (chain.length === 0) return undefined;
  const found: ImageDefaults = { variables: new Map(), ports: [], copies: [] };
  const known = new Map<string, string>();
  let folder = '/';
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) {
    apply(instruction, file, found, known);
    const expanded = (written: string) => interpolate(written, (name) => known.get(name)).text;
    if (instruction.getKeyword() === 'WORKDIR') folder = posix.resolve(folder, expanded(argumentsOf(instruction)));
    found.copies.push(...copyOf(instruction, file, (path) => posix.resolve(folder, expanded(path))));
  }
  return found;
}

function stagesOf(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = argumentsOf(instruction)
      .split(/\s+/)
      .filter((word) => !word.startsWith('--'));
    if (instruction.getKeyword() === 'FROM') {
      const [base, as = '', name] = words.map((word) => word.toLowerCase());
      stages.push({ name: as === 'as' ? name : undefined, base, instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** A stage and those that it is built on, the lowest first. A stage knows only those above it. */
function chainOf(stages: readonly Stage[], target: string | undefined): Stage[] {
  const named = stages.findIndex(({ name }, index) => name === target || String(index) === target);
  const index = target === undefined ? stages.length - 1 : named;
  const stage = stages[index];
  if (!stage) return [];
  const above = stages.slice(0, index);
  return [
    ...(above.some(({ name }) => name !== undefined && name === stage.base) ? chainOf(above, stage.base) : []),
    stage,
  ];
}

function apply(instruction: Instruction, file: string, found: ImageDefaults, known: Map<string, string>): void {
  const at = { file, line: instruction.getRange().start.line + 1 };
  const text = argumentsOf(instruction);
  const expanded = (written: string) => interpolate(written, (name) => known.get(name)).text;
  switch (instruction.getKeyword()) {
    case 'ARG':
    case 'ENV':
      for (const property of (instruction as PropertyInstruction).getProperties()) {
        const value = expanded(property.getValue() ?? '');
        known.set(property.getName(), value);
        // An argument that only who builds it gives.
        const isGiven = value !== '' || (property.getValue() ?? '') === '';
        if (instruction.getKeyword() === 'ENV')
          found.variables.set(property.getName(), { value: isGiven ? value : undefined, at });
      }
      break;
    case 'EXPOSE':
      found.ports.push(
        ...expanded(text)
          .split(/\s+/)
          .flatMap((port) => exposedPorts(scalar(port, at)) ?? []),
      );
      break;
    case 'USER':
      found.user = { value: expanded(text), at };
      break;
    case 'ENTRYPOINT':
      found.entrypoint = { value: wordsOf(text), at };
      // Whatever a stage below has said was for another program.
      delete found.command;
      break;
    case 'CMD':
      found.command = { value: wordsOf(text), at };
      break;
    case 'HEALTHCHECK': {
      const [, command] = /^(?:--\S+\s+)*CMD\s+([^]*)$/i.exec(text) ?? [];
      if (command === undefined) delete found.health;
      else found.health = { at, role: 'health', look: lookOf(wordsOf(command)) };
      break;
    }
    default:
  }
}

/** COPY and ADD of the context; what another stage has made is none of it. */
function copyOf(instruction: Instruction, file: string, inImage: (path: string) => string): Copy[] {
  if (!['COPY', 'ADD'].includes(instruction.getKeyword())) return [];
  const text = argumentsOf(instruction);
  if (/(?:^|\s)--from=/.test(text)) return [];
  const words = wordsIn(text.replace(/^(?:--\S+\s+)*/, ''));
  const target = words.pop();
  if (target === undefined || words.length === 0) return [];
  const isInto = words.length > 1 || /(?:^|\/)\.?$/.test(target);
  const at = { file, line: instruction.getRange().start.line + 1 };
  return [{ at, sources: words, target: inImage(target), isInto }];
}

/** On one line, without the marks that continue it. */
const argumentsOf = (instruction: Instruction) =>
  (instruction.getArgumentsContent() ?? '').replaceAll(/[\\`][ \t]*\r?\n\s*/g, ' ').trim();

/** A list of words, or a line for the shell. */
const wordsOf = (text: string): string[] => listIn(text) ?? ['/bin/sh', '-c', text];

const wordsIn = (text: string): string[] => listIn(text) ?? text.split(/\s+/).filter(Boolean);

function listIn(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // It is a line.
  }
  return undefined;
}
