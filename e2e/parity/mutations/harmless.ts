import type { Edit } from './workshop.ts';

type Made = (read: (file: string) => string) => Edit[];

const COMPOSE = ['compose.yaml', 'compose.dev.yaml', 'compose.run.yaml'];
const CHARTS = ['data', 'backend', 'frontend'];

/** Rows NAME: value of compose.yaml, each value in the other kinds of quotes. */
const quotes: Made = (read) =>
  read('compose.yaml')
    .split('\n')
    .filter((line) => /^ {2,6}[A-Z_]+: \S/.test(line))
    .filter((line, index, all) => all.indexOf(line) === index)
    .flatMap((line): Edit[] => {
      const [, head = '', value = ''] = /^( +[A-Z_]+: )(.*)$/.exec(line) ?? [];
      const edit = { file: 'compose.yaml', from: `${line}\n` };
      return [
        { ...edit, to: `${head}"${value}"\n` },
        { ...edit, to: `${head}'${value}' # as it was\n` },
      ];
    });

/** The same amount in other units. */
const units: Made = (read) => {
  const MEMORY: Record<string, string[]> = {
    '256m': ['256M', '0.25g', '268435456', '256mb'],
    '512m': ['512M', '0.5g', '536870912', '512MiB'],
    '1g': ['1G', '1024m', '1gb'],
    '2g': ['2048m', '2GB'],
    '512Mi': ['0.5Gi', '536870912', '524288Ki'],
    '256Mi': ['0.25Gi', '268435456'],
    '1Gi': ['1024Mi', '1073741824'],
    '2Gi': ['2048Mi'],
  };
  const CPU: Record<string, string[]> = {
    '1000m': ['1', "'1'", '1.0'],
    '500m': ['0.5', "'0.5'"],
    "'2'": ['2', '2.0', '"2"'],
    "'1'": ['1'],
  };
  const files = [...COMPOSE, ...CHARTS.map((chart) => `helm/${chart}/values.yaml`), 'helm/frontend/values-dev.yaml'];
  return files.flatMap((file) =>
    [...read(file).matchAll(/^.*limits: \{.*$/gm)].flatMap(({ 0: line, index }) => {
      const edit = { file, behind: read(file).slice(0, index), from: line };
      const [, memory = ''] = /memory: (\w+)/.exec(line) ?? [];
      const [, cpu = ''] = /cpus?: ('?[\w.]+'?)/.exec(line) ?? [];
      return [
        ...(MEMORY[memory] ?? []).map((other): Edit => ({
          ...edit,
          to: line.replace(`memory: ${memory}`, `memory: ${other}`),
        })),
        ...(CPU[cpu] ?? []).map((other): Edit => ({ ...edit, to: line.replace(cpu, other) })),
      ];
    }),
  );
};

/** A comment and an empty line before each service, each key of values, each object of a template. */
const comments: Made = (read) => {
  const before = (file: string, pattern: RegExp): Edit[] =>
    [...read(file).matchAll(pattern)].map(({ 0: line, index }) => ({
      file,
      behind: read(file).slice(0, index),
      from: line,
      to: `${/^ */.exec(line)?.[0] ?? ''}# Nothing is meant by this: { a: b }\n\n${line}`,
    }));
  return [
    ...COMPOSE.flatMap((file) => before(file, /^ {2}[a-z]+:.*$/gm)),
    ...CHARTS.flatMap((chart) => before(`helm/${chart}/values.yaml`, /^[a-zA-Z]+:.*$/gm).slice(0, 4)),
    ...CHARTS.flatMap((chart) => before(`helm/${chart}/values-dev.yaml`, /^[a-zA-Z]+:.*$/gm).slice(0, 2)),
    ...['Dockerfile.backend', 'Dockerfile.frontend'].flatMap((file) => before(file, /^(?:EXPOSE|USER 65532|CMD).*$/gm)),
    ...before('Tiltfile', /^(?:SERVICES|CONTEXTS|TASKS) =.*$/gm),
    ...before('helm/backend/templates/deployment.yaml', /^ {10}(?:ports|env|envFrom|volumeMounts):$/gm),
    ...before('helm/data/templates/postgres.yaml', /^ {10}(?:ports|env|volumeMounts):$/gm),
  ];
};

const longAndShort: Made = () => {
  const compose = { file: 'compose.yaml' };
  return [
    {
      ...compose,
      from: 'POSTGRES_USER: app\n      POSTGRES_DB: app\n',
      to: 'POSTGRES_DB: app\n      POSTGRES_USER: app\n',
    },
    {
      ...compose,
      from: `      POSTGRES_USER: app
      POSTGRES_DB: app
      POSTGRES_PASSWORD_FILE: /run/evenkeel/POSTGRES_PASSWORD`,
      to: `      - POSTGRES_USER=app
      - POSTGRES_DB=app
      - POSTGRES_PASSWORD_FILE=/run/evenkeel/POSTGRES_PASSWORD`,
    },
    {
      ...compose,
      from: "['127.0.0.1:${BACKEND_PORT:-8000}:8000']",
      to: "[{ target: 8000, published: '${BACKEND_PORT:-8000}', host_ip: 127.0.0.1 }]",
    },
    {
      ...compose,
      from: "['127.0.0.1:${FRONTEND_PORT:-3000}:3000']",
      to: "\n      - mode: host\n        target: 3000\n        published: '3000'",
    },
    {
      ...compose,
      from: "['127.0.0.1:${POSTGRES_PORT:-5434}:5432']",
      to: "['127.0.0.1:${POSTGRES_PORT:-5434}:5432/tcp']",
    },
    { ...compose, from: "['127.0.0.1:${BACKEND_PORT:-8000}:8000']", to: "['[::1]:${BACKEND_PORT:-8000}:8000']" },
    { ...compose, from: "['127.0.0.1:${BACKEND_PORT:-8000}:8000']", to: "['8000:8000']" },
    { ...compose, from: 'volumes: [redis:/data]', to: 'volumes: [{ type: volume, source: redis, target: /data }]' },
    { ...compose, from: 'volumes: [redis:/data]', to: 'volumes: ["redis:/data/:rw"]' },
    { ...compose, from: 'volumes: [redis:/data]', to: 'volumes:\n      - redis:/data' },
    { ...compose, behind: '  frontend:\n', from: 'tmpfs: [/tmp]', to: 'tmpfs: /tmp' },
    { ...compose, behind: '  frontend:\n', from: 'tmpfs: [/tmp]', to: 'tmpfs: ["/tmp:size=64m"]' },
    { ...compose, from: 'command: [api]', to: 'command: api' },
    { ...compose, from: 'command: [api]', to: "command: ['api']" },
    { ...compose, from: 'command: [worker]', to: 'command:\n      - worker' },
    { ...compose, from: 'command: [migrate, seed]', to: 'command: migrate seed' },
    { ...compose, from: 'image: redis:8', to: 'image: docker.io/library/redis:8' },
    { ...compose, from: 'image: redis:8', to: "image: 'redis:8'" },
    { ...compose, from: 'image: postgres:17', to: 'image: docker.io/postgres:17' },
    { ...compose, from: 'image: postgres:17', to: 'image: ${POSTGRES_IMAGE:-postgres:17}' },
    { ...compose, from: '    <<: *service\n    image: redis:8\n', to: '    image: redis:8\n    <<: *service\n' },
    { ...compose, from: '    image: redis:8\n    user: redis\n', to: '    user: redis\n    image: redis:8\n' },
    {
      ...compose,
      from: '      postgres: { condition: service_healthy }',
      to: '      postgres:\n        condition: service_healthy\n        restart: false',
    },
    {
      ...compose,
      from: '      migrate: { condition: service_completed_successfully }\n      redis: { condition: service_healthy }',
      to: '      redis: { condition: service_healthy }\n      migrate: { condition: service_completed_successfully }',
    },
    {
      ...compose,
      behind: '  redis:\n',
      from: 'test: [CMD, redis-cli, ping]',
      to: 'test: ["CMD", "redis-cli", "ping"]',
    },
    { ...compose, behind: '  redis:\n', from: 'interval: 10s', to: 'interval: 10000ms' },
    { ...compose, behind: '  redis:\n', from: 'read_only: true', to: 'read_only: True' },
    { ...compose, from: 'cap_drop: [ALL]', to: 'cap_drop: [all]' },
    { ...compose, from: 'cap_drop: [ALL]', to: 'cap_drop:\n    - ALL' },
    {
      file: 'compose.dev.yaml',
      from: 'build: { context: ., dockerfile: Dockerfile.backend, target: dev }',
      to: 'build: { dockerfile: ./Dockerfile.backend, target: dev, context: ./ }',
    },
    {
      file: 'compose.dev.yaml',
      from: 'build: { context: ., dockerfile: Dockerfile.frontend, target: dev }',
      to: 'build:\n      context: .\n      dockerfile: Dockerfile.frontend\n      target: dev',
    },
    {
      file: 'compose.dev.yaml',
      from: '{ action: sync, path: frontend/src, target: /app/frontend/src }',
      to: '{ target: /app/frontend/src, path: ./frontend/src, action: sync }',
    },
    { file: 'compose.run.yaml', from: 'extends: { service: backend }', to: 'extends: backend' },
  ];
};

const templates: Made = () => {
  const postgres = { file: 'helm/data/templates/postgres.yaml' };
  const redis = { file: 'helm/data/templates/redis.yaml' };
  const backend = { file: 'helm/backend/templates/deployment.yaml' };
  const frontend = { file: 'helm/frontend/templates/deployment.yaml' };
  const values = { file: 'helm/backend/values.yaml' };
  return [
    {
      ...postgres,
      from: '- { name: POSTGRES_USER, value: app }\n            - { name: POSTGRES_DB, value: app }',
      to: '- { name: POSTGRES_DB, value: app }\n            - name: POSTGRES_USER\n              value: "app"',
    },
    {
      ...postgres,
      from: '- { name: postgresql, containerPort: 5432 }',
      to: '- containerPort: 5432\n              name: postgresql\n              protocol: TCP',
    },
    { ...postgres, from: 'port: 5432, targetPort: postgresql', to: 'port: 5432, targetPort: 5432' },
    {
      ...postgres,
      from: '- { name: data, mountPath: /var/lib/postgresql/data }',
      to: '- mountPath: /var/lib/postgresql/data/\n              name: data',
    },
    { ...postgres, from: 'tcpSocket: { port: postgresql }', to: 'tcpSocket: { port: 5432 }' },
    {
      ...postgres,
      from: '{{ printf "%s:%s" .Values.postgres.image.repository .Values.postgres.image.tag | quote }}',
      to: '"{{ .Values.postgres.image.repository }}:{{ .Values.postgres.image.tag }}"',
    },
    {
      ...redis,
      from: "args: [redis-server, --appendonly, 'yes',",
      to: 'args: ["redis-server", "--appendonly", "yes",',
    },
    {
      ...redis,
      from: "args: [redis-server, --appendonly, 'yes', --appendfsync, always, --maxmemory, 128mb, --maxmemory-policy, noeviction]",
      to: "args:\n            - redis-server\n            - --appendonly\n            - 'yes'\n            - --appendfsync\n            - always\n            - --maxmemory\n            - 128mb\n            - --maxmemory-policy\n            - noeviction",
    },
    {
      ...redis,
      from: '- { name: data, mountPath: /data }\n            - { name: tmp, mountPath: /tmp }',
      to: '- { name: tmp, mountPath: /tmp }\n            - { name: data, mountPath: /data }',
    },
    { ...redis, from: 'tcpSocket: { port: redis }', to: 'tcpSocket:\n              port: 6379' },
    { ...backend, from: 'args: [api]', to: 'args:\n            - "api"' },
    { ...backend, from: 'path: /livez, port: http', to: 'path: /livez, port: 8000' },
    { ...backend, from: 'path: /api/health, port: http', to: 'port: http, path: /api/health, scheme: HTTP' },
    { ...backend, from: '{{ .Values.image.pullPolicy }}', to: '{{ default "IfNotPresent" .Values.image.pullPolicy }}' },
    {
      ...backend,
      from: '{{- toYaml .Values.resources | nindent 12 }}',
      to: '\n{{ toYaml .Values.resources | indent 12 }}',
    },
    { ...backend, from: '{{ .Values.replicaCount }}', to: '{{ int .Values.replicaCount }}' },
    { ...backend, from: 'emptyDir: { sizeLimit: 128Mi }', to: 'emptyDir: {}' },
    { ...backend, from: 'revisionHistoryLimit: 10', to: 'revisionHistoryLimit: 5' },
    {
      ...backend,
      from: 'valueFrom: { secretKeyRef: { name: backend-secrets, key: auth-secret } }',
      to: 'valueFrom:\n                secretKeyRef:\n                  key: auth-secret\n                  name: backend-secrets',
    },
    { ...frontend, from: '{ name: HOSTNAME, value: 0.0.0.0 }', to: '{ name: HOSTNAME, value: "0.0.0.0" }' },
    { ...frontend, from: '{{- include "variables" . | nindent 12 }}', to: '{{- template "variables" . }}' },
    {
      file: 'helm/frontend/templates/configmap.yaml',
      from: '{{- toYaml .Values.config | nindent 2 }}',
      to: '\n{{- range $key, $value := .Values.config }}\n  {{ $key }}: {{ $value | quote }}\n{{- end }}',
    },
    { file: 'helm/backend/templates/service.yaml', from: 'targetPort: http', to: 'targetPort: 8000' },
    { ...values, from: 'tag: phase4', to: "tag: 'phase4'" },
    { ...values, from: '  LOG_LEVEL: info', to: '  LOG_LEVEL: "info"' },
    { ...values, from: 'replicaCount: 1', to: 'replicaCount: 1.0' },
    { ...values, from: 'url: redis://redis:6379', to: 'url: "redis://redis:6379"' },
    { ...values, from: 'url: redis://redis:6379', to: 'url: redis://redis.default.svc.cluster.local:6379' },
    { file: 'helm/frontend/values.yaml', from: 'http://backend:8000', to: 'http://backend.default:8000' },
    { file: 'helm/data/values.yaml', from: 'repository: redis', to: 'repository: docker.io/library/redis' },
    { file: 'helm/data/values.yaml', from: "tag: '17'", to: 'tag: "17"' },
  ];
};

/** Another name of a helper, wherever it is used. */
const helpers: Made = (read) =>
  CHARTS.flatMap((chart) => {
    const file = `helm/${chart}/templates/_helpers.tpl`;
    const names = [...read(file).matchAll(/define "(\w+)"/g)].map((match) => match[1] ?? '');
    return names.map((name) => ({ file, from: `"${name}"`, to: `"${chart}.${name}"`, isEverywhere: true }));
  });

const dockerfilesAndTiltfile: Made = () => [
  { file: 'Dockerfile.backend', behind: 'AS dev', from: 'EXPOSE 8000', to: 'EXPOSE 8000/tcp' },
  { file: 'Dockerfile.frontend', behind: 'AS dev', from: 'EXPOSE 3000', to: 'expose 3000' },
  {
    file: 'Dockerfile.backend',
    behind: 'AS dev',
    from: 'ENV NODE_COMPILE_CACHE=/app/.compile-cache HEARTBEAT_FILE=/tmp/worker.heartbeat',
    to: 'ENV NODE_COMPILE_CACHE=/app/.compile-cache\nENV HEARTBEAT_FILE="/tmp/worker.heartbeat"',
  },
  { file: 'Dockerfile.backend', behind: 'AS dev', from: '--interval=10s', to: '--interval=20s' },
  { file: 'Dockerfile.frontend', from: 'FROM sources AS dev', to: 'FROM sources as dev' },
  {
    file: 'Dockerfile.frontend',
    behind: 'AS dev',
    from: 'CMD ["node", "../node_modules/next/dist/bin/next", "dev"]',
    to: 'CMD [ "node","../node_modules/next/dist/bin/next","dev" ]',
  },
  { file: 'Tiltfile', from: "'8000:8000'", to: '"8000:8000"' },
  { file: 'Tiltfile', from: "'forward': ['8000:8000']", to: "'forward': [port_forward(8000, 8000)]" },
  { file: 'Tiltfile', from: "'after': ['migrate', 'redis']", to: "'after': ['redis', 'migrate']" },
  {
    file: 'Tiltfile',
    from: "for chart in ['data', 'backend', 'frontend']",
    to: "for chart in ['frontend', 'backend', 'data']",
  },
  {
    file: 'Tiltfile',
    from: "+ [sync(rule['path'], rule['target']) for rule in syncs]",
    to: "+ [sync('./' + rule['path'], rule['target']) for rule in syncs]",
  },
];

export const harmless: Record<string, Made> = {
  quotes,
  units,
  comments,
  'long for short': longAndShort,
  templates,
  'helpers under another name': helpers,
  'Dockerfiles and the Tiltfile': dockerfilesAndTiltfile,
};
