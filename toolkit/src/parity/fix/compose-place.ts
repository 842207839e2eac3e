import type { Node } from 'yaml';
import type { Service } from '../model.ts';
import type { Context } from './fix.ts';
import { NotCertain } from './fix.ts';
import type { VariablePlace } from './variable.ts';
import {
  documentsOf,
  flowOf,
  isMap,
  isSeq,
  isShared,
  nodeAt,
  ownPair,
  withBlock,
  withEntry,
  withItem,
  written,
} from './yaml-text.ts';

/** `environment` of a service, in the file that says the service. */
export function placeInCompose({ name, at }: Service, { read }: Context): VariablePlace {
  const { file } = at;
  const where = `environment of the service ${name}`;
  const find = (text: string) => {
    const [document] = documentsOf(text).filter(({ contents }) => nodeAt(contents, ['services', name]));
    const service = nodeAt(document?.contents, ['services', name]);
    if (!document || !isMap(service)) throw new NotCertain(`the service ${name} is not written out in ${file}`);
    const own = ownPair(service, 'environment');
    const mergesIn = ownPair(service, '<<') !== undefined;
    return { document, service, own, mergesIn };
  };
  const add = (text: string, variable: string, value: string) => {
    const { document, service, own, mergesIn } = find(text);
    const environment: Node | undefined = own?.value ?? undefined;
    if (!environment) {
      // What an anchor gives would be gone with a key of its own.
      if (mergesIn) throw new NotCertain(`what the service ${name} has comes from an anchor`);
      return withBlock(text, service, 'environment', {
        lines: [`${variable}: ${written(value, text, false)}`],
        flow: flowOf([[variable, value]], text),
      });
    }
    if (isShared(document, environment))
      throw new NotCertain(`other services share environment of ${name} by an anchor`);
    if (isMap(environment)) return withEntry(text, environment, variable, value);
    if (isSeq(environment)) return withItem(text, environment, `${variable}=${value}`);
    throw new NotCertain(`environment of the service ${name} is neither a mapping nor a list`);
  };
  find(read(file));
  return { file, where, add };
}
