'use client';

import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { agoWords } from '../../ui/date-words.ts';
import { places, runWords, type LastRun, type RuntimeInfo } from './runtime-info.ts';

const names = Object.fromEntries(places.map(({ runtime, name }) => [runtime, name]));

/** Which runtime serves this page, in a corner, for who develops it. It is part of no production image. */
export function RuntimePanel() {
  const [isOpen, setIsOpen] = useState(false);
  const { data: info, dataUpdatedAt } = useQuery({
    queryKey: ['runtime', isOpen],
    queryFn: async () => (await (await fetch('/runtime')).json()) as RuntimeInfo,
    staleTime: isOpen ? 0 : Infinity,
  });
  return (
    <aside aria-label="Runtime" className="fixed start-3 bottom-3 z-10 flex text-small max-sm:hidden print:hidden">
      <button
        type="button"
        popoverTarget="runtime"
        className="min-h-8 rounded-box px-2 text-muted transition-colors hover:text-ink"
      >
        <span className="sr-only">Runtime: </span>
        {info && names[info.runtime]}
      </button>
      <div
        id="runtime"
        popover="auto"
        onToggle={(event) => setIsOpen(event.newState === 'open')}
        className="inset-auto start-3 bottom-12 m-0 w-80 rounded-box border border-line bg-raised p-4 text-ink"
      >
        {info && <Facts info={info} now={new Date(dataUpdatedAt)} />}
      </div>
    </aside>
  );
}

function Facts({ info: { runtime, backendUrl, node, backend, runs }, now }: { info: RuntimeInfo; now: Date }) {
  return (
    <>
      <p className="mb-3 text-base font-semibold">{names[runtime]}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Fact name="Version">{backend['version'] ?? 'The backend does not answer'}</Fact>
        <Fact name="Schema">{backend['schema'] ?? '–'}</Fact>
        <Fact name="Model">{backend['model'] ?? '–'}</Fact>
        <Fact name="Node">{node}</Fact>
        {runs.map((run) => (
          <Run key={run.name} run={run} now={now} />
        ))}
      </dl>
      <ul className="mt-3 flex flex-wrap gap-x-4 border-t border-line pt-3">
        <Place href={`${backendUrl}/docs`}>API</Place>
        <Place href={`${backendUrl}/metrics`}>Metrics</Place>
        <Place href={`${backendUrl}/api/health`}>Health</Place>
        <Place href="/ui">Components</Place>
        {places
          .filter((place) => place.runtime !== runtime)
          .map(({ name, address }) => (
            <Place key={name} href={address}>
              {name}
            </Place>
          ))}
      </ul>
    </>
  );
}

function Run({ run: { name, at, report }, now }: { run: LastRun; now: Date }) {
  const words = runWords(report);
  if (!words) return null;
  return (
    <Fact name={name === 'parity' ? 'Parity' : 'Verify'}>
      <Badge tone={words.isWell ? 'good' : 'bad'}>{words.words}</Badge>{' '}
      <time dateTime={at} className="text-muted">
        {agoWords(at, now)}
      </time>
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Place({ href, children }: { href: string; children: string }) {
  return (
    <li>
      <a
        href={href}
        className="inline-flex min-h-6 items-center rounded-box text-accent hover:underline hover:underline-offset-4"
      >
        {children}
      </a>
    </li>
  );
}
