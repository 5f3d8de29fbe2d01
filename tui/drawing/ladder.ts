/**
 * A route as a ladder: a rail a level, the guest on the left and H on the right, and an arrow a step down the page.
 * The rail of the level that runs is drawn through; the others wait. What crosses a rail does not stop there.
 *
 *    G2    G1             H
 *    |-----:- io -------->|  18,228  G2 writes port 0xc230: G1 keeps its ports and ...
 *    :     |< reflect ----|
 *    :     |- io -------->*   4,228  G1 writes port 0xc130: H keeps its ports and signals ...
 */
import type { Step, Steps } from '../run.ts';
import type { Line } from './content.ts';
import { exact } from './format.ts';
import type { Glyphs } from './glyphs.ts';
import { cell, type Span, wrapped } from './text.ts';
import type { Role } from './themes.ts';

/** Columns of ladders that stand side by side or below each other, so that they are alike. In characters. */
export interface Measure {
  /** The innermost level. */
  readonly top: number;
  /** From the rail of one guest to the next. */
  readonly gap: number;
  /** For a label on its arrow; all stand between the rails of L1 and H. */
  readonly label: number;
  readonly cycles: number;
  /** For the reasons, right of the cycles; 0 where there is no room. */
  readonly why: number;
}

export interface Ladder {
  /** Names of the levels over their rails, and of the figures' unit. */
  readonly names: Line;
  readonly rungs: readonly Line[];
}

/** Reasons in a narrower column are torn to pieces. */
const narrowestWhy = 36;
const widestWhy = 100;
const roomyGap = 6;
const tightGap = 4;
/** What an arrow has besides its label: two strokes, two blanks, its head. */
const aroundLabel = 5;
/** What there is besides the gaps, the label and the cycles: a blank, the rails of L1 and H, the label's arrow. */
const frame = 3 + aroundLabel;
const beforeCycles = 2;
const unit = 'cycles';

/** How wide these ladders have to be so that no reason for an exit is cut. */
export function narrowest(ladders: readonly Steps[]): number {
  const { top, reasons, cycles } = needs(ladders);
  return frame + (top - 1) * tightGap + reasons + beforeCycles + cycles;
}

export function measure(ladders: readonly Steps[], names: readonly string[], width: number): Measure {
  const { top, labels, reasons, cycles } = needs(ladders);
  const rest = width - frame - beforeCycles - cycles;
  const roomy = Math.max(roomyGap, 2 + Math.max(0, ...names.slice(2, top + 1).map(({ length }) => length)));
  const fits = (gap: number) => rest - (top - 1) * gap >= reasons;
  const gap = [roomy, roomyGap, tightGap, 3, 2].find(fits) ?? 1;
  const label = Math.max(0, Math.min(labels, rest - (top - 1) * gap));
  const why = rest - (top - 1) * gap - label - 2;
  return { top, gap, label, cycles, why: why < narrowestWhy ? 0 : Math.min(why, widestWhy) };
}

function needs(ladders: readonly Steps[]) {
  const steps = ladders.flatMap(ladder => ladder.steps);
  const longest = (texts: readonly string[]) => texts.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    top: Math.max(1, ...ladders.map(({ top }) => top)),
    labels: longest(steps.map(step => labelOf(step, { detailed: true, times: 'x' }))),
    reasons: longest(steps.map(step => labelOf(step, { detailed: false, times: 'x' }))),
    cycles: longest([unit, ...steps.map(({ cycles }) => (cycles === null ? '' : exact(cycles)))]),
  };
}

function labelOf(
  { kind, exit }: Step,
  { detailed, times }: { readonly detailed: boolean; readonly times: string },
): string {
  if (exit === null) return kind;
  const { reason, detail } = exit.hop;
  const also = exit.times === 1 ? '' : ` ${times} ${exact(exit.times)}`;
  return `${reason}${detailed && detail !== null ? ` ${detail}` : ''}${also}`;
}

interface Look {
  readonly measure: Measure;
  readonly glyphs: Glyphs;
  /** What became of the kick, for the arrow that its device hears. */
  readonly end: Role;
}

export function drawLadder({ steps, more }: Steps, names: readonly string[], look: Look): Ladder {
  const whys = steps.map(({ exit }) => exit?.hop.why ?? null);
  // Once is enough for neighbours that have it in common.
  const rungs = steps.flatMap((step, at) =>
    rungOf(step, whys[at] === whys[at - 1] ? null : (whys[at] ?? null), look),
  );
  const left: Line[] = more === 0 ? [] : [[['faint', ` and ${exact(more)} more exits`]]];
  const heads: Line = [
    ['strong', namesOf(names, look.measure)],
    faint(cell(unit, look.measure.cycles, 'right')),
  ];
  return { names: heads, rungs: [...rungs, ...left] };
}

function namesOf(names: readonly string[], { top, gap, label }: Measure): string {
  const guests = names.slice(2, top + 1).reverse();
  const upper = guests.map(name => cell(cell(name, Math.max(1, gap - 1)), gap)).join('');
  // A long name of H's ends over its rail.
  const last = label + aroundLabel + 2;
  const host = (names[0] ?? '').slice(0, Math.floor(last / 2));
  const lowest = cell(names[1] ?? '', last - host.length - 1);
  return ` ${upper}${lowest} ${host}${' '.repeat(beforeCycles)}`;
}

function rungOf(step: Step, said: string | null, look: Look): Line[] {
  const { cycles, why } = look.measure;
  const [first, ...others] = said === null || why === 0 ? [] : wrapped(said, why);
  const cost = cell(step.cycles === null ? '' : exact(step.cycles), cycles + 1, 'right');
  const indent = ' '.repeat(beforeCycles + cycles + 2);
  const rails = railsOf(step.to, look);
  return [
    [...arrowOf(step, look), cost, ...(first === undefined ? [] : [faint(`  ${first}`)])],
    ...others.map(more => [...rails, faint(indent + more)]),
  ];
}

/** From the left margin to the blank behind H's rail. */
function arrowOf(step: Step, look: Look): Span[] {
  const { glyphs, measure, end } = look;
  const { kind, from, to, bell } = step;
  const here: Span = bell ? [end, glyphs.bell] : ['strong', glyphs.runs];
  const inner = Math.max(from, to);
  const before: Span[] = [
    ' ',
    faint((glyphs.waits + ' '.repeat(measure.gap - 1)).repeat(measure.top - inner)),
  ];
  const line = shaftOf(step, look);
  const drawn = (text: string) => inRole(step, text, end);
  if (from === 0) return [...before, here, drawn(glyphs.toGuest + line.slice(1) + glyphs.leavesLeft), ' '];
  if (kind === 'no exit')
    return [...before, drawn(glyphs.leaves + line + glyphs.crosses), [end, glyphs.toHost]];
  return [...before, drawn(glyphs.leaves + line.slice(0, -1) + glyphs.toHost), here, ' '];
}

/** What lies between the rails of the arrow's two ends. */
function shaftOf(step: Step, { measure, glyphs }: Look): string {
  const { rule, crosses, times } = glyphs;
  const full = labelOf(step, { detailed: true, times });
  const label = full.length > measure.label ? labelOf(step, { detailed: false, times }) : full;
  const across = (rule.repeat(measure.gap - 1) + crosses).repeat(Math.max(step.from, step.to) - 1);
  return `${across}${rule} ${`${label.slice(0, measure.label)} `.padEnd(measure.label + 2, rule)}${rule}`;
}

/** Between two arrows, while somebody runs. */
function railsOf(running: number, { measure, glyphs }: Look): Span[] {
  const { top, gap, label } = measure;
  const spans: Span[] = [' '];
  for (let level = top; level >= 0; level--) {
    const after = level === 0 ? 0 : level === 1 ? label + aroundLabel : gap - 1;
    spans.push(level === running ? ['strong', glyphs.runs] : faint(glyphs.waits), ' '.repeat(after));
  }
  return spans;
}

const faint = (text: string): Span => ['faint', text];

/** A reflection is what costs; a guest that goes on is what one expects. */
function inRole({ kind, exit, bell }: Step, text: string, end: Role): Span {
  if (kind === 'resume') return faint(text);
  if (kind === 'reflect' || exit?.hop.reflected) return ['warning', text];
  return bell ? [end, text] : text;
}
