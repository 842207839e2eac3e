import type { Place } from '../model.ts';
import type { Told } from '../report/report.ts';
import type { Context, Fix } from './fix.ts';
import { NotCertain, pairsOf } from './fix.ts';
import { withWord } from './line-text.ts';

/** The only port that anybody names is the one that the probe has to ask. */
export function alignProbe(finding: Told, context: Context): Fix {
  const [{ pair } = { pair: undefined }] = pairsOf(finding, context);
  const open = [
    ...new Set([pair?.compose, pair?.cluster].flatMap((side) => side?.ports ?? []).map(({ number }) => number)),
  ];
  const [port, ...others] = open;
  const wrong = Number(/\d+/.exec(finding.cluster.value ?? '')?.[0]);
  if (port === undefined || others.length > 0)
    throw new NotCertain(`there are several ports that it could ask: ${open.join(', ')}`);
  return aligned(finding, { what: `the probe asks port ${port}`, at: finding.cluster.at, from: wrong, to: port });
}

/** What the Dockerfile says by EXPOSE is where the program listens. */
export function alignToImage(finding: Told, context: Context): Fix {
  const [{ pair } = { pair: undefined }] = pairsOf(finding, context);
  const exposed = pair?.compose.ports.filter(({ isOfImage = false }) => isOfImage).map(({ number }) => number) ?? [];
  const [port, ...others] = new Set(exposed);
  const wrong = Number(finding.key.replace('port:', ''));
  const isCompose = finding.compose.value === String(wrong);
  const side = isCompose ? pair?.compose : pair?.cluster;
  const own = new Set(side?.ports.filter(({ isOfImage = false }) => !isOfImage).map(({ number }) => number));
  if (port === undefined || others.length > 0 || own.size !== 1) {
    throw new NotCertain('there are several ports: which one belongs to which is yours to say');
  }
  const what = `${isCompose ? 'Compose' : 'the cluster'} leads to port ${port}, as the image says`;
  return aligned(finding, { what, at: (isCompose ? finding.compose : finding.cluster).at, from: wrong, to: port });
}

/** The port of the container is the last one of a row: 127.0.0.1:8080:80/tcp. */
function aligned(finding: Told, { what, at, from, to }: { what: string; at: Place; from: number; to: number }): Fix {
  const pattern = new RegExp(`(?<![\\w.-])${from}(?=(?:/\\w+)?(?:["',\\]}\\s]|$))`);
  return {
    finding,
    what,
    slot: `${at.file}:${at.line} ${from}`,
    outcome: String(to),
    keepsLines: true,
    changes: [{ file: at.file, change: (text) => withWord(text, at, pattern, String(to)) }],
  };
}
