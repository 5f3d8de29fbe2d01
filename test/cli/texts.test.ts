/** The way back through the texts of a session, on a run that only says what it is given. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { findScenario } from '../../cli/scenario-file.ts';
import { readText } from '../../cli/text-file.ts';
import { SessionTexts } from '../../cli/texts.ts';
import { difference } from '../../engine/scenario/difference.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import type { Applied, LiveRun } from '../../engine/worker/live.ts';
import type { Dashboard } from '../../tui/index.ts';
import { DEADLINE_MS } from '../helpers/deadline.ts';
import { applied } from '../helpers/fake-run.ts';
import { bundledText, library } from '../helpers/scenarios.ts';
import { fileWith } from '../helpers/temporary.ts';

const first = bundledText('square-wheel.yaml');
const withRate = (rate: string): string => first.replace('50k/s', rate);

/** A session whose screen writes down what it is told. */
function begin() {
  const file = fileWith(first);
  const parse = (text: string) =>
    findScenario(file, library, undefined, path => (path === file ? { text } : readText(path)));
  const began = parse(first).scenario!;
  let scenario: Scenario = began;
  const texted: string[] = [];
  const run = {
    apply(next: Scenario, text: string): Promise<Applied> {
      const because = difference(scenario, next).map(({ text }) => text);
      scenario = next;
      texted.push(text);
      return Promise.resolve(
        because.length === 0 ? { atNs: 0, consequences: [] } : applied('nothing', ...because),
      );
    },
  } as LiveRun;
  const told: string[] = [];
  const screen = {
    reloaded: (_, { consequences }, { undone, first }) =>
      told.push(
        [
          undone ? 'undone' : 'saved',
          ...(first ? ['first'] : []),
          ...consequences.flatMap(({ because }) => because),
        ].join(' '),
      ),
    diagnosed: (_, { diagnostics }) => void (diagnostics.length > 0 && told.push('broken')),
    note: (_, text) => told.push(text),
  } as Pick<Dashboard, 'reloaded' | 'diagnosed' | 'note'> as Dashboard;
  const texts = new SessionTexts({ file, text: first, scenario: began, since: new Date() }, run, screen, 0);
  onTestFinished(() => texts.close());
  const save = (text: string) => texts.saved(parse(fileText(text)));
  const fileText = (text: string) => readFileSync(fileWith(text, file), 'utf8');
  return { file, texts, save, applied: texted, told };
}

test('undo goes back a text at a time, to the one the session began with, and leaves the file', async () => {
  const { file, texts, save, applied, told } = begin();
  await save(withRate('60k/s'));
  await save(withRate('70k/s'));
  for (let time = 0; time < 3; time++) await texts.undo();
  expect(applied.slice(2)).toEqual([withRate('60k/s'), first]);
  expect(told.slice(2)).toEqual([
    expect.stringMatching(/^undone V1/),
    expect.stringMatching(/^undone first V1/),
    'nothing to undo: this is what the session began with',
  ]);
  expect(readFileSync(file, 'utf8')).toBe(withRate('70k/s'));
});

test('a save after an undo goes on from there: the next undo is back at what ran before it', async () => {
  const { texts, save, applied } = begin();
  await save(withRate('60k/s'));
  await texts.undo();
  await save(withRate('70k/s'));
  await texts.undo();
  expect(applied).toEqual([withRate('60k/s'), first, withRate('70k/s'), first]);
});

test('a text that only reads otherwise is no step on the way back', async () => {
  const { texts, save, applied, told } = begin();
  await save(withRate('60k/s'));
  await save(`# A comment\n${withRate('60k/s')}`);
  await texts.undo();
  expect(applied.at(-1)).toBe(first);
  await texts.undo();
  expect(told.at(-1)).toMatch(/nothing to undo/);
});

test('while the file is broken, undo goes back from what runs', async () => {
  const { texts, save, applied, told } = begin();
  await save(withRate('60k/s'));
  await save('levls: []');
  await texts.undo();
  expect(applied).toEqual([withRate('60k/s'), first]);
  expect(told.at(-2)).toBe('broken');
  await save(withRate('60k/s'));
  expect(told.at(-1)).toMatch(/^saved V1/);
});

test('the file written again as it was is wanted again', async () => {
  const { file, texts, save, applied, told } = begin();
  await save(withRate('60k/s'));
  await texts.undo();
  // Nothing is changed, and the watch has nothing to report.
  fileWith(withRate('60k/s'), file);
  await vi.waitUntil(() => told.at(-1)?.startsWith('saved'), { timeout: DEADLINE_MS });
  expect(applied.at(-1)).toBe(withRate('60k/s'));
  await texts.undo();
  expect(applied.at(-1)).toBe(first);
});
