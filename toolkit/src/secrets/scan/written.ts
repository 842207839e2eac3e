import type { Place } from '../../parity/model.ts';

/** Something that a file gives a name and a value. */
export interface Written {
  at: Place;
  /** As the file says it: DB_PASSWORD, auth.password. */
  name: string;
  value: string;
  /** The file itself calls it a secret: a key of a Secret. */
  isOfSecret?: boolean;
}

/** authToken, auth-token and auth.token as a variable would be called: AUTH_TOKEN. */
export const asVariable = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

const OPTION =
  /(?:^|[\s"'[,])--?([\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api-?key)[\w.-]*)(?:=|\s+|["'],\s*["'])(?!-)["']?([^\s"'$,\]]+)/gi;

/** What a command is given by its options: --password=x. */
export function optionsIn(text: string): { name: string; value: string }[] {
  return [...text.matchAll(OPTION)].map(([, name = '', value = '']) => ({ name, value }));
}
