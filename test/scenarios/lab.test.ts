/** The lab: who does what a lesson says sees what it says. */
import { describe, expect, test } from 'vitest';
import { explainLines } from '../../cli/explain.ts';
import { reportLines } from '../../cli/headless.ts';
import { edit } from '../../engine/run/edit.ts';
import { explainScenario } from '../../engine/run/explain.ts';
import type { Report } from '../../engine/run/report.ts';

import { isQuantity, parseExpectation } from '../../engine/scenario/expectation.ts';
import { type Lesson, lessonFiles, readLesson, type Step } from '../helpers/lessons.ts';
import { advanceTo, MS, quietRun, ranFor, reportOf } from '../helpers/runs.ts';
import { scenarioOf } from '../helpers/scenarios.ts';

const SECOND = 1000 * MS;
const lessons = lessonFiles.map(readLesson);
const squeezed = (line: string): string => line.trim().replace(/\s+/g, ' ');

const isCondition = (see: string): boolean => isQuantity(parseExpectation(see)?.quantity ?? '');

/** What a second of one step comes to. */
interface Seen {
  readonly report: Report;
  /** What `trapline explain` and `trapline run --headless` print. */
  readonly lines: readonly string[];
}

const seen = new Map<Step, Seen>();

/** Judges every condition of the lesson, whichever step says it. */
function seenOf({ steps }: Lesson, step: Step): Seen {
  const known = seen.get(step);
  if (known !== undefined) return known;
  const conditions = steps.flatMap(({ sees }) => sees.filter(isCondition));
  const scenario = scenarioOf(`${step.text}\nexpect: ${JSON.stringify(conditions)}\n`);
  const report = reportOf(ranFor(scenario, SECOND));
  const lines = [...explainLines(scenario, explainScenario(scenario, false)), ...reportLines(report)];
  const found = { report, lines: lines.map(squeezed) };
  seen.set(step, found);
  return found;
}

/** Those of the lines `see:` that are not so in this step. */
function unseen(lesson: Lesson, step: Step, sees: readonly string[]): string[] {
  const { report, lines } = seenOf(lesson, step);
  const isSo = (see: string) =>
    isCondition(see)
      ? report.expect.find(({ expression }) => expression === see)!.holds
      : lines.some(line => line.includes(see));
  return sees.filter(see => !isSo(see));
}

test('there are ten lessons, numbered in their names, from one level to five', () => {
  expect(lessonFiles.map(file => Number(/\/(\d\d)-[a-z-]+\.yaml$/.exec(file)?.[1]))).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
  const depths = lessons.map(({ steps }) => scenarioOf(steps[0].text).levels.length - 1);
  expect(depths[1]).toBe(1);
  expect(depths.slice(1)).toEqual(depths.slice(1).toSorted());
  expect(depths.at(-1)).toBe(5);
});

describe.each(lessons)('$file', lesson => {
  test('its comment is a page: what it is, three or four changes, a question', () => {
    const { comment, steps, text } = lesson;
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../schema.json');
    expect(comment.length).toBeGreaterThanOrEqual(30);
    expect(comment.length).toBeLessThanOrEqual(60);
    for (const line of comment) expect(line.length).toBeLessThanOrEqual(110);
    expect([3, 4]).toContain(steps.length - 1);
    expect(steps.slice(1).map(({ title }) => Number.parseInt(title, 10))).toEqual(
      steps.slice(1).map((_, i) => i + 1),
    );
    for (const step of steps) expect([step.title, step.sees.length > 0]).toEqual([step.title, true]);
    expect(comment.filter(line => line.startsWith('Question: '))).toHaveLength(1);
  });

  test.each(lesson.steps)('$title', step => {
    expect(unseen(lesson, step, step.sees)).toEqual([]);
  });

  test('of what a change makes one see, not all was there before', () => {
    for (const [before, step] of pairs(lesson)) expect(unseen(lesson, before, step.sees)).not.toEqual([]);
  });

  test('a change made while it runs comes to the same: what stands still, and what does not', () => {
    for (const [before, step] of pairs(lesson)) {
      const [from, to] = [scenarioOf(before.text), scenarioOf(step.text)];
      const run = ranFor(from, 100 * MS);
      if (edit(run, to, quietRun).run !== run) continue;
      advanceTo(run, 600 * MS);
      expect([step.title, stalled(reportOf(run))]).toEqual([
        step.title,
        stalled(seenOf(lesson, step).report),
      ]);
    }
  });
});

/** Each change, and what it is made in. */
const pairs = ({ steps }: Lesson): (readonly [Step, Step])[] =>
  steps.slice(1).map((step, i) => [steps[i]!, step] as const);

const stalled = ({ devices }: Report): string[] =>
  devices.flatMap(({ id, queues }) =>
    queues.filter(queue => queue.stalled !== null).map(({ name }) => `${id}.${name}`),
  );
