/** What is said of many measurements of one thing. */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `share` 0 .. 1; between two measurements in proportion. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (place % 1);
}

/** `4.1 (3.8 .. 4.6)`: the median, the least and the most; a dash for none. */
export function spread(values: readonly number[], digits = 1): string {
  if (values.length === 0) return '-';
  const text = (value: number) => value.toFixed(digits);
  return `${text(median(values))} (${text(Math.min(...values))} .. ${text(Math.max(...values))})`;
}
