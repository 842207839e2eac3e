import type { CommandEntry, Option } from './command.ts';
import { runtimeNames } from './doctor/runtimes.ts';
import { runtimes } from './runtime/runtime.ts';

const data: Option = { type: 'string', value: 'DIR', meaning: 'where its data lie (default: .evenkeel)' };

/** All commands. A command's file is loaded only when it is called. */
export const commands: CommandEntry[] = [
  {
    name: 'up',
    summary: 'starts the whole app on this machine, without Docker, and stops it with Ctrl-C',
    options: {
      'port-offset': { type: 'string', value: 'N', meaning: 'adds N to every port' },
      fresh: { type: 'boolean', meaning: 'deletes the database first; asks on a terminal' },
      yes: { type: 'boolean', meaning: 'deletes without asking' },
      data,
    },
    examples: [
      { line: 'evenkeel up', meaning: 'start everything' },
      { line: 'evenkeel up --data .evenkeel-2 --port-offset 100', meaning: 'a second copy beside it' },
    ],
    exits: {
      0: 'stopped by Ctrl-C, SIGTERM or SIGHUP',
      3: 'a part failed or could not start',
      130: 'a second Ctrl-C ended it at once',
    },
    load: () => import('./commands/up.ts'),
  },
  {
    name: 'demo',
    summary: 'prints the demo user and the password that this machine has made for it',
    options: { data, quiet: { type: 'boolean', meaning: 'prints the password alone' } },
    examples: [
      { line: 'evenkeel demo', meaning: 'to sign in by hand' },
      { line: 'evenkeel demo --json', meaning: 'for a script' },
    ],
    load: () => import('./commands/demo.ts'),
  },
  {
    name: 'token',
    summary: 'prints a bearer token of the demo user, for the API and for MCP clients',
    options: {
      data,
      verbose: { type: 'boolean', meaning: 'shows every request, without its secrets' },
      quiet: { type: 'boolean', meaning: 'says nothing besides the token' },
    },
    examples: [
      { line: 'evenkeel token', meaning: 'the token alone on stdout, good for some minutes' },
      { line: 'evenkeel token --json', meaning: 'with its user, its end and the backend' },
    ],
    exits: { 3: 'no app is up, or it gave no token' },
    load: () => import('./commands/token.ts'),
  },
  {
    name: 'secrets',
    summary: 'makes the secrets that are missing, in .env or a cluster, and never shows one',
    options: {
      kubernetes: { type: 'boolean', meaning: 'makes the Secrets of the cluster that kubectl points to' },
      namespace: { type: 'string', value: 'NAME', meaning: "with --kubernetes; default: the context's" },
      context: { type: 'string', value: 'NAME', meaning: 'with --kubernetes; has to be named if it is not local' },
      rotate: { type: 'string', value: '[NAME,…]', meaning: 'makes these anew; all without a name' },
      check: { type: 'boolean', meaning: 'only looks whether something is missing, or open to others' },
      verbose: { type: 'boolean', meaning: 'says what each is for' },
      quiet: { type: 'boolean', meaning: 'shows only what is wrong' },
    },
    examples: [
      { line: 'evenkeel secrets', meaning: 'for native and Docker Compose alike' },
      { line: 'evenkeel secrets --kubernetes', meaning: 'what the charts in helm/ want to find' },
      { line: 'evenkeel secrets --rotate DEMO_PASSWORD', meaning: 'a new one, and what has to start again' },
    ],
    exits: { 1: 'with --check: something is missing or open', 3: 'the file or a database could not be changed' },
    load: () => import('./commands/secrets.ts'),
  },
  {
    name: 'secrets scan',
    summary: 'finds secrets that were written into the files of a repository by mistake',
    argument: { name: 'FOLDER' },
    options: {
      format: { type: 'string', value: 'FORM', meaning: 'pretty (the default), json, sarif or github' },
      'fail-on': { type: 'string', value: 'SEVERITY', meaning: 'error or warning (the default)' },
      verbose: { type: 'boolean', meaning: 'words that keep nobody out, too, and what is accepted' },
      quiet: { type: 'boolean', meaning: 'what was found alone' },
    },
    examples: [
      { line: 'evenkeel secrets scan', meaning: 'Compose, charts, manifests, .env, Dockerfiles, Tiltfile' },
      { line: 'evenkeel secrets scan --format github', meaning: 'in CI, beside the lines of a pull request' },
    ],
    exits: { 0: 'nothing looks like a secret', 1: 'something does', 3: 'a file could not be read' },
    load: () => import('./commands/secrets-scan.ts'),
  },
  {
    name: 'doctor',
    summary: 'checks whether this machine has what the app needs, and what to do if not',
    argument: { name: 'RUNTIME', words: runtimeNames },
    options: {
      data,
      cluster: { type: 'boolean', meaning: 'looks at the app in the cluster, too: Secrets, images, NodePorts, pods' },
      verbose: { type: 'boolean', meaning: 'shows what every program was asked and said' },
      quiet: { type: 'boolean', meaning: 'shows only what is wrong, and the sum' },
    },
    examples: [
      { line: 'evenkeel doctor', meaning: 'look at everything' },
      { line: 'evenkeel doctor compose', meaning: 'what one runtime needs: native, compose or cluster' },
      { line: 'evenkeel doctor --cluster', meaning: 'and why the app in the cluster does not start' },
    ],
    exits: {
      0: 'the runtime (default: native) can run here',
      1: 'it cannot: it lacks something',
      3: 'it could not be told',
    },
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'verify',
    summary: 'checks the app against its requirements: one that runs, or a copy of its own',
    argument: { name: 'RUNTIME', words: runtimes },
    options: {
      start: { type: 'boolean', meaning: 'starts a copy, looks at what ends and restarts too, and removes it' },
      'port-offset': { type: 'string', value: 'N', meaning: 'of a native copy started with the same option' },
      'frontend-url': { type: 'string', value: 'URL', meaning: 'default: where the runtime has put it' },
      'backend-url': { type: 'string', value: 'URL', meaning: 'default: where the runtime has put it' },
      url: { type: 'string', value: 'URL', meaning: "a cluster's public address: kubectl is not asked" },
      context: { type: 'string', value: 'NAME', meaning: 'of kubectl; default: the current one, if it is local' },
      namespace: { type: 'string', value: 'NAME', meaning: "of the cluster; default: kubectl's" },
      only: { type: 'string', value: 'ID,…', meaning: 'checks these requirements alone' },
      'write-votes': { type: 'boolean', meaning: 'sends votes too: they stay' },
      'signing-key': {
        type: 'string',
        value: 'FILE',
        meaning: "the app's private JWK: makes tokens that are signed but wrong",
      },
      verbose: { type: 'boolean', meaning: 'shows every request and every finding' },
      quiet: { type: 'boolean', meaning: 'shows only what is wrong, and the sum' },
    },
    examples: [
      { line: 'evenkeel verify native', meaning: 'the app that `evenkeel up` has started' },
      { line: 'evenkeel verify compose --start', meaning: 'everything, on a copy that is then gone' },
      { line: 'evenkeel verify cluster --url https://app.example.com', meaning: 'check what can be seen from outside' },
    ],
    exits: { 0: 'every check passed', 1: 'a check failed', 3: 'the app was not reached, or a check could not tell' },
    load: () => import('./commands/verify.ts'),
  },
  {
    name: 'parity',
    summary: 'compares compose files with charts or manifests, field by field, in any repository',
    argument: { name: 'FOLDER' },
    options: {
      compose: {
        type: 'string',
        value: 'FILE',
        isRepeated: true,
        meaning: 'compose files, the later over the earlier (default: found)',
      },
      'env-file': {
        type: 'string',
        value: 'FILE',
        isRepeated: true,
        meaning: 'variables of the compose file, for .env; its active profiles',
      },
      profile: {
        type: 'string',
        value: 'NAME',
        isRepeated: true,
        meaning: 'variables of the compose file, for .env; its active profiles',
      },
      chart: {
        type: 'string',
        value: 'FOLDER',
        isRepeated: true,
        meaning: 'charts; manifests or a kustomization (default: found)',
      },
      manifests: {
        type: 'string',
        value: 'PATH',
        isRepeated: true,
        meaning: 'charts; manifests or a kustomization (default: found)',
      },
      release: { type: 'string', value: 'NAME', meaning: "of the charts (default: the folder's name)" },
      values: { type: 'string', value: 'FILE', isRepeated: true, meaning: 'values of the charts' },
      set: { type: 'string', value: 'KEY=VALUE', isRepeated: true, meaning: 'values of the charts' },
      tiltfile: {
        type: 'string',
        value: 'FILE',
        meaning: 'a Tiltfile, or none (default: found): code, which tilt runs',
      },
      untrusted: { type: 'boolean', meaning: 'runs no code of the repository: no Tiltfile' },
      map: {
        type: 'string',
        value: 'SERVICE=KIND/NAME',
        isRepeated: true,
        meaning: 'what belongs together under other names',
      },
      running: {
        type: 'string',
        value: 'RUNTIME,…',
        meaning: 'copies that run: two or three of native, compose, cluster',
      },
      format: { type: 'string', value: 'FORM', meaning: 'pretty (the default), json, sarif, github or matrix' },
      only: { type: 'string', value: 'RULE,…', meaning: 'asks these rules alone' },
      explain: { type: 'string', value: 'RULE', meaning: 'tells what a rule is about, and compares nothing' },
      'fail-on': { type: 'string', value: 'SEVERITY', meaning: 'error or warning (the default)' },
      fix: { type: 'boolean', meaning: 'shows what is certain as a diff' },
      write: { type: 'boolean', meaning: 'writes it' },
      verbose: { type: 'boolean', meaning: 'what is fine as it is, too' },
      quiet: { type: 'boolean', meaning: 'what differs alone' },
    },
    examples: [
      { line: 'evenkeel parity', meaning: 'compare what this folder has' },
      { line: 'evenkeel parity --chart deploy/chart --map db=StatefulSet/pg', meaning: 'where names differ' },
    ],
    exits: { 0: 'both sides agree', 1: 'they differ', 3: 'a part could not be read' },
    load: () => import('./commands/parity.ts'),
  },
];

/** The options that every command has. */
export const commonOptions: Record<string, Option> = {
  json: { type: 'boolean', meaning: 'JSON, for scripts' },
  'no-color': { type: 'boolean', meaning: 'no colours (also: NO_COLOR=1)' },
  help: { type: 'boolean', meaning: 'this help' },
};
