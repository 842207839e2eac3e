import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What values.schema.json says of a value; what is shared there stands under definitions. */
interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
  definitions?: Record<string, Schema>;
}

const folder = new URL('../helm/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');

/**
 * A chart's README with the table of its values: names and defaults from values.yaml, meanings from values.schema.json.
 * @throws when a value has no meaning there
 */
export function chartPage(chart: string): string {
  const schema = JSON.parse(read(`${chart}/values.schema.json`)) as Schema;
  const rows = rowsOf(parse(read(`${chart}/values.yaml`)), schema, schema.definitions ?? {}, '');
  const cells = [['value', 'default', 'meaning'], ...rows.map((row) => row.map((text) => text.replaceAll('|', '\\|')))];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[], fill = ' ') =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  const table = [line(head), line(['-', '-', '-'], '-'), ...body.map((row) => line(row))];
  return read(`${chart}/README.md`).replace(
    /(<!-- values: .*? -->\n)[^]*?(<!-- \/values -->)/,
    (_whole, begin: string, end: string) => [begin, ...table, '', end].join('\n'),
  );
}

function rowsOf(value: unknown, schema: Schema, definitions: Record<string, Schema>, path: string): string[][] {
  const own = schema.$ref ? definitions[schema.$ref.split('/').at(-1) ?? ''] : schema;
  const description = schema.description ?? own?.description;
  if (!description && own?.properties && isObject(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      rowsOf(inner, own.properties?.[name] ?? {}, definitions, path ? `${path}.${name}` : name),
    );
  }
  if (!description) throw new Error(`values.schema.json does not say what ${path} is.`);
  return [[`\`${path}\``, `\`${JSON.stringify(value)}\``, description]];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
