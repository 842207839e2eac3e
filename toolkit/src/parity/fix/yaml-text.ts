import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, parseAllDocuments, stringify, visit } from 'yaml';
import { NotCertain } from './fix.ts';

/** The documents of a text, which know where in it each node stands. */
export function documentsOf(text: string): Document[] {
  const parsed = parseAllDocuments(text, { merge: true, uniqueKeys: false, logLevel: 'silent' });
  const documents = Array.isArray(parsed) ? (parsed as Document[]) : [];
  if (documents.some(({ errors }) => errors.length > 0)) throw new NotCertain('the file is no plain YAML');
  return documents;
}

/** What a mapping itself has under a key, without what it merges in. */
export function ownPair(map: unknown, key: string): Pair<Node, Node | null> | undefined {
  if (!isMap(map)) return undefined;
  const found = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  return found as Pair<Node, Node | null> | undefined;
}

/** The node at a path of keys; no alias is followed. */
export function nodeAt(root: unknown, path: readonly string[]): Node | undefined {
  let node = root;
  for (const key of path) node = ownPair(node, key)?.value;
  return (node ?? undefined) as Node | undefined;
}

/** Whether other places of the document are the same node. */
export function isShared(document: Document, node: Node): boolean {
  const name = isAlias(node) ? node.source : 'anchor' in node ? node.anchor : undefined;
  if (isAlias(node)) return true;
  let isFound = false;
  visit(document, { Alias: (_, { source }) => void (isFound ||= source === name) });
  return isFound;
}

/** Adds an entry behind the last one of a mapping, in its style. */
export function withEntry(text: string, map: YAMLMap, key: string, value: string): string {
  if (map.flow === true) return withinFlow(text, map, `${key}: ${written(value, text, true)}`, ['{ ', ' }']);
  const first = map.items[0] as Pair<Node> | undefined;
  if (!first) throw new NotCertain('the mapping is empty');
  const indent = columnOf(text, startOf(first.key));
  return withLines(text, endOf(map), [`${' '.repeat(indent)}${key}: ${written(value, text, false)}`]);
}

/** Adds an item behind the last one of a list, in its style: a text, or a mapping. */
export function withItem(text: string, list: YAMLSeq, item: string | [string, string][]): string {
  const row = typeof item === 'string' ? written(item, text, true) : flowOf(item, text);
  if (list.flow === true) return withinFlow(text, list, row, ['[', ']']);
  const last = list.items.at(-1) as Node | undefined;
  if (!last) throw new NotCertain('the list is empty');
  const lineStart = text.lastIndexOf('\n', startOf(last) - 1) + 1;
  const dash = ' '.repeat(text.indexOf('-', lineStart) - lineStart);
  if (typeof item === 'string') return withLines(text, endOf(list), [`${dash}- ${written(item, text, false)}`]);
  if (isMap(last) && last.flow === true) return withLines(text, endOf(list), [`${dash}- ${row}`]);
  const lines = item.map(
    ([key, value], index) => `${dash}${index === 0 ? '- ' : '  '}${key}: ${written(value, text, false)}`,
  );
  return withLines(text, endOf(list), lines);
}

/** Adds a key with a mapping or list of one to a mapping. */
export function withBlock(
  text: string,
  map: YAMLMap,
  key: string,
  { lines, flow }: { lines: string[]; flow: string },
): string {
  if (map.flow === true) return withinFlow(text, map, `${key}: ${flow}`, ['{ ', ' }']);
  const first = map.items[0] as Pair<Node> | undefined;
  if (!first) throw new NotCertain('the mapping is empty');
  const indent = columnOf(text, startOf(first.key));
  const space = ' '.repeat(indent);
  return withLines(text, endOf(map), [`${space}${key}:`, ...lines.map((line) => `${space}  ${line}`)]);
}

/** A value as YAML writes it: in quotes only where it has to be, in those that the file has. */
export function written(value: string, file: string, isFlow: boolean): string {
  const singleQuote = file.split("'").length >= file.split('"').length;
  // Not all who read these files agree on what `on` or 010 is.
  const options = { singleQuote, lineWidth: 0, flowCollectionPadding: false, compat: 'yaml-1.1' as const };
  if (!isFlow) return stringify(value, options).trimEnd();
  return stringify([value], { ...options, collectionStyle: 'flow' })
    .trim()
    .slice(1, -1);
}

/** { name: NAME, value: text } */
export const flowOf = (entries: readonly [string, string][], file: string): string =>
  `{ ${entries.map(([key, value]) => `${key}: ${written(value, file, true)}`).join(', ')} }`;

function withinFlow(text: string, node: YAMLMap | YAMLSeq, added: string, [open, close]: [string, string]): string {
  const start = startOf(node);
  if (node.items.length === 0) {
    return `${text.slice(0, start)}${open}${added}${close}${text.slice(node.range?.[1])}`;
  }
  const end = endOf(node.items.at(-1));
  return `${text.slice(0, end)}, ${added}${text.slice(end)}`;
}

/** Puts lines behind the line that an offset is on. */
function withLines(text: string, offset: number, lines: readonly string[]): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const isAtStart = text[offset - 1] === '\n';
  const next = isAtStart ? offset - 1 : text.indexOf('\n', offset);
  if (next < 0) return `${text}${lines.map((line) => ending + line).join('')}`;
  return text.slice(0, next + 1) + lines.map((line) => line + ending).join('') + text.slice(next + 1);
}

const startOf = (node: Node | null | undefined) => node?.range?.[0] ?? 0;

/** Where the last sign of a node is; a block ends with its last entry. */
function endOf(node: unknown): number {
  if (isPair(node)) return endOf(node.value ?? node.key);
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1));
  const { range } = node as Node;
  // A null that nobody has written ends where it would begin.
  return range?.[1] ?? 0;
}

const columnOf = (text: string, offset: number) => offset - (text.lastIndexOf('\n', offset - 1) + 1);

export { isMap, isScalar, isSeq };
