/**
 * A text whose shape is wrong in one place should still be told what its other places refer to wrongly. So what
 * the flaws touch is put right in a copy, where that cannot change what the rest means; the copy is only ever
 * read for further diagnostics.
 */
import type { Flaw } from './shape.ts';
import type { Path, YamlText } from './yaml.ts';

/** Nothing else in a scenario refers to these, so any valid value will do. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  version: 1,
  title: 'untitled',
  seed: 1,
  size: 1,
  service: { fixed: '1s' },
  arrivals: { every: '1s' },
  batch: 1,
  iommu: 'emulated',
  hide: [],
  type: 'net',
};

/** A copy in which each flaw is mended, or null where one cannot be. */
export function repair(value: unknown, flaws: readonly Flaw[]): unknown {
  const copy: unknown = structuredClone(value);
  return flaws.every(flaw => mend(copy, flaw)) ? copy : null;
}

/** The text by the paths of its repaired copy: a key that was renamed stands where it is mistyped. */
export function asWritten(yaml: YamlText, flaws: readonly Flaw[]): YamlText {
  const typed = (path: Path): Path =>
    path.map((step, i) => {
      const flaw = flaws.find(
        each => each.meant === step && isSame(each.path.slice(0, -1), path.slice(0, i)),
      );
      return flaw?.path.at(-1) ?? step;
    });
  return { ...yaml, place: path => yaml.place(typed(path)), keyPlace: path => yaml.keyPlace(typed(path)) };
}

function isSame(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}

function mend(root: unknown, { path, kind, meant }: Flaw): boolean {
  if (kind === 'unknown-key') return rename(mappingAt(root, path.slice(0, -1)), String(path.at(-1)), meant);
  const end = path.findLastIndex(step => typeof step === 'string' && Object.hasOwn(STAND_INS, step));
  const mapping = end < 0 ? null : mappingAt(root, path.slice(0, end));
  if (mapping === null) return false;
  const key = String(path[end]);
  mapping[key] = STAND_INS[key];
  return true;
}

function rename(mapping: Record<string, unknown> | null, key: string, meant: string | null): boolean {
  if (mapping === null) return false;
  if (meant !== null && !Object.hasOwn(mapping, meant)) mapping[meant] = mapping[key] ?? STAND_INS[meant];
  delete mapping[key];
  return true;
}

function mappingAt(root: unknown, path: Path): Record<string, unknown> | null {
  let node = root;
  for (const step of path) node = (node as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : null;
}
