import type { Document } from 'yaml';
import type { Service } from '../model.ts';
import { workload } from '../rule.ts';
import type { Context } from './fix.ts';
import { NotCertain } from './fix.ts';
import type { VariablePlace } from './variable.ts';
import {
  documentsOf,
  flowOf,
  isMap,
  isScalar,
  isSeq,
  isShared,
  nodeAt,
  withBlock,
  withItem,
  written,
} from './yaml-text.ts';

/** `env` of a container of a manifest. */
export function placeInManifest(service: Service, { read }: Context): VariablePlace {
  const { file } = service.at;
  const add = (text: string, name: string, value: string) => {
    const { document, container } = containerIn(text, service);
    const env = nodeAt(container, ['env']);
    const entries: [string, string][] = [
      ['name', name],
      ['value', value],
    ];
    if (env === undefined) {
      const lines = entries.map(
        ([key, each], index) => `${index === 0 ? '- ' : '  '}${key}: ${written(each, text, false)}`,
      );
      return withBlock(text, container, 'env', { lines, flow: `[${flowOf(entries, text)}]` });
    }
    if (isShared(document, env)) throw new NotCertain('other containers share env by an anchor');
    if (!isSeq(env)) throw new NotCertain('env is no list');
    return withItem(text, env, entries);
  };
  containerIn(read(file), service);
  return { file, where: `env of ${workload(service)}`, add };
}

const PODS = [['spec', 'template', 'spec'], ['spec', 'jobTemplate', 'spec', 'template', 'spec'], ['spec']];

function containerIn(text: string, { kind, name, container }: Service) {
  const isNamed = (document: Document) =>
    scalarAt(document.contents, ['kind']) === kind && scalarAt(document.contents, ['metadata', 'name']) === name;
  for (const document of documentsOf(text).filter(isNamed)) {
    for (const path of PODS) {
      const list = ['containers', 'initContainers'].map((key) => nodeAt(document.contents, [...path, key]));
      const found = list
        .flatMap((each) => (isSeq(each) ? each.items : []))
        .find((each) => isMap(each) && scalarAt(each, ['name']) === container);
      if (isMap(found)) return { document, container: found };
    }
  }
  throw new NotCertain(`the ${kind} ${name} is not written out there`);
}

function scalarAt(root: unknown, path: readonly string[]): string | undefined {
  const node = nodeAt(root, path);
  return isScalar(node) ? String(node.value) : undefined;
}
