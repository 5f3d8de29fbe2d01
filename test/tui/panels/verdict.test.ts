import { expect, test } from 'vitest';
import { verdict } from '../../../tui/panels/Verdict.ts';
import { reduce } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { queue } from '../../helpers/fake-run.ts';
import { runOf, sampleOf, stateOf } from '../../helpers/screens.tsx';

interface Made {
  readonly completed: number;
  readonly exits: number;
  readonly stalled?: string;
}

/** A run that made so much in one second. */
function made({ completed, exits, stalled }: Made): State {
  const level = (count: number) => ({
    name: 'G1',
    hypervisor: null,
    sinceNs: 0,
    cycles: 0,
    exits: [{ reason: 'msr', handledBy: 0, reflected: false, count }],
  });
  const first = { simulatedNs: 0, wallNs: 0, queues: [queue], levels: [level(0)] };
  const second = {
    simulatedNs: 1e9,
    wallNs: 1e9,
    queues: [{ ...queue, completed, stalled: stalled ?? null }],
    levels: [level(exits)],
  };
  const sample = { ...sampleOf({ patch: second }), latencies: runOf().latencies() };
  return reduce(stateOf({ patch: first, kicks: 0 }), { type: 'sampled', sample });
}

const said = (states: readonly State[]) =>
  verdict(states).map(line => line.map(span => (typeof span === 'string' ? span : span[1])).join(''));

test('more requests are ahead, and the exits say why', () => {
  const [lead, figures] = said([
    made({ completed: 10_000, exits: 90_000 }),
    made({ completed: 20_000, exits: 40_000 }),
  ]);
  expect(lead).toBe(
    'B is ahead of A: 20.0k/s requests against 10.0k/s, 2.0 exits a request against 9.0 exits',
  );
  expect(figures).toMatch(/^A 10\.0k\/s .* 9\.0 exits {3}B 20\.0k\/s .* 2\.0 exits/);
});

test('of as many requests the sooner done is ahead', () => {
  const slow = made({ completed: 10_000, exits: 90_000 });
  const quick = {
    ...slow,
    recent: [slow.recent[0], { ...slow.recent[1]!, latencies: runOf().latencies().slice(0, 1) }],
  } as const;
  expect(said([slow, quick])[0]).toMatch(
    /^B is ahead of A: p99 .* against .*, 9\.0 exits a request against 9\.0 exits$/,
  );
});

test('one that is stalled is behind, and its reason is the reason', () => {
  const stalled = made({ completed: 0, exits: 0, stalled: 'the kick was lost' });
  expect(said([stalled, made({ completed: 10, exits: 10 })])[0]).toBe(
    'B is ahead of A: 10/s requests against 0/s: the kick was lost',
  );
});

test('where nobody has done anything nobody is ahead', () => {
  const idle = made({ completed: 0, exits: 0 });
  expect(said([idle, idle])[0]).toBe('nobody has completed a request yet');
});
