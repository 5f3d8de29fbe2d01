/** Durations, rates and sizes as people write them: a number with its unit, turned into nanoseconds or bytes. */

/** A text that is no duration, rate or size; `expected` says in words what would be one. */
export class UnitError extends Error {
  override readonly name = 'UnitError';
  readonly expected: string;

  constructor(message: string, expected: string) {
    super(message);
    this.expected = expected;
  }
}

export const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
};
const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

// µ exists twice in Unicode, as the micro sign and as the Greek letter; keyboards produce both.
export const DURATION_FORM = '^\\d+(\\.\\d+)?\\s*(ns|us|µs|μs|ms|s)$';
export const RATE_FORM = '^\\d+(\\.\\d+)?\\s*[kMG]?/(ns|us|µs|μs|ms|s)$';
export const DURATION_EXPECTED = 'a duration with its unit, such as 250ns, 2us, 1.5ms or 1s';
const SIZE_EXPECTED = 'a size with its unit, such as 500kB, 100MB or 2GB';
export const RATE_EXPECTED = 'a rate with its unit, such as 50k/s, 1.2M/s or 20/ms';

/**
 * The simulated clock counts whole nanoseconds below 2^53: a shorter step would let it stand still, a longer
 * one would lose nanoseconds.
 */
const SHORTEST_NS = 1;
const LONGEST_NS = 1e15;

/** `1.5ms` in nanoseconds, 1 .. 10^15. Throws a UnitError. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([a-zµμ]+)$/.exec(text) ?? [];
  const factor = NANOSECONDS[unit ?? ''];
  if (factor === undefined) throw new UnitError(unitMessage(text, 'duration'), DURATION_EXPECTED);
  return inRange(Number(number) * factor, text, DURATION_EXPECTED);
}

/** `50k/s` as the mean time between two events in nanoseconds, 1 .. 10^15. Throws a UnitError. */
export function parseRate(text: string): number {
  const [, number, multiple, unit] = /^(\d+(?:\.\d+)?)\s*([kMG]?)\/([a-zµμ]+)$/.exec(text) ?? [];
  const factor = NANOSECONDS[unit ?? ''];
  if (factor === undefined) throw new UnitError(unitMessage(text, 'rate'), RATE_EXPECTED);
  return inRange(factor / (Number(number) * MULTIPLES[multiple ?? '']!), text, RATE_EXPECTED);
}

/** `100MB` in bytes, k, M and G being powers of a thousand as on the screen. Throws a UnitError. */
export function parseSize(text: string): number {
  const [, number, multiple] = /^(\d+(?:\.\d+)?)\s*([kMG])B$/.exec(text) ?? [];
  if (multiple === undefined) throw new UnitError(unitMessage(text, 'size'), SIZE_EXPECTED);
  return Math.round(Number(number) * MULTIPLES[multiple]!);
}

/** Bytes in the largest unit that keeps the number at 1 or above: `1.2MB`. */
export function formatSize(bytes: number): string {
  const multiple = ['G', 'M', 'k'].find(name => bytes >= MULTIPLES[name]!) ?? '';
  return `${Number((bytes / MULTIPLES[multiple]!).toPrecision(3))}${multiple}B`;
}

function unitMessage(text: string, what: string): string {
  return /^[-+]?[\d.]+$/.test(text) ? `\`${text}\` has no unit` : `\`${text}\` is not a ${what}`;
}

function inRange(ns: number, text: string, expected: string): number {
  if (ns >= SHORTEST_NS && ns <= LONGEST_NS) return ns;
  throw new UnitError(`\`${text}\` is out of range (1ns to 1000000s, once a nanosecond at most)`, expected);
}

/** Nanoseconds in the largest unit that keeps the number at 1 or above: `20us`. */
export function formatDuration(ns: number): string {
  const unit = ['s', 'ms', 'us'].find(name => ns >= NANOSECONDS[name]!) ?? 'ns';
  return `${short(ns / NANOSECONDS[unit]!)}${unit}`;
}

/** The same in three figures: `61.2us`. */
export const briefDuration = (ns: number): string => formatDuration(Number(ns.toPrecision(3)));

/** The rate whose mean interval is `ns`: `50k/s`. */
export function formatRate(ns: number): string {
  const perSecond = 1e9 / ns;
  const multiple = ['G', 'M', 'k'].find(name => perSecond >= MULTIPLES[name]!) ?? '';
  return `${short(perSecond / MULTIPLES[multiple]!)}${multiple}/s`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
