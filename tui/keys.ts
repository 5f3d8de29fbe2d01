/** The one key table: the dashboard obeys it, the help overlay, the README and the shell's completion print it. */
import type { Key } from 'ink';
import { numberOf, panels, titles } from './panels.ts';
import type { RunCommand } from './run.ts';
import type { ViewCommand } from './state/state.ts';

export type TerminalCommand = 'quit' | 'interrupt' | 'redraw' | 'suspend';

/** Concerns the scenario's file, which the screen itself does not know. */
export type FileCommand = 'edit' | 'undo';

export type Command =
  | { readonly to: 'run'; readonly command: RunCommand }
  | { readonly to: 'view'; readonly command: ViewCommand }
  | { readonly to: 'file'; readonly command: FileCommand }
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

export const bindings: readonly Binding[] = [
  { on: ['?'], label: '?', does: 'this help', to: 'view', command: 'help', hint: 'help' },
  { on: ['q'], label: 'q', does: 'quit', to: 'terminal', command: 'quit', hint: 'quit' },
  { on: [' '], label: 'space', does: 'pause the run, go on', to: 'run', command: 'pause', hint: 'pause' },
  { on: ['.'], label: '.', does: 'one kick, then paused', to: 'run', command: 'step', hint: 'kick' },
  { on: ['+', '='], label: '+', does: 'faster, up to max', to: 'run', command: 'faster' },
  { on: ['-'], label: '-', does: 'slower, to 0.001x', to: 'run', command: 'slower' },
  {
    on: ['d'],
    label: 'd',
    does: 'next doorbell of the queue',
    to: 'run',
    command: 'doorbell',
    hint: 'doorbell',
  },
  {
    on: ['e'],
    label: 'e',
    does: 'edit the file, at the error',
    to: 'file',
    command: 'edit',
    hint: 'edit',
  },
  { on: ['u'], label: 'u', does: 'undo an edit; the file stays', to: 'file', command: 'undo', hint: 'undo' },
  { on: ['f'], label: 'f', does: 'freeze the screen only', to: 'view', command: 'freeze', hint: 'freeze' },
  { on: ['r'], label: 'r', does: 'reset the counters shown', to: 'view', command: 'reset', hint: 'reset' },
  { on: ['tab'], label: 'Tab', does: 'next panel', to: 'view', command: 'next', hint: 'panel' },
  { on: ['shift-tab'], label: 'Shift-Tab', does: 'panel before', to: 'view', command: 'previous' },
  ...panelBindings,
  { on: ['z'], label: 'z', does: 'zoom the panel', to: 'view', command: 'zoom', hint: 'zoom' },
  { on: ['x'], label: 'x', does: 'take the panel away', to: 'view', command: 'hide' },
  { on: ['up', 'k'], label: 'Up k', does: 'up; holds the traps', to: 'view', command: 'up' },
  { on: ['down', 'j'], label: 'Down j', does: 'down', to: 'view', command: 'down' },
  { on: ['left', 'h'], label: 'Left h', does: 'the run to the left', to: 'choice', command: 'left' },
  { on: ['right', 'l'], label: 'Right l', does: 'the run to the right', to: 'choice', command: 'right' },
  { on: ['pageup'], label: 'PageUp', does: 'a page up', to: 'view', command: 'page-up' },
  { on: ['pagedown'], label: 'PageDown', does: 'a page down', to: 'view', command: 'page-down' },
  { on: ['home'], label: 'Home', does: 'to the beginning', to: 'view', command: 'home' },
  { on: ['end'], label: 'End', does: 'to the end; traps run', to: 'view', command: 'end' },
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

/** Keys that the program itself may be told to press: all but those that have to do with a terminal or a file. */
export const keyNames: readonly string[] = bindings
  .filter(({ to }) => to !== 'terminal' && to !== 'file')
  .flatMap(({ on }) => on.map(name => (name === ' ' ? 'space' : name)));

const byName = new Map(bindings.flatMap(binding => binding.on.map(name => [name, binding] as const)));

export function bindingOf(name: string): Binding | undefined {
  return byName.get(name === 'space' ? ' ' : name);
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
