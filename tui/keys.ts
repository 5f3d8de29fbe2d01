/** The one key table: the dashboard obeys it, the help overlay, the README and the shell's completion print it. */
import type { Key } from 'ink';
import { numberOf, panels, titles } from './panels.ts';
import type { RunCommand } from './run.ts';
import type { ViewCommand } from './state/state.ts';
import type { Kind, TravelCommand } from './state/timeline.ts';

export type TerminalCommand = 'quit' | 'interrupt' | 'redraw' | 'suspend';

/** Concerns files, which the screen itself does not know. */
export type FileCommand = 'edit' | 'undo' | 'record';

export type Command =
  | { readonly to: 'run'; readonly command: RunCommand }
  | { readonly to: 'view'; readonly command: ViewCommand }
  | { readonly to: 'file'; readonly command: FileCommand }
  | { readonly to: 'time'; readonly command: TravelCommand }
  /** Of several runs side by side. */
  | { readonly to: 'choice'; readonly command: 'left' | 'right' }
  | { readonly to: 'terminal'; readonly command: TerminalCommand };

export type Binding = Command & {
  /** Pressed keys as `nameOf` spells them. */
  readonly on: readonly string[];
  /** The keys as a person reads them. */
  readonly label: string;
  readonly does: string;
  /** One word for the footer; without it the key is only in the help. */
  readonly hint?: string;
  /** Elsewhere it makes no sense, or is another key. */
  readonly only?: Kind;
};

const panelBindings = panels.map(
  (panel): Binding => ({
    on: [String(numberOf(panel))],
    label: String(numberOf(panel)),
    does: `to ${titles[panel].toLowerCase()}`,
    to: 'view',
    command: panel,
  }),
);

/** Of a replay: who goes somewhere stays there, until space plays on. Brackets of one kind lead back and on. */
const travelBindings = (
  [
    ['[', 'back', 'a look back', 'back'],
    [']', 'on', 'a look on', 'on'],
    ['{', 'change-before', 'the edit or switch before'],
    ['}', 'change-after', 'the next edit or switch', 'edit'],
    ['(', 'error-before', 'the error before'],
    [')', 'error-after', 'the next error', 'error'],
  ] as const
).map(
  ([key, command, does, hint]): Binding => ({
    ...{ on: [key], label: key, does, only: 'replay' },
    ...(hint && { hint }),
    ...{ to: 'time', command },
  }),
);

export const bindings: readonly Binding[] = [
  { on: ['?'], label: '?', does: 'this help', to: 'view', command: 'help', hint: 'help' },
  { on: ['q'], label: 'q', does: 'quit', to: 'terminal', command: 'quit', hint: 'quit' },
  {
    ...{ on: [' '], label: 'space', does: 'pause the run, go on', hint: 'pause', only: 'live' },
    ...{ to: 'run', command: 'pause' },
  },
  {
    ...{ on: [' '], label: 'space', does: 'play the log, pause', hint: 'play', only: 'replay' },
    ...{ to: 'run', command: 'pause' },
  },
  {
    ...{ on: ['.'], label: '.', does: 'one kick, then paused', hint: 'kick', only: 'live' },
    ...{ to: 'run', command: 'step' },
  },
  { on: ['+', '='], label: '+', does: 'faster, up to max', to: 'run', command: 'faster' },
  { on: ['-'], label: '-', does: 'slower, to 0.001x', to: 'run', command: 'slower', only: 'live' },
  { on: ['-'], label: '-', does: 'slower, to 0.1x', to: 'run', command: 'slower', only: 'replay' },
  ...travelBindings,
  {
    ...{ on: ['d'], label: 'd', does: 'next doorbell of the queue', hint: 'doorbell', only: 'live' },
    ...{ to: 'run', command: 'doorbell' },
  },
  {
    ...{ on: ['e'], label: 'e', does: 'edit the file, at the error', hint: 'edit', only: 'live' },
    ...{ to: 'file', command: 'edit' },
  },
  {
    ...{ on: ['u'], label: 'u', does: 'undo an edit; the file stays', hint: 'undo', only: 'live' },
    ...{ to: 'file', command: 'undo' },
  },
  {
    ...{ on: ['f'], label: 'f', does: 'freeze the screen only', hint: 'freeze', only: 'live' },
    ...{ to: 'view', command: 'freeze' },
  },
  {
    ...{ on: ['R'], label: 'R', does: 'record on, off', hint: 'rec', only: 'live' },
    ...{ to: 'file', command: 'record' },
  },
  { on: ['r'], label: 'r', does: 'reset the counters shown', to: 'view', command: 'reset', hint: 'reset' },
  { on: ['tab'], label: 'Tab', does: 'next panel', to: 'view', command: 'next', hint: 'panel' },
  { on: ['shift-tab'], label: 'Shift-Tab', does: 'panel before', to: 'view', command: 'previous' },
  ...panelBindings,
  { on: ['z'], label: 'z', does: 'zoom the panel', to: 'view', command: 'zoom', hint: 'zoom' },
  { on: ['x'], label: 'x', does: 'take the panel away', to: 'view', command: 'hide' },
  { on: ['up', 'k'], label: 'Up k', does: 'up; holds the traps', to: 'view', command: 'up' },
  { on: ['down', 'j'], label: 'Down j', does: 'down', to: 'view', command: 'down' },
  {
    ...{ on: ['left', 'h'], label: 'Left h', does: 'the run to the left', only: 'live' },
    ...{ to: 'choice', command: 'left' },
  },
  {
    ...{ on: ['right', 'l'], label: 'Right l', does: 'the run to the right', only: 'live' },
    ...{ to: 'choice', command: 'right' },
  },
  { on: ['pageup'], label: 'PageUp', does: 'a page up', to: 'view', command: 'page-up' },
  { on: ['pagedown'], label: 'PageDown', does: 'a page down', to: 'view', command: 'page-down' },
  {
    ...{ on: ['home'], label: 'Home', does: 'to the beginning', only: 'live' },
    ...{ to: 'view', command: 'home' },
  },
  {
    ...{ on: ['end'], label: 'End', does: 'to the end; traps run', only: 'live' },
    ...{ to: 'view', command: 'end' },
  },
  {
    ...{ on: ['home'], label: 'Home', does: 'where the log begins', only: 'replay' },
    ...{ to: 'time', command: 'begin' },
  },
  {
    ...{ on: ['end'], label: 'End', does: 'where the log ends', only: 'replay' },
    ...{ to: 'time', command: 'end' },
  },
  {
    ...{ on: ['t'], label: 't', does: 'to a time: 1:23, 14:02:10', hint: 'time', only: 'replay' },
    ...{ to: 'view', command: 'jump' },
  },
  {
    on: ['/'],
    label: '/',
    does: 'filter the traps, ! inverts',
    to: 'view',
    command: 'filter',
    hint: 'filter',
  },
  { on: ['return'], label: 'Enter', does: "a trap's whole path", to: 'view', command: 'open' },
  { on: ['escape'], label: 'Esc', does: 'back, one thing a time', to: 'view', command: 'clear' },
  { on: ['ctrl-l'], label: 'Ctrl-L', does: 'redraw', to: 'terminal', command: 'redraw' },
  { on: ['ctrl-z'], label: 'Ctrl-Z', does: 'suspend', to: 'terminal', command: 'suspend' },
  { on: ['ctrl-c'], label: 'Ctrl-C', does: 'interrupt', to: 'terminal', command: 'interrupt' },
];

/** What works there. */
export function bindingsOf(kind: Kind): readonly Binding[] {
  return bindings.filter(binding => worksIn(binding, kind));
}

export function worksIn({ only }: Binding, kind: Kind): boolean {
  return only === undefined || only === kind;
}

/** Keys that the program itself may be told to press: all but those that have to do with a terminal or a file. */
export function keyNames(kind: Kind): readonly string[] {
  return bindingsOf(kind)
    .filter(({ to }) => to !== 'terminal' && to !== 'file')
    .flatMap(({ on }) => on.map(name => (name === ' ' ? 'space' : name)));
}

/** What a key does there; where it does nothing, what it does elsewhere. */
export function bindingOf(name: string, kind: Kind): Binding | undefined {
  const key = name === 'space' ? ' ' : name;
  const bound = bindings.filter(({ on }) => on.includes(key));
  return bound.find(binding => worksIn(binding, kind)) ?? bound[0];
}

/** Keys that print nothing, as Ink reports them and as the table spells them. */
const named: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['escape', 'escape'],
  ['return', 'return'],
  ['backspace', 'backspace'],
  // What most terminals send for Backspace.
  ['delete', 'backspace'],
];

/** The same keys in the midst of a run, where Ink hands them on as they are. */
const unnamed: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\r': 'return',
  '\u001b': 'escape',
  '\u007f': 'backspace',
};

/** The names of what was pressed: several where key repeat or a slow line delivers a run of letters at once. */
export function namesOf(input: string, key: Key): string[] {
  const special = named.find(([property]) => key[property]);
  if (special) return [special[1]];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.ctrl) return [`ctrl-${input}`];
  return key.meta ? [] : Array.from(input, nameOf);
}

/** Below the blank stand the control characters: Ctrl-A is 1. */
function nameOf(character: string): string {
  const code = character.charCodeAt(0);
  return unnamed[character] ?? (code < 0x20 ? `ctrl-${String.fromCharCode(code + 0x60)}` : character);
}
