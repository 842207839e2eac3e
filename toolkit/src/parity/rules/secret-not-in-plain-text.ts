import type { Service, SideName, Variable } from '../model.ts';
import type { Facts } from '../rule.ts';
import { defineRule } from '../rule.ts';
import { HIDDEN, isDevelopmentDefault, isSecret, secretIn } from '../secret-values.ts';
import { deployment } from '../rule-examples.ts';

export const secretNotInPlainText = defineRule({
  id: 'secret-not-in-plain-text',
  title: 'No secret is written into the files that are compared.',
  category: 'security',
  why: 'Whoever reads the repository has the secret, today and in its history. A word that is plainly meant for a laptop (postgres, changeme) protects nothing, and is only mentioned.',
  agrees: example('${DB_PASSWORD:-}', 'secretKeyRef: { name: db, key: password }'),
  drifts: example('${DB_PASSWORD:-kV83nx0qLw}', 'secretKeyRef: { name: db, key: password }'),
  judge(facts) {
    const told = new Set<string>();
    return [facts.compose, facts.cluster].flatMap((side) =>
      side.services.flatMap((service) =>
        [...service.variables].flatMap(([name, variable]) => {
          const secret = writtenSecret(name, variable, facts);
          const place = `${side.name} ${name} ${secret}`;
          // Whoever changes it changes it everywhere.
          if (secret === undefined || told.has(place)) return [];
          told.add(place);
          return [finding(service, name, variable, secret, facts)];
        }),
      ),
    );
  },
});

/** Only what the file says itself: what a template makes at random, or the shell gives, is not written there. */
function writtenSecret(name: string, variable: Variable, { lineAt }: Facts): string | undefined {
  const { value, from, at } = variable;
  if (value === undefined || !['text', 'config', 'secret'].includes(from)) return undefined;
  const secret = secretIn(name, variable);
  const line = lineAt(at) ?? '';
  const isWritten =
    secret !== undefined && (line.includes(secret) || line.includes(Buffer.from(value).toString('base64')));
  return isWritten ? secret : undefined;
}

/** Some keep all of a program's settings in its Secret: only what looks made at random is one then. */
const isOnlyKept = (name: string, variable: Variable, secret: string) =>
  !isSecret(name, { ...variable, from: 'text' }) &&
  secret === variable.value &&
  !/^(?=.*\d)(?=.*[a-z])\S{16,}$/i.test(secret);

const WHERE: Record<SideName, string> = { compose: 'the compose file', cluster: 'the files of the cluster' };

function finding(service: Service, name: string, variable: Variable, secret: string, facts: Facts) {
  const { at } = variable;
  const { pairs, compose, cluster } = facts;
  const isDefault = isDevelopmentDefault(secret, name);
  const isDoubtful = isDefault || isOnlyKept(name, variable, secret);
  const isCompose = service.side === 'compose';
  const pair = pairs.find(
    ({ [service.side]: own }) => own.name === service.name && own.container === service.container,
  );
  const other = isCompose ? cluster : compose;
  const said = { at, value: isDefault ? HIDDEN.word : HIDDEN.value };
  const silent = { at: pair?.[other.name].at ?? other.services[0]?.at ?? at };
  return {
    service: isCompose ? service.name : (pair?.compose.name ?? service.name),
    key: `env.${name}`,
    severity: isDoubtful ? ('info' as const) : ('warning' as const),
    message: isDefault
      ? `${name} has a word that everybody knows in ${WHERE[service.side]}: it keeps nobody out.`
      : `${name} is a secret, and is written in ${WHERE[service.side]}: whoever has the repository has it.`,
    fix: isCompose
      ? `Take it from the environment (\${${name}:?}) or from a file that is not in the repository, and change it.`
      : 'Keep it in a Secret that is made outside of the repository, and change it.',
    compose: isCompose ? said : silent,
    cluster: isCompose ? silent : said,
  };
}

function example(value: string, from: string) {
  return {
    compose: `services:\n  api:\n    image: api:1\n    environment: { DB_PASSWORD: '${value}' }\n`,
    cluster: deployment('api', `image: 'api:1', env: [{ name: DB_PASSWORD, valueFrom: { ${from} } }]`),
  };
}
