/** Numbers as the screen shows them: at most three figures and a unit, so that columns stay narrow. */

const magnitudes: readonly [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

const durations: readonly [number, string][] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'us'],
];

/** 0, 7, 12.3k, 1.2M; a dash where there is no number yet. */
export function count(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return scaled(value, magnitudes) ?? String(Math.round(value));
}

/** Every figure of it, without commas; a dash where an old log does not say. */
export function whole(value: number): string {
  return Number.isFinite(value) ? String(value) : '-';
}

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Every figure of it: 13,815. */
export function exact(value: number): string {
  return grouped.format(value);
}

/** Per simulated second: 12.3k/s; below ten with one decimal, as a slow queue's kicks are. */
export function rate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return '-';
  const small = perSecond > 0 && perSecond < 10;
  return `${small ? perSecond.toFixed(1) : count(perSecond)}/s`;
}

/** Nanoseconds in the unit that fits: 350ns, 58.3us, 1.4ms, 2.0s. */
export function duration(ns: number): string {
  if (!Number.isFinite(ns)) return '-';
  return scaled(ns, durations) ?? `${Math.round(ns)}ns`;
}

/** A clock reading: seconds with millisecond digits, from nanoseconds. */
export function clock(ns: number): string {
  return `${(ns / 1e9).toFixed(3)}s`;
}

/** How long something has lasted: 1:23.4, 1:02:03.4, from nanoseconds. */
export function stopwatch(ns: number): string {
  const tenths = Math.floor(ns / 1e8);
  const [minutes, hours] = [Math.floor(tenths / 600), Math.floor(tenths / 36_000)];
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return hours > 0 ? `${hours}:${String(minutes % 60).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** The time of day, here: 14:02:07. */
export function clockTime(moment: Date): string {
  return moment.toTimeString().slice(0, 8);
}

/** A moment in the trap log, to the nanosecond: seconds, then groups of three digits. */
export function instant(ns: number): string {
  const whole = Math.round(ns);
  const fraction = String(whole % 1e9).padStart(9, '0');
  return `${Math.floor(whole / 1e9)}.${fraction.replace(/(...)(...)(...)/, '$1 $2 $3')}`;
}

function scaled(value: number, units: readonly [number, string][]): string | null {
  for (const [size, unit] of units) {
    // 999.96k would round to 1000.0k: the next unit takes over half a digit early.
    if (Math.abs(value) >= size * 0.99995) {
      const figure = value / size;
      return `${figure.toFixed(Math.abs(figure) < 99.95 ? 1 : 0)}${unit}`;
    }
  }
  return null;
}
