/** How far a panel scrolls, and what a scrolling key makes of it. */
import { fits, type Layout, layOut } from './layout.ts';
import { now } from './rates.ts';
import type { Snapshot } from './run.ts';
import type { Pane, State } from './state.ts';

const scrollCommands = ['up', 'down', 'page-up', 'page-down', 'home', 'end'] as const;
export type ScrollCommand = (typeof scrollCommands)[number];

export function isScroll(command: string): command is ScrollCommand {
  return scrollCommands.some(one => one === command);
}

/** The screen's division for this state. */
export function layoutOf(state: State): Layout {
  return layOut(state.size, 1 + queueLines(now(state)));
}

/** The pane that the focus stands for: diagnostics take the trap log's room. */
export function paneOf({ focus, diagnostics }: State): Pane {
  return focus === 'traps' && diagnostics.length > 0 ? 'diagnostics' : focus;
}

export function scrolled(state: State, command: ScrollCommand): State['scroll'] {
  const pane = paneOf(state);
  const limit = Math.max(0, linesIn(pane, state) - pageOf(pane, state));
  // The trap log counts from its newest line, which is at the bottom: there, up is further away.
  const up = pane === 'traps' ? 1 : -1;
  const wanted = targetOf(command, state.scroll[pane], { up, limit, page: pageOf(pane, state) });
  return { ...state.scroll, [pane]: Math.min(limit, Math.max(0, wanted)) };
}

interface Reach {
  readonly up: 1 | -1;
  readonly limit: number;
  readonly page: number;
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

function linesIn(pane: Pane, state: State): number {
  switch (pane) {
    case 'levels':
      return now(state).levels.reduce((sum, level) => sum + 1 + level.exits.length, 0);
    case 'queues':
      return queueLines(now(state));
    case 'traps':
      return state.traps.reduce((sum, { route }) => sum + Math.max(1, route.hops.length), 0);
    case 'diagnostics':
      return state.diagnostics.length;
  }
}

/** Lines that a pane shows at once: without its title and, for the queues, its column heads. */
function pageOf(pane: Pane, state: State): number {
  if (!fits(state.size)) return 1;
  const { topHeight, queuesHeight, trapsHeight } = layoutOf(state);
  const height = {
    levels: topHeight,
    queues: queuesHeight - 1,
    traps: trapsHeight,
    diagnostics: trapsHeight,
  };
  return Math.max(1, height[pane] - 1);
}

/** A queue takes a line, another one to say why it is stalled, and one for what its processor waits. */
function queueLines({ queues }: Snapshot): number {
  return queues.reduce(
    (sum, { stalled, stolenNs }) => sum + 1 + Number(stalled !== null) + Number(stolenNs > 0),
    0,
  );
}
