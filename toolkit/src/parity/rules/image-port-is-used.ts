import { basename } from 'node:path';
import type { Pair } from '../match.ts';
import type { Port, Service } from '../model.ts';
import { defineRule, workload } from '../rule.ts';
import { deployment } from '../rule-examples.ts';

export const imagePortIsUsed = defineRule({
  id: 'image-port-is-used',
  title: 'Where an image says what it listens on, both sides lead there.',
  category: 'port',
  why: 'Whoever wrote the Dockerfile said by EXPOSE where the program listens; what leads to another port finds nobody, unless a variable moves the program there.',
  agrees: example(8080),
  drifts: example(9090),
  judgePair({ compose, cluster }, { pairs }) {
    const exposed = compose.ports.filter(({ isOfImage = false }) => isOfImage);
    if (exposed.length === 0) return [];
    const isForDevelopment = exposed.every(({ at }) => OF_DEVELOPMENT.test(basename(at.file)));
    const isOther = compose.image?.value !== cluster.image?.value;
    // What is built for development says nothing of another image.
    return (isForDevelopment && isOther ? [compose] : [compose, cluster]).flatMap((service) => {
      const own = service.ports.filter(({ isOfImage = false }) => !isOfImage);
      const numbers = new Set(exposed.map(({ number }) => number));
      // Some may be for others than those that the image names: metrics, debuggers.
      if (own.length === 0 || own.some(({ number }) => numbers.has(number)) || isMoved(service, own)) return [];
      const [first] = own;
      const [port] = exposed;
      if (!first || !port) return [];
      const other = service === compose ? cluster : compose;
      const isForMany = isOfSeveral(port, first, pairs) && leadsTo(other, first.number);
      const isCompose = service.side === 'compose';
      const here = { at: first.at, value: String(first.number) };
      const there = { at: port.at, value: `EXPOSE ${[...numbers].join(' ')}` };
      return [
        {
          service: compose.name,
          key: `port:${first.number}`,
          severity: isForMany ? ('info' as const) : ('warning' as const),
          message: `${isCompose ? 'Compose' : workload(cluster)} leads to port ${first.number}, and the image says that it listens on ${[...numbers].join(', ')}.`,
          fix: `Lead to ${port.number}, or correct EXPOSE at ${port.at.file}:${port.at.line}.`,
          compose: isCompose ? here : there,
          cluster: isCompose ? there : here,
        },
      ];
    });
  },
});

const OF_DEVELOPMENT = /(?:^|[.\-_])(?:dev|development|local)(?:[.\-_]|$)/i;

const leadsTo = ({ ports }: Service, wanted: number) =>
  ports.some(({ number, isOfImage = false }) => !isOfImage && number === wanted);

/** One Dockerfile for several programs, each with a port of its own: its EXPOSE is none of theirs. */
const isOfSeveral = ({ at }: Port, { number }: Port, pairs: readonly Pair[]) =>
  pairs.some(
    ({ compose: { ports } }) =>
      ports.some((port) => port.isOfImage === true && port.at.file === at.file && port.at.line === at.line) &&
      ports.some((port) => port.isOfImage !== true && port.number !== number),
  );

/** A variable says so: PORT=9090. */
const isMoved = ({ variables }: Service, own: Port[]) =>
  own.some(({ number }) => [...variables.values()].some(({ value }) => value?.split(/\D+/).includes(String(number))));

function example(port: number) {
  return {
    files: { Dockerfile: 'FROM scratch\nEXPOSE 8080\n' },
    compose: 'services:\n  web:\n    image: web:1\n    build: .\n    expose: [8080]\n',
    cluster: deployment('web', `image: 'web:1', ports: [{ containerPort: ${port} }]`),
  };
}
