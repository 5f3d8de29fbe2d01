/**
 * A route as a ladder: a rail a level, the guest on the left and H on the right, an arrow a step down the page, and
 * beside each what it is, what it costs and why.
 */
import type { Outcome, Route } from '../../route/route.ts';
import { type Step, stepsOf } from '../../route/steps.ts';
import { type Markup, markup, shortened } from './markup.ts';
import { exact } from './numbers.ts';

/** A deep stack's route has thousands; nobody reads them on a page. */
const MOST_STEPS = 40;
const LONGEST = 240;

/** `names`: of the levels, from H up. */
export function ladder(route: Route, names: readonly string[]): Markup {
  const { steps, top, more } = stepsOf(route, names);
  const shown = steps.slice(0, MOST_STEPS);
  const left = more + steps.slice(MOST_STEPS).reduce((sum, { exit }) => sum + (exit?.times ?? 0), 0);
  const place = placeOf(top);
  const levels = Array.from({ length: top + 1 }, (_, level) => level).reverse();
  return markup`<div class="ladder"><div class="rung names" aria-hidden="true"><svg class="rails" width="100%" height="22">${levels.map(level => markup`<text x="${place(level)}" y="14" text-anchor="middle">${shortened(names[level] ?? `L${level}`, 12)}</text>`)}</svg><span></span><span class="cycles">cycles</span></div>
<ol>${shown.map((step, at) => rung(step, { names, place, levels, outcome: route.outcome, before: shown[at - 1], after: shown[at + 1] }))}</ol>
${left > 0 && markup`<p class="note">And ${exact(left)} more exits.</p>`}</div>`;
}

/** Where a level's rail is. */
const placeOf =
  (top: number) =>
  (level: number): string =>
    `${((100 * (top - level + 0.5)) / (top + 1)).toFixed(2)}%`;

interface Look {
  readonly names: readonly string[];
  readonly place: (level: number) => string;
  readonly levels: readonly number[];
  readonly outcome: Outcome;
  readonly before: Step | undefined;
  readonly after: Step | undefined;
}

function rung(step: Step, look: Look): Markup {
  const why = step.exit?.hop.why ?? null;
  // Once is enough for neighbours that have it in common.
  const said = why !== null && why !== look.before?.exit?.hop.why ? shortened(why, LONGEST) : null;
  return markup`<li class="rung ${roleOf(step, look.outcome)}"><svg class="rails" aria-hidden="true" width="100%" height="100%">${rails(step, look)}${back(step, look)}${arrow(step, look)}</svg><p>${whatOf(step, look.names)}${said !== null && markup` <span class="why">${said}</span>`}</p><span class="cycles">${step.cycles === null ? '' : exact(step.cycles)}</span></li>
`;
}

/** The rail of the level that runs is drawn through; the others wait. */
const rails = (step: Step, { levels, place }: Look): readonly Markup[] =>
  levels.map(level => {
    const x = place(level);
    const waits = markup`<line class="rail" x1="${x}" x2="${x}" y2="100%"/>`;
    if (level === step.from) return markup`${waits}<line class="runs" x1="${x}" x2="${x}" y2="${HEIGHT}"/>`;
    if (level === step.to)
      return markup`${waits}<line class="runs" x1="${x}" x2="${x}" y1="${HEIGHT}" y2="100%"/>`;
    return waits;
  });

/** Who exited goes on, and exits again: that needs no rung of its own. */
const back = ({ to }: Step, { after, place }: Look): Markup | null =>
  after === undefined || after.from === to
    ? null
    : markup`<line class="back" x1="${place(to)}" x2="${place(after.from)}" y1="100%" y2="100%"/>`;

/** Of an arrow, in pixels from the head of its rung. */
const HEIGHT = 15;

function arrow({ kind, from, to, bell }: Step, { place }: Look): Markup {
  const [x1, x2] = [place(from), place(to)];
  const head = to < from ? 'M-8-4.5L0 0L-8 4.5Z' : 'M8-4.5L0 0L8 4.5Z';
  return markup`<line class="arrow${kind === 'no exit' && ' through'}" x1="${x1}" x2="${x2}" y1="${HEIGHT}" y2="${HEIGHT}"/><svg class="flag" x="${x2}" y="${HEIGHT}"><path class="head" d="${head}"/>${bell && markup`<circle class="bell" r="5"/>`}</svg>`;
}

/** A reflection is what costs; a guest that goes on is what one expects. */
function roleOf({ kind, exit, bell }: Step, outcome: Outcome): string {
  if (kind === 'reflect' || exit?.hop.reflected) return 'reflected';
  if (kind === 'resume' || kind === 'enter') return 'quiet';
  if (bell) return outcome === 'delivered' ? 'good' : 'bad';
  return '';
}

function whatOf({ kind, to, from, exit }: Step, names: readonly string[]): Markup {
  const name = (level: number) => names[level] ?? `L${level}`;
  switch (kind) {
    case 'exit': {
      const { hop, times } = exit!;
      const detail = hop.detail === null ? null : markup` ${hop.detail}`;
      return markup`<span class="aside">${name(from)} exits: </span><strong>${hop.reason}</strong>${detail}${times > 1 && ` ×${exact(times)}`}${hop.reflected && markup` <span class="reflected">reflected</span>`}`;
    }
    case 'reflect':
      return markup`${name(0)} hands it to <strong>${name(to)}</strong>`;
    case 'enter':
      return markup`${name(0)} enters ${name(to)}`;
    case 'resume':
      return markup`${name(to)} goes on`;
    case 'no exit':
      return markup`<strong>no exit</strong>: ${name(from)}’s store gets there by itself`;
  }
}
