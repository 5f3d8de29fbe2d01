/** Axes: where a value stands between an axis' two ends, and which values are written at it. */

export interface Axis {
  /** 0 at the axis' beginning, 1 at its end. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** From 0 to the largest. */
export function linear(values: readonly number[]): Axis {
  const most = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  return { at: value => value / most, ticks: niceTicks(0, most, 4) };
}

const DECADES = Array.from({ length: 17 }, (_, power) => 10 ** power);
const PARTS = DECADES.flatMap(decade => [decade, 2 * decade, 5 * decade]);

/** Of values from 1 on. Its ticks are decades, or also their parts where those are few. */
export function logarithmic(values: readonly number[]): Axis {
  const [least, most] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [1e15, 1]);
  const begin = PARTS.findLast(value => value <= least) ?? 1;
  const end = PARTS.find(value => value >= most && value > begin) ?? 10 * begin;
  const within = PARTS.filter(value => value >= begin && value <= end);
  const ticks = within.length > 6 ? within.filter(value => DECADES.includes(value)) : within;
  const at = (value: number) => Math.log(Math.max(value, begin) / begin) / Math.log(end / begin);
  return { at, ticks };
}

/** About so many, round ones. */
export function niceTicks(from: number, to: number, wanted: number): number[] {
  const rough = Math.max(Number.MIN_VALUE, to - from) / wanted;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5].find(factor => factor * decade >= rough) ?? 10);
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}
