/** What keys make of the view: focus, zoom, what is hidden, scrolling, the filter. */

import { isDetail, isPanel, type PanelName, panels } from '../panels.ts';
import { isBroken, nameOf, summaryOf } from './diagnosis.ts';
import { noFilter } from './filter.ts';
import { noJump } from './jump.ts';
import { asked, shownPanels } from './layout.ts';
import { latest, now } from './rates.ts';
import { layoutOf, scrolled } from './scroll.ts';
import {
  type Diagnosis,
  type ScrollCommand,
  type State,
  scrollCommands,
  type View,
  type ViewCommand,
} from './state.ts';
import { rowAt, trapsOf } from './trap-rows.ts';

export function pressed(state: State, command: ViewCommand): State {
  if (isScroll(command)) return { ...state, scroll: scrolled(state, command) };
  if (isPanel(command)) return shown(state, command);
  switch (command) {
    case 'next':
    case 'previous':
      return { ...state, focus: neighbour(state, command === 'next' ? 1 : -1) };
    case 'zoom':
      return { ...state, zoomed: !state.zoomed };
    case 'hide':
      return hidden(state);
    case 'open':
      return opened(state);
    case 'filter':
      return { ...shown(state, 'traps'), filter: { ...state.filter, editing: true } };
    case 'jump':
      return { ...state, jump: noJump };
    case 'freeze':
      return { ...state, frozen: state.frozen === null ? now(state) : null };
    case 'help':
      return { ...state, help: !state.help };
    case 'clear':
      return cleared(state);
    case 'reset':
      return { ...state, baseline: latest(state) };
  }
}

function isScroll(command: ViewCommand): command is ScrollCommand {
  return scrollCommands.some(one => one === command);
}

/** Puts the focus on a panel, onto the screen if it was not there. */
function shown(state: State, panel: PanelName): State {
  return {
    ...state,
    focus: panel,
    hidden: state.hidden.filter(one => one !== panel),
    details: asked(state.details, panel),
  };
}

/** Takes the focused panel away, unless it is the last one. */
function hidden(state: State): State {
  const without = { ...state, zoomed: false, hidden: [...state.hidden, state.focus] };
  const left = remaining(without);
  const [detail] = isDetail(state.focus) ? without.details.filter(panel => left.includes(panel)) : [];
  return left.length === 0 ? state : { ...without, focus: detail ?? left[0]! };
}

const remaining = (state: View): PanelName[] => panels.filter(panel => !state.hidden.includes(panel));

/** The next panel on the screen; where there is one only, the next of all that could be. */
function neighbour(state: State, step: 1 | -1): PanelName {
  const shownNow = shownPanels(layoutOf(state));
  const round = shownNow.length > 1 ? shownNow : remaining(state);
  return round[(round.indexOf(state.focus) + step + round.length) % round.length]!;
}

/** The kick under the cursor of the trap log goes onto the path. */
function opened(state: State): State {
  const row = state.focus === 'traps' ? rowAt(trapsOf(state), state.scroll.traps) : null;
  return row === null ? state : { ...shown(state, 'path'), opened: row.executed };
}

/** Esc takes one thing back: help, zoom, the opened kick, the filter; then the panel of errors, and the log runs again. */
function cleared(state: State): State {
  if (state.help) return { ...state, help: false };
  if (state.zoomed) return { ...state, zoomed: false };
  if (state.opened !== null && state.focus === 'path') return { ...shown(state, 'traps'), opened: null };
  if (state.filter.text !== '') return { ...state, filter: noFilter };
  const left = isBroken(state.diagnosis) ? withoutPanel(state) : state;
  return { ...left, scroll: { ...state.scroll, traps: 0 } };
}

/** Errors bring their panel onto the screen, and take it along when they go; warnings stay where they are. */
export function diagnosed(state: State, diagnosis: Diagnosis): State {
  const firstError = diagnosis.diagnostics.findIndex(({ severity }) => severity === 'error');
  const scroll = { ...state.scroll, diagnostics: Math.max(0, firstError) };
  const told = { ...state, diagnosis, scroll };
  if (firstError < 0) return isBroken(state.diagnosis) ? { ...withoutPanel(told), note: '' } : told;
  const focus = isDetail(state.focus) ? 'diagnostics' : state.focus;
  const note = `${summaryOf(diagnosis)} in the file; the run goes on with ${nameOf(state.text)}`;
  return { ...shown(told, 'diagnostics'), focus, note };
}

/** Takes the diagnostics' panel away; whichever it had covered comes back. */
function withoutPanel(state: State): State {
  if (state.hidden.includes('diagnostics')) return state;
  const others = state.details.filter(panel => panel !== 'diagnostics');
  const focused = state.focus === 'diagnostics';
  return {
    ...state,
    details: [...others, 'diagnostics'],
    hidden: [...state.hidden, 'diagnostics'],
    focus: focused ? others[0]! : state.focus,
    zoomed: state.zoomed && !focused,
  };
}
