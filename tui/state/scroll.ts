/** How far a panel scrolls, and what a scrolling key makes of it. */
import { contentOf } from '../contents.ts';
import type { Room } from '../drawing/content.ts';
import type { PanelName } from '../panels.ts';
import type { Snapshot } from '../run.ts';
import { type Layout, layOut, placeOf } from './layout.ts';
import { now } from './rates.ts';
import type { ScrollCommand, State } from './state.ts';
import { rowCount, trapsOf } from './trap-rows.ts';

/** The screen's division for this state. */
export function layoutOf(state: State): Layout {
  const lines = 1 + Math.max(state.queueLines, queueLines(now(state)));
  return layOut(state.size, { ...state, queueLines: lines, hasTimeline: state.timeline !== null });
}

export function scrolled(state: State, command: ScrollCommand): State['scroll'] {
  const { focus, scroll } = state;
  const reach = reachOf(focus, state);
  const wanted = targetOf(command, scroll[focus], reach);
  return { ...scroll, [focus]: Math.min(reach.limit, Math.max(0, wanted)) };
}

interface Reach {
  readonly up: 1 | -1;
  readonly limit: number;
  readonly page: number;
}

function reachOf(panel: PanelName, state: State): Reach {
  const place = placeOf(layoutOf(state), panel);
  // The trap log counts from its newest line, which is at the bottom: there, up is further away.
  if (panel === 'traps')
    return { up: 1, limit: Math.max(0, rowCount(trapsOf(state)) - 1), page: pageOf(place, 1) };
  // A cursor goes from queue to queue.
  if (panel === 'queues')
    return { up: -1, limit: Math.max(0, now(state).queues.length - 1), page: pageOf(place, 2) };
  // A cursor goes from one to the next; a page has as many as there are lines for, by and large.
  if (panel === 'diagnostics') return diagnosticsReach(state, place);
  const { heads, lines } = contentOf(panel, state, place ?? { width: state.size.columns, height: 1 });
  const page = pageOf(place, 1 + heads.length);
  return { up: -1, limit: Math.max(0, lines.length - page), page };
}

function diagnosticsReach(state: State, place: Room | null): Reach {
  const { diagnostics } = state.diagnosis;
  const { lines } = contentOf('diagnostics', state, place ?? { width: state.size.columns, height: 1 });
  const page = Math.floor((pageOf(place, 1) * diagnostics.length) / lines.length);
  return { up: -1, limit: Math.max(0, diagnostics.length - 1), page: Math.max(1, page) };
}

function targetOf(command: ScrollCommand, from: number, { up, limit, page }: Reach): number {
  switch (command) {
    case 'up':
      return from + up;
    case 'down':
      return from - up;
    case 'page-up':
      return from + up * page;
    case 'page-down':
      return from - up * page;
    case 'home':
      return up === 1 ? limit : 0;
    case 'end':
      return up === 1 ? 0 : limit;
  }
}

/** Lines that a panel shows at once, less its `heads`. */
function pageOf(place: { readonly height: number } | null, heads: number): number {
  return Math.max(1, (place?.height ?? 1) - heads);
}

/** A queue takes a line, another one to say why it is stalled, and one for what its processor waits. */
export function queueLines({ queues }: Snapshot): number {
  return queues.reduce(
    (sum, { stalled, stolenNs }) => sum + 1 + Number(stalled !== null) + Number(stolenNs > 0),
    0,
  );
}
