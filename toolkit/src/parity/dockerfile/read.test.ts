import { expect, test } from 'vitest';
import { readDockerfile } from './read.ts';

const text = `# syntax is not asked for
ARG VERSION=24
FROM node:\${VERSION}-slim AS base
ENV NODE_ENV=production PATH_TO="/a b" \\
    PORT=3000
EXPOSE $PORT 9229/udp
USER node
CMD ["node", "base.js"]

FROM base AS dev
ENV NODE_ENV=development
CMD npm run dev
HEALTHCHECK --interval=5s --timeout=1s \\
  CMD ["curl", "-f", "http://localhost:3000/health"]

FROM --platform=linux/amd64 base AS run
ENTRYPOINT ["/app/start"]
HEALTHCHECK NONE
`;
const read = (target?: string) => readDockerfile(text, 'Dockerfile', target);

test('a stage has what the stages below it say, unless it says something else', () => {
  const dev = read('DEV');
  expect([...(dev?.variables ?? [])].map(([name, { value }]) => [name, value])).toEqual([
    ['NODE_ENV', 'development'],
    ['PATH_TO', '/a b'],
    ['PORT', '3000'],
  ]);
  expect(dev?.variables.get('NODE_ENV')?.at).toEqual({ file: 'Dockerfile', line: 11 });
  expect(dev?.ports.map(({ number, protocol }) => `${number}/${protocol}`)).toEqual(['3000/tcp', '9229/udp']);
  expect(dev?.user?.value).toBe('node');
  expect(dev?.command?.value).toEqual(['/bin/sh', '-c', 'npm run dev']);
  expect(dev?.health).toEqual({
    at: { file: 'Dockerfile', line: 13 },
    role: 'health',
    look: { kind: 'http', port: 3000, path: '/health' },
  });
});

test('the last stage is meant where none is named; its entry point takes the command away', () => {
  const run = read();
  expect(run?.entrypoint?.value).toEqual(['/app/start']);
  expect(run?.command).toBeUndefined();
  expect(run?.health).toBeUndefined();
  expect(run?.variables.get('NODE_ENV')?.value).toBe('production');
});

test('a stage may be named by its number, and one that is not there gives nothing', () => {
  expect(read('0')?.command?.value).toEqual(['node', 'base.js']);
  expect(read('nowhere')).toBeUndefined();
  expect(readDockerfile('', 'Dockerfile', undefined)).toBeUndefined();
});
