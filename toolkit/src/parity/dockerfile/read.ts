import type { Instruction, PropertyInstruction } from 'dockerfile-ast';
import { DockerfileParser } from 'dockerfile-ast';
import { interpolate } from '../compose/interpolate.ts';
import { exposedPorts } from '../compose/ports.ts';
import { lookOf } from '../look.ts';
import type { Port, Probe, Sourced } from '../model.ts';
import { scalar } from '../yaml/read.ts';

/** What an image says by itself, as far as its Dockerfile tells; what its base image says is not known. */
export interface ImageDefaults {
  variables: Map<string, Sourced<string>>;
  ports: Port[];
  user?: Sourced<string>;
  entrypoint?: Sourced<string[]>;
  command?: Sourced<string[]>;
  health?: Probe;
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
  const found: ImageDefaults = { variables: new Map(), ports: [] };
  const known = new Map<string, string>();
  for (const instruction of chain.flatMap(({ instructions }) => instructions)) apply(instruction, file, found, known);
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
        if (instruction.getKeyword() === 'ENV') found.variables.set(property.getName(), { value, at });
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

/** On one line, without the marks that continue it. */
const argumentsOf = (instruction: Instruction) =>
  (instruction.getArgumentsContent() ?? '').replaceAll(/[\\`][ \t]*\r?\n\s*/g, ' ').trim();

/** A list of words, or a line for the shell. */
function wordsOf(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.map(String);
  } catch {
    // It is a line.
  }
  return ['/bin/sh', '-c', text];
}
