/**
 * A lesson of the lab as a person reads it: a scenario, and in its comment changes to make one after another. A change is
 * written as a diff is, `- what stands there` and `+ what to write instead`; `see: ...` says what there is to be seen then.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Step {
  /** The line that begins it: `1. A port.`; of the first step the first line of the lesson. */
  readonly title: string;
  /** The scenario with this change and all before it. */
  readonly text: string;
  /** A line of `explain` or of a report, or what a scenario may expect. */
  readonly sees: readonly string[];
}

export interface Lesson {
  readonly file: string;
  readonly text: string;
  /** Without `#`. */
  readonly comment: readonly string[];
  /** The first is the lesson as it stands. */
  readonly steps: readonly [Step, ...Step[]];
}

export const lessonFiles = readdirSync('scenarios/lab').map(name => `scenarios/lab/${name}`);

export function readLesson(file: string): Lesson {
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const body = lines.findIndex(line => line.startsWith('version:'));
  const comment = lines.slice(1, body).map(line => line.slice(2));
  let now = lines.slice(body).join('\n');
  const steps = partsOf(comment).map((part): Step => {
    now = hunksOf(part).reduce(apply, now);
    const sees = part.flatMap(line => marked('see:', line)).map(line => line.trim());
    return { title: part.find(Boolean) ?? '', text: now, sees };
  });
  return { file, text, comment, steps: steps as [Step, ...Step[]] };
}

/** The introduction, and a part from each line that begins with a number and a dot. */
function partsOf(comment: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of comment) {
    if (/^\d+\. /.test(line)) parts.push([]);
    parts.at(-1)!.push(line);
  }
  return parts;
}

/** What follows the mark, its indentation kept; nothing where the line has none. */
function marked(mark: string, line: string): string[] {
  return line.trim().startsWith(`${mark} `) ? [line.slice(line.indexOf(mark) + mark.length + 1)] : [];
}

interface Hunk {
  readonly old: string[];
  readonly put: string[];
}

function hunksOf(part: readonly string[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of part) {
    for (const old of marked('-', line)) {
      if (hunks.at(-1)?.put.length !== 0) hunks.push({ old: [], put: [] });
      hunks.at(-1)!.old.push(old);
    }
    for (const put of marked('+', line)) hunks.at(-1)!.put.push(put);
  }
  return hunks;
}

/** A line for a line may be a piece of it; several are whole lines, as far in as the first of them. */
function apply(text: string, { old, put }: Hunk): string {
  if (old.length === 1 && put.length === 1) return replacedOnce(text, old[0]!, put[0]!);
  const lines = text.split('\n');
  const places = lines.flatMap((_, i) =>
    old.every((each, j) => lines[i + j]?.trim() === each.trim()) ? [i] : [],
  );
  const [at] = places;
  if (at === undefined || places.length > 1)
    throw new Error(`${places.length} places for\n${old.join('\n')}`);
  const indent = lines[at]!.slice(0, lines[at]!.search(/\S/));
  return lines.toSpliced(at, old.length, ...put.map(line => indent + line)).join('\n');
}

function replacedOnce(text: string, old: string, put: string): string {
  const parts = text.split(old);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} places for ${old}`);
  return parts.join(put);
}
