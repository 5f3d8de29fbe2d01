import type { Key } from 'ink';
import { expect, test } from 'vitest';
import { bindingOf, bindingsOf, namesOf } from '../../tui/keys.ts';

const plain: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

test.each(['live', 'replay'] as const)('no key is bound twice, %s', kind => {
  const names = bindingsOf(kind).flatMap(binding => binding.on);
  expect(new Set(names).size).toBe(names.length);
});

test('a key that makes no sense in a replay is known there, and that it is of a live run', () => {
  expect(bindingOf('.', 'replay')).toMatchObject({ command: 'step', only: 'live' });
  expect(bindingOf('[', 'live')).toMatchObject({ command: 'back', only: 'replay' });
  expect(bindingOf('home', 'live')).toMatchObject({ to: 'view', command: 'home' });
  expect(bindingOf('home', 'replay')).toMatchObject({ to: 'time', command: 'begin' });
});

test.each<[string, string, Partial<Key>, string]>([
  ['space', ' ', {}, 'pause'],
  ['a full stop', '.', {}, 'step'],
  ['the plus key without shift', '=', {}, 'faster'],
  ['an arrow', '', { upArrow: true }, 'up'],
  ['PageDown', '', { pageDown: true }, 'page-down'],
  ['Tab', '', { tab: true }, 'next'],
  ['Shift-Tab', '', { tab: true, shift: true }, 'previous'],
  ['Escape', '', { escape: true, meta: true }, 'clear'],
  ['Ctrl-C', 'c', { ctrl: true }, 'interrupt'],
  ['Ctrl-L', 'l', { ctrl: true }, 'redraw'],
])('%s', (_, input, key, command) => {
  const names = namesOf(input, { ...plain, ...key });
  expect(names.map(name => bindingOf(name, 'live')?.command)).toEqual([command]);
});

test('keys without a letter are known in the midst of a run too', () => {
  expect(namesOf('/npf\r\t', plain)).toEqual(['/', 'n', 'p', 'f', 'return', 'tab']);
  expect(namesOf('\f\u001a', plain)).toEqual(['ctrl-l', 'ctrl-z']);
});

test('a run of letters in one read is as many keys', () => {
  expect(namesOf('jjk', plain).map(name => bindingOf(name, 'live')?.command)).toEqual(['down', 'down', 'up']);
});

test('an unknown key is bound to nothing, and Alt with a key is not that key', () => {
  expect(bindingOf('Z', 'live')).toBeUndefined();
  expect(namesOf('q', { ...plain, meta: true })).toEqual([]);
});
