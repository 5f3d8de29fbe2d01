/** What `trapline diff` has found, for a person: tables, and a verdict at the end. */
import { briefDuration, formatDuration, type Judged, type Row, type Unit } from '../engine/index.ts';

export interface ComparedRun {
  readonly file: string;
  readonly title: string;
  readonly seed: number;
  readonly simulatedNs: number;
}

/** Also what `--json` prints. */
export interface Compared {
  readonly a: ComparedRun;
  readonly b: ComparedRun;
  /** Of two scenarios. */
  readonly changes: readonly string[];
  readonly rows: readonly Row[];
  readonly verdict: string;
  readonly failOn: readonly Judged[];
}

export function linesOf({ a, b, changes, rows, verdict, failOn }: Compared): string[] {
  return [
    runLine('A', a),
    runLine('B', b),
    ...(changes.length === 0 ? [] : ['', ...changes]),
    ...tables(rows),
    ...(failOn.length === 0 ? [] : ['', ...failOn.map(judgedLine)]),
    '',
    verdict,
  ];
}

const runLine = (letter: string, { file, title, seed, simulatedNs }: ComparedRun): string =>
  `${letter}  ${file}: ${title}, seed ${seed}, ${formatDuration(simulatedNs)}`;

const HEADINGS: Readonly<Record<string, string>> = {
  exits: 'exits a second',
  'exits-per-kick': 'exits a kick',
  iotlb: 'IOTLB',
};

/** A table a thing, under one head. */
function tables(rows: readonly Row[]): string[] {
  const cells = rows.map(cellsOf);
  const width = (at: number) =>
    Math.max(...HEAD.map(name => name.length), ...cells.map(of => of[at]!.length));
  const [name, ...numbers] = HEAD.map((_, at) => width(at));
  const line = ([first, ...others]: readonly string[]) =>
    `  ${first!.padEnd(name!)}  ${others.map((each, at) => each.padStart(numbers[at]!)).join('  ')}`.trimEnd();
  return rows.flatMap(({ of }, at) => {
    const heading = of === rows[at - 1]?.of ? [] : ['', HEADINGS[of] ?? of];
    const head = at === 0 ? [heading[0]!, line(HEAD), heading[1]!] : heading;
    return [...head, line(cells[at]!)];
  });
}

const HEAD = ['', 'A', 'B', 'difference', ''];

function cellsOf({ of, name, unit, a, b, difference }: Row): string[] {
  const shown = (value: number | null) => (value === null ? '-' : figure(value, unit));
  const change = difference === null ? '' : signed(difference, unit);
  // The heading of exits says it.
  const per = unit === 'rate' && of !== 'exits' ? '/s' : '';
  return [`${name}${per}`, shown(a), shown(b), change, factor(a, b)];
}

function figure(value: number, unit: Unit): string {
  if (unit === 'ns') return briefDuration(value);
  const digits = unit === 'each' ? 3 : Math.abs(value) < 10 && unit === 'rate' ? 1 : 0;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function signed(value: number, unit: Unit): string {
  const shown = figure(Math.abs(value), unit);
  return value === 0 || shown === '0' ? '' : `${value < 0 ? '-' : '+'}${shown}`;
}

/** `/8.1`, `x2.4`, `+12 %`; nothing where that is no number, or no difference. */
export function factor(a: number | null, b: number | null): string {
  if (a === null || b === null || a <= 0 || b <= 0 || a === b) return '';
  const times = Math.max(a, b) / Math.min(a, b);
  if (times >= 1.95) return `${b < a ? '/' : 'x'}${times.toFixed(times < 99.5 ? 1 : 0)}`;
  const percent = (100 * (b - a)) / a;
  const digits = Math.abs(percent) < 9.95 ? 1 : 0;
  const shown = Math.abs(percent).toFixed(digits);
  return shown === '0.0' ? '' : `${percent < 0 ? '-' : '+'}${shown} %`;
}

function judgedLine({ expression, failed, unit, a, b }: Judged): string {
  const shown = (value: number | null) => (value === null ? 'nothing' : figure(value, unit));
  const change = factor(a, b);
  const why = failed && (a === null || b === null) ? ', which cannot be compared' : '';
  const told = `${shown(a)} -> ${shown(b)}${change === '' ? why : `, ${change}`}`;
  return `fail on ${expression}: ${failed ? 'FAILS' : 'no'}, ${told}`;
}
