'use client';

import type { ApiClient } from '../../api-client.ts';
import { failureWords } from '../../failure-words.ts';
import { Button } from '../../ui/button.tsx';
import { Ago } from './ago.tsx';
import { faces } from './faces.tsx';
import { useVotes } from './use-votes.ts';
import { options, percentages, type Counts, type Option } from './vote-results.ts';

const names: Record<Option, string> = { cats: 'Cats', dogs: 'Dogs' };
const number = new Intl.NumberFormat('en');

/** The vote: two areas that share the width as the votes do, with a button each. */
export function VotesBoard({ api }: { api: ApiClient }) {
  const { counts, lastUpdated, error, isFetching, failure, vote, retry } = useVotes(api);
  const shares = counts && percentages(counts);
  const total = counts && counts.cats + counts.dogs;

  return (
    <section
      aria-labelledby="votes-title"
      className="mx-auto flex w-full max-w-6xl grow flex-col px-4 pt-8 pb-6 sm:px-6 sm:pt-12"
    >
      <h1 id="votes-title" className="mb-1 text-display font-semibold">
        Cats or dogs?
      </h1>
      <p className="mb-6 text-muted">Everybody may vote, as often as they like.</p>

      <div className="relative flex min-h-104 grow overflow-hidden rounded-box border border-line">
        <Areas shares={shares} />
        {options.map((option) => (
          <Side
            key={option}
            option={option}
            count={counts?.[option]}
            share={shares?.[option]}
            failure={failure?.option === option ? failure.error : undefined}
            onVote={() => vote(option)}
          />
        ))}
      </div>

      <div className="mt-3 flex min-h-11 flex-wrap items-center gap-x-4 text-muted">
        {total !== undefined && (
          <p>
            <span className="font-semibold text-ink">{number.format(total)}</span> {total === 1 ? 'vote' : 'votes'} in
            total
            {lastUpdated && (
              <>
                {' · updated '}
                <Ago iso={lastUpdated} />
              </>
            )}
          </p>
        )}
        {total === 0 && <p>The first vote decides.</p>}
        {error && (
          <output className="flex items-center gap-2 text-bad">
            {counts ? 'Not live right now: ' : 'The result could not be loaded: '}
            {failureWords(error).replace(/^The/, 'the')}
            <Button kind="quiet" isBusy={isFetching} onClick={retry}>
              Try again
            </Button>
          </output>
        )}
      </div>
    </section>
  );
}

/** The picture: each area as wide as its share. It has no style until there are votes: pages may hold no inline styles. */
function Areas({ shares }: { shares: Counts | undefined }) {
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, there is no file for an img
      role="img"
      aria-label={shares ? `Cats ${shares.cats} percent, dogs ${shares.dogs} percent` : 'No votes yet'}
      className="absolute inset-0 bg-dogs"
    >
      {/* Scaled and not made wider: nothing has to be laid out anew while it moves. */}
      <div
        className="h-full origin-left scale-x-50 bg-cats transition-[scale] duration-150 rtl:origin-right forced-colors:border-e-2"
        style={shares && { scale: `${shares.cats / 100} 1` }}
      />
    </div>
  );
}

interface SideProps {
  option: Option;
  count: number | undefined;
  share: number | undefined;
  failure: unknown;
  onVote: () => void;
}

/** What is said about one option, at its own edge of the picture. */
function Side({ option, count, share, failure, onVote }: SideProps) {
  const Face = faces[option];
  return (
    <div className="relative flex w-1/2 flex-col items-start p-4 last:items-end last:text-end sm:p-8">
      <h2 className="text-title">{names[option]}</h2>
      <p className="min-h-10 text-display font-semibold">
        {count !== undefined && (share === undefined ? '–' : `${share}%`)}
      </p>
      <p className="min-h-6">{count !== undefined && `${number.format(count)} ${count === 1 ? 'vote' : 'votes'}`}</p>
      <div className="flex grow items-center py-4">
        <Face />
      </div>
      {failure !== undefined && (
        <p role="alert" className="mb-2 max-w-64 text-small">
          Your vote was not taken. {failureWords(failure)}
        </p>
      )}
      <Button onClick={onVote} isBusy={count === undefined} className="font-semibold max-sm:px-3">
        Vote for {option}
      </Button>
    </div>
  );
}
