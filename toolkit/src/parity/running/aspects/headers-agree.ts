import { digest } from '../digest.ts';
import type { Answered } from '../snapshot.ts';
import type { Aspect, Found, Names } from './aspect.ts';

/** What answers say besides what was asked for: how browsers may use them, and how long they are good. */
export const headersAgree: Aspect<Answered[]> = {
  id: 'headers-agree',
  title: 'The same request is answered with the same status and the same headers.',
  category: 'http',
  why: 'What guards a page (a content security policy, who may read an answer, how long it is kept) guards it only where the header is sent.',
  subject: 'the headers of answers',
  of: ({ answers }) => answers,
  differences(one, other, names) {
    const found = one.flatMap((mine): Difference[] => {
      const theirs = other.find(({ name }) => name === mine.name);
      const [service = '', path = ''] = mine.name.split(' ');
      return theirs ? compare(mine, theirs).map((each) => ({ ...each, service, paths: [path] })) : [];
    });
    return together(found).map((each) => toFound(each, names));
  },
  proof: (answers) =>
    `headers: ${answers.reduce((sum, { headers }) => sum + Object.keys(headers).length, 0)} alike in ${answers.length} answers, digest ${digest(answers)}`,
};

interface Difference {
  service: string;
  paths: string[];
  /** undefined: the status. */
  header: string | undefined;
  /** undefined: the answer is without it. */
  here: string | undefined;
  there: string | undefined;
}

/** An answer with another status has other headers for that reason. */
function compare(mine: Answered, theirs: Answered): Omit<Difference, 'service' | 'paths'>[] {
  if (mine.status !== theirs.status) {
    return [{ header: undefined, here: String(mine.status), there: String(theirs.status) }];
  }
  const headers = [...new Set([...Object.keys(mine.headers), ...Object.keys(theirs.headers)])].toSorted();
  return headers.flatMap((header) => {
    const [here, there] = [mine.headers[header], theirs.headers[header]];
    return here === there ? [] : [{ header, here, there }];
  });
}

/** What is the same of several answers is told once. */
function together(all: readonly Difference[]): Difference[] {
  const told = new Map<string, Difference>();
  for (const each of all) {
    const key = JSON.stringify({ ...each, paths: undefined });
    const known = told.get(key);
    told.set(key, known ? { ...known, paths: [...known.paths, ...each.paths] } : each);
  }
  return [...told.values()];
}

function toFound({ service, paths, header, here, there }: Difference, { one, other }: Names): Found {
  const fix = 'Find out which part sets it: the program, or what stands before it.';
  const where = `${paths.join(', ')} ${paths.length === 1 ? 'is' : 'are'} answered`;
  const common = { service, fix, one: here, other: there };
  if (header === undefined) {
    const message = `${where} with ${here} in ${one} and ${there} in ${other}.`;
    return { ...common, key: `answer:${paths[0]}`, severity: 'error', message };
  }
  const [mine, theirs] = partsThatDiffer(here ?? '', there ?? '');
  const message =
    here === undefined || there === undefined
      ? `${where} with ${header} in ${here === undefined ? other : one}, and without it in ${here === undefined ? one : other}.`
      : `${where} with another ${header}: ${mine} in ${one}, ${theirs} in ${other}.`;
  return { ...common, key: `header:${header}`, severity: 'warning', message };
}

/** A header may be a long list: what only one of two has of it. */
function partsThatDiffer(here: string, there: string): [string, string] {
  const parts = (text: string) => text.split(/\s*[;,]\s*/).filter((part) => part !== '');
  const only = (text: string, others: string) => {
    const left = parts(text).filter((part) => !parts(others).includes(part));
    return left.length === 0 ? 'nothing more' : `"${left.join('; ')}"`;
  };
  return [only(here, there), only(there, here)];
}
