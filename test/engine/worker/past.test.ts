import { expect, test } from 'vitest';
import type { SessionInput } from '../../../engine/session/payload.ts';
import { Past } from '../../../engine/worker/past.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const text = bundledText('three-doorbells.yaml');
const scenario = scenarioOf(text);

const edit = (atNs: number, of: string): SessionInput => ({
  ...{ kind: 'edit', atNs, events: atNs, text: of },
  profiles: scenario.profiles,
});
const doorbell: SessionInput = {
  ...{ kind: 'doorbell', atNs: 5, events: 5 },
  ...{ queue: 'G2.V1.tx', doorbell: 'pio' },
};

test('a log begins with the first text, and with all that has changed the run since', () => {
  const past = new Past(scenario, text);
  past.take(edit(3, 'another'));
  past.take({ kind: 'pause', atNs: 4, events: 4 });
  past.take(doorbell);
  const { seed, profiles } = scenario;
  expect(past.beginning()).toEqual({
    ...{ scenario: text, seed, profiles },
    inputs: [edit(3, 'another'), doorbell],
  });
});

test('a past that is too long is forgotten: the text in force stands for it, and how much is lacking', () => {
  const past = new Past(scenario, text, 1e5);
  past.take(edit(1, 'x'.repeat(30_000)));
  past.take(doorbell);
  expect(past.beginning().inputs).toHaveLength(2);
  past.take(edit(2, 'y'.repeat(70_000)));
  expect(past.beginning()).toMatchObject({ scenario: 'y'.repeat(70_000), forgotten: 3, inputs: [] });
  past.take(edit(3, 'z'));
  expect(past.beginning()).toMatchObject({ forgotten: 3, inputs: [edit(3, 'z')] });
});

test('where a log has less room than that, it alone does without the past', () => {
  const past = new Past(scenario, text);
  past.take(edit(1, 'x'.repeat(30_000)));
  expect(past.beginning(1000)).toMatchObject({ scenario: 'x'.repeat(30_000), forgotten: 1, inputs: [] });
  expect(past.beginning().inputs).toHaveLength(1);
});
