/** One specimen, changed: in its letters, its lines, its words, or in the values that they stand for. */
import { parse, stringify } from 'yaml';
import { Random } from '../../engine/sim/random.ts';
import { type Specimen, specimens, texts, valuesByKey, words } from './corpus.ts';

/** What a stranger would try, and what a keyboard slips into. */
const STRANGE = [
  ...[
    '',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\0',
    '\u001b[2J',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ud800',
    '😀',
    'é',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ': ',
    '- ',
    '? ',
    '#',
    '"',
    "'",
    '|',
    '>',
    '%',
    '@',
    '`',
    '---\n',
    '...\n',
    '&a ',
    '*a',
  ],
  ...[
    '!!binary ',
    '!x ',
    '<<: *a',
    '__proto__',
    'constructor',
    'toString',
    '%YAML 1.1\n---\n',
    '[[[[[[[[',
    '\\',
    '"\\e"',
  ],
];
const NUMBERS = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  15,
  16,
  63,
  64,
  65,
  255,
  256,
  4096,
  32768,
  65536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e15,
].concat([1e12, 1e300, 0.1, 1e-9, Number.POSITIVE_INFINITY, Number.NaN]);
const MEASURES = [
  '1ns',
  '0s',
  '1us',
  '1000000s',
  '1.5ms',
  '1e3s',
  '-1us',
  '1G/s',
  '1/s',
  '0/s',
  '0.000001/s',
  '999k/ms',
  'us',
];
const REPEATED = 40;

class Dice {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** 0 .. sides - 1. */
  roll(sides: number): number {
    return sides === 0 ? 0 : (this.#random.bits() >>> 0) % sides;
  }

  of<T>(items: readonly T[]): T {
    return items[this.roll(items.length)]!;
  }
}

/** The same seed gives the same specimen, changed in the same way. */
export function mutated(seed: number): Specimen {
  const dice = new Dice(seed);
  const specimen = dice.of(specimens);
  let text = specimen.profile?.text ?? specimen.scenario;
  for (let left = 1 + dice.roll(3); left > 0; left--) text = dice.of(MUTATIONS)(text, dice);
  const { profile } = specimen;
  return profile === null ? { ...specimen, scenario: text } : { ...specimen, profile: { ...profile, text } };
}

type Mutation = (text: string, dice: Dice) => string;

/** Values more often than letters: what is left of a text that is no YAML says little. */
const MUTATIONS: readonly Mutation[] = [
  ...[letters, lines, swapped, cutOff, words_, measures],
  ...[values, values, values, values, values, values],
];

function letters(text: string, dice: Dice): string {
  const at = dice.roll(text.length + 1);
  const cut = dice.of([0, 0, 1, 1, 5, 40]);
  const put = dice.of([...STRANGE, dice.of(words), text.slice(at, at + cut).repeat(2)]);
  return text.slice(0, at) + put + text.slice(at + cut);
}

/** Takes some lines away, doubles them, moves them, or shifts their indentation. */
function lines(text: string, dice: Dice): string {
  const all = text.split('\n');
  const taken = all.splice(dice.roll(all.length), dice.of([1, 1, 2, 5]));
  const indented = taken.map(line => (dice.roll(2) === 0 ? `  ${line}` : line.replace(/^ {1,2}/, '')));
  const put = dice.of([
    [],
    indented,
    [...taken, ...taken],
    Array.from({ length: REPEATED }, () => taken).flat(),
    taken,
  ]);
  all.splice(dice.roll(all.length + 1), 0, ...put);
  return all.join('\n');
}

/** Lines of another text in place of some. */
function swapped(text: string, dice: Dice): string {
  const all = text.split('\n');
  const others = dice.of(texts).split('\n');
  const from = dice.roll(others.length);
  all.splice(dice.roll(all.length), dice.roll(6), ...others.slice(from, from + dice.roll(12)));
  return all.join('\n');
}

function cutOff(text: string, dice: Dice): string {
  return dice.roll(4) === 0 ? text.slice(0, dice.roll(text.length)) : text;
}

function words_(text: string, dice: Dice): string {
  return replacedOne(text, /[\w./-]+|[^\s\w]/g, dice, () =>
    dice.of([dice.of(words), dice.of(words), dice.of(STRANGE)]),
  );
}

function measures(text: string, dice: Dice): string {
  return replacedOne(text, /\b\d[\d.]*[a-zµ]*(\/[a-zµ]+)?/g, dice, () =>
    dice.of([...NUMBERS.map(String), ...MEASURES]),
  );
}

function replacedOne(text: string, form: RegExp, dice: Dice, by: () => string): string {
  const found = [...text.matchAll(form)];
  if (found.length === 0) return text;
  const { index, 0: word } = dice.of(found);
  return text.slice(0, index) + by() + text.slice(index + word.length);
}

/** Where a value stands. */
interface Slot {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string;
  /** Of the list, where it stands in one. */
  readonly name: string;
}

/** Changes what the text says, and writes it anew; one that is no YAML stays as it is. */
function values(text: string, dice: Dice): string {
  let root: unknown;
  try {
    root = parse(text, { logLevel: 'silent' });
  } catch {
    return text;
  }
  const slots = slotsOf(root);
  if (slots.length === 0) return text;
  for (let left = 1 + dice.roll(3); left > 0; left--) change(dice.of(slots), slots, dice);
  try {
    return dice.roll(3) === 0 ? (JSON.stringify(root, null, dice.roll(3)) ?? text) : stringify(root);
  } catch {
    // It holds itself now, or nests too deeply for the writer.
    return text;
  }
}

function slotsOf(root: unknown): Slot[] {
  const slots: Slot[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown, name: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [key, member] of Object.entries(value)) {
      const own = Array.isArray(value) ? name : key;
      slots.push({ parent: value as Slot['parent'], key, name: own });
      visit(member, own);
    }
  };
  visit(root, '');
  return slots;
}

function change({ parent, key, name }: Slot, slots: readonly Slot[], dice: Dice): void {
  const at = parent as Record<string, unknown>;
  const other = dice.of(slots);
  const alike = valuesByKey.get(name) ?? [null];
  switch (dice.roll(9)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete at[key];
      break;
    case 1:
      if (Array.isArray(parent)) parent.push(structuredClone(at[key]));
      else at[dice.of([...valuesByKey.keys()])] = structuredClone(at[key]);
      break;
    case 2:
      if (Array.isArray(parent)) parent.push(...Array.from({ length: REPEATED }, () => at[key]));
      break;
    case 3:
      [at[key], (other.parent as Record<string, unknown>)[other.key]] = [
        (other.parent as Record<string, unknown>)[other.key],
        at[key],
      ];
      break;
    case 4:
      at[key] = dice.of<unknown>([
        ...NUMBERS,
        ...MEASURES,
        null,
        true,
        '',
        [],
        {},
        [at[key]],
        { [name]: at[key] },
      ]);
      break;
    case 5:
      if (typeof at[key] === 'number') at[key] = dice.of(NUMBERS);
      if (typeof at[key] === 'string') at[key] = dice.of([...MEASURES, ...words]);
      break;
    case 6:
      at[dice.of([...valuesByKey.keys()])] = structuredClone(dice.of(dice.of([...valuesByKey.values()])));
      break;
    default:
      at[key] = structuredClone(dice.of(alike));
  }
}
