import type { Written } from '../written.ts';
import { optionsIn } from '../written.ts';

const ENTRY = /^\s*(?:- )?["']?([A-Za-z_][\w.-]*)["']?:\s+(.+?)\s*$/;
const NAMED = /^\s*(?:- )?(?:\{ )?name:\s*["']?([\w.-]+)["']?\s*(?:,\s*value:\s*(.+?)\s*\}?\s*)?$/;
const VALUE = /^\s*value:\s*(.+?)\s*$/;
/** name = 'x', 'name': 'x', name='x', and the words of a call: putenv('name', 'x'). */
const ASSIGNED = /["']?([A-Za-z_][\w.-]*)["']?\s*(?:=|:|,)\s*(["'])([^"']+)\2/g;
/** One text that has both: 'db.password=x'. */
const PAIR = /["']([A-Za-z_][\w.-]*)=([^"'\s]+)["']/g;
const DEFAULT = /\bdefault\s+(["'])([^"']+)\1/;

/** What is no YAML as it stands, line by line: templates of charts, Tiltfiles. What an action gives is not written there. */
export function readTextSecrets(text: string, file: string): Written[] {
  let name = '';
  return text.split(/\r?\n/).flatMap((line, index): Written[] => {
    if (/^\s*(?:#|\{\{-?\s*\/\*)/.test(line)) return [];
    const at = { file, line: index + 1 };
    const [, named, valueOfNamed] = NAMED.exec(line) ?? [];
    const [, value = valueOfNamed] = VALUE.exec(line) ?? [];
    if (named !== undefined) name = named;
    if (value !== undefined) return [{ at, name, value: literal(value) }];
    const [, key, rest = ''] = ENTRY.exec(line) ?? [];
    if (key !== undefined && !/^(?:\[|\{(?!\{))/.test(rest)) return [{ at, name: key, value: literal(rest) }];
    return [
      ...[...line.matchAll(ASSIGNED)].map(([, each = '', , given = '']) => ({ at, name: each, value: literal(given) })),
      ...[...line.matchAll(PAIR)].map(([, each = '', given = '']) => ({ at, name: each, value: literal(given) })),
      ...optionsIn(line).map((option) => ({ ...option, value: literal(option.value), at })),
    ];
  });
}

/** Without its quotes and a comment; of an action its default, which is what nobody has replaced. */
function literal(text: string): string {
  if (text.includes('{{')) return DEFAULT.exec(text)?.[2] ?? '';
  const [, quoted] = /^(?:"([^"]*)"|'([^']*)')/.exec(text)?.filter((each) => each !== undefined) ?? [];
  return quoted ?? text.replace(/\s+#.*$/, '');
}
