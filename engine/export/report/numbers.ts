/** Numbers as a page prints them: three figures and a unit that does not stand on the next line. */

const MAGNITUDES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
] as const;

const DURATIONS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const;

const SPACE = '\u00a0';
const NONE = '–';

type Units = readonly (readonly [size: number, name: string])[];

/** 0, 7, 12.3k. */
export const count = (value: number): string => (value === 0 ? '0' : figures(value, MAGNITUDES, ''));

/** Per simulated second: 12.3k/s. */
export const rate = (perSecond: number): string =>
  Number.isFinite(perSecond) ? `${count(perSecond)}/s` : NONE;

/** Nanoseconds in the unit that fits: 58.3 µs. */
export const duration = (ns: number): string => (ns === 0 ? '0' : figures(ns, DURATIONS, SPACE));

/** Every figure of it: 13,815. */
export const exact = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Of a part in the whole: 43 %. */
export function share(part: number, whole: number): string {
  if (!(whole > 0)) return NONE;
  const percent = (100 * part) / whole;
  return `${percent > 0 && percent < 1 ? '< 1' : percent.toFixed(0)}${SPACE}%`;
}

/** How many times more or less: ×1.5, ÷8.1, "the same"; empty where that is no number. */
export function factor(before: number, after: number): string {
  if (!(before > 0 && after > 0)) return '';
  const times = Math.max(before, after) / Math.min(before, after);
  if (times < 1.02) return 'the same';
  return `${after < before ? '÷' : '×'}${times < 1.95 ? times.toFixed(2) : times < 99.5 ? times.toFixed(1) : count(times)}`;
}

/** Of an axis: as it is, in the unit of the largest. */
export const countTick = (value: number): string => tick(value, MAGNITUDES, '');
export const rateTick = (value: number): string => `${countTick(value)}/s`;
export const durationTick = (ns: number): string => tick(ns, DURATIONS, SPACE);

function tick(value: number, units: Units, space: string): string {
  const [size, name] = unitOf(value, units);
  return value === 0 ? '0' : `${Number((value / size).toPrecision(6))}${space}${name}`;
}

function figures(value: number, units: Units, space: string): string {
  if (!Number.isFinite(value)) return NONE;
  const [size, name] = unitOf(value, units);
  const figure = value / size;
  const digits = figure >= 99.95 || (size === 1 && Number.isInteger(figure)) ? 0 : 1;
  return `${figure.toFixed(digits)}${space}${name}`;
}

/** 999.96k would round to 1000.0k: the next unit takes over half a digit early. */
const unitOf = (value: number, units: Units): Units[number] =>
  units.find(([size]) => Math.abs(value) >= size * 0.99995) ?? units.at(-1)!;
