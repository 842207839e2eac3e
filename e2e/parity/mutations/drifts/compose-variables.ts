import type { Drift, Made } from './drift.ts';

/** A variable's row of a compose file: where it stands, and what it is called. */
interface Row {
  service: string;
  name: string;
  value: string;
  text: string;
}

/** Rows of `environment` of compose.yaml; those of the anchor belong to three services. */
function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let service = '';
  let indent = -1;
  for (const line of text.split('\n')) {
    const [, spaces = '', name = '', value = ''] = /^( *)([\w<-]+):(?: (.*))?$/.exec(line) ?? [];
    if (/^ {2}\w+:$/.test(line) || line.startsWith('x-environment')) service = line.replace(/:.*/, '').trim();
    if (name === 'environment' || name === 'x-environment') indent = spaces.length;
    else if (indent >= 0 && name !== '' && spaces.length <= indent) indent = -1;
    else if (indent >= 0 && /^[A-Z_]+$/.test(name)) rows.push({ service, name, value, text: line });
  }
  // The service that makes secrets is in no cluster.
  return rows.filter((row) => row.service !== 'secrets');
}

export const composeVariables: Made = (read) => {
  const file = 'compose.yaml';
  return rowsOf(read(file)).flatMap(({ service, name, value, text }): Drift[] => {
    const behind = service === 'x-environment' ? 'x-environment:' : `\n  ${service}:\n`;
    const row = { file, behind, rule: 'variable-on-both-sides' };
    const isCompared = !/_FILE$|^OPENAI_/.test(name);
    const services: Record<string, string> = { 'x-environment': '  backend:\n    <<' };
    return [
      { ...row, from: `${name}:`, to: `${name}_RENAMED:` },
      {
        ...row,
        from: `      ${text.trimStart()}\n`.replace(/^ +/, ' '.repeat(text.length - text.trimStart().length)),
        to: '',
        line: services[service] ?? `  ${service}:`,
      },
      ...(isCompared
        ? [{ ...row, rule: 'variable-agrees', from: text, to: `${text.slice(0, text.indexOf(':'))}: 'another value'` }]
        : []),
    ].filter(({ to }) => value !== '' && !(to === '' && name.startsWith('OPENAI_')));
  });
};
