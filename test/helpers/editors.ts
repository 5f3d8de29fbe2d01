/** Editors in a terminal, kept open on a file: what is changed in them is one thing, and when it is saved another. */
import { spawnSync } from 'node:child_process';
import { Terminal } from './terminal.ts';

export const isInstalled = (program: string): boolean =>
  spawnSync(program, ['--version']).error === undefined;

export interface Editor extends AsyncDisposable {
  /** In the editor only; `from` stands in the file once, neither has a character that means something there. */
  change(from: string, to: string): Promise<void>;
  /** Returns as soon as the key is pressed at which the editor saves. */
  save(): void;
  saved(): Promise<void>;
}

/** `settings`: on top of Vim's own defaults. By those it makes no backup below /tmp, where tests have their files. */
export async function vim(file: string, ...settings: string[]): Promise<Editor> {
  const set = ['backupskip=', ...settings].flatMap(setting => ['-c', `set ${setting}`]);
  const terminal = new Terminal(['vim', '--clean', ...set, file], { columns: 150 });
  await terminal.waitFor(/\d+L, \d+B/);
  return {
    async change(from, to) {
      terminal.press(`:%s#${from}#${to}#\r:echo "changed"\r`);
      await terminal.waitFor(/^changed/m);
      terminal.press(':w');
      await terminal.waitFor(/^:w$/m);
    },
    save: () => terminal.press('\r'),
    saved: () => terminal.waitFor(/\d+L, \d+B written/),
    [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
  };
}

export async function nano(file: string, ...options: string[]): Promise<Editor> {
  const terminal = new Terminal(['nano', '--ignorercfiles', ...options, file], { columns: 150 });
  await terminal.waitFor(/Read \d+ lines/);
  return {
    async change(from, to) {
      terminal.press('\u001c');
      await terminal.waitFor(/^Search \(to replace\)/m);
      terminal.press(`${from}\r`);
      await terminal.waitFor(/^Replace with/m);
      terminal.press(`${to}\r`);
      await terminal.waitFor(/^Replace this instance\?/m);
      terminal.press('a');
      await terminal.waitFor(/Replaced 1 occurrence/);
      terminal.press('\u000f');
      await terminal.waitFor(/^(File Name to Write|Write to File)/m);
    },
    save: () => terminal.press('\r'),
    saved: () => terminal.waitFor(/Wrote \d+ lines/),
    [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
  };
}

/** GNU Emacs, as it comes. */
export async function emacs(file: string): Promise<Editor> {
  const terminal = new Terminal(['emacs', '-nw', '-Q', file], { columns: 150 });
  await terminal.waitFor(/^For information about GNU Emacs/m);
  return {
    async change(from, to) {
      // It replaces from where the cursor is: from the beginning on.
      terminal.press('\u001b<\u001bx');
      await terminal.waitFor(/^M-x/m);
      terminal.press('replace-string\r');
      await terminal.waitFor(/^Replace string/m);
      terminal.press(`${from}\r`);
      await terminal.waitFor(/^Replace string .* with:/m);
      terminal.press(`${to}\r`);
      await terminal.waitFor(/Replaced 1 occurrence/);
    },
    save: () => terminal.press('\u0018\u0013'),
    saved: () => terminal.waitFor(/Wrote /),
    [Symbol.asyncDispose]: () => terminal[Symbol.asyncDispose](),
  };
}

/** How each is opened, and whether it is here. */
export const editors: Readonly<
  Record<string, { readonly program: string; open(file: string): Promise<Editor> }>
> = {
  vim: { program: 'vim', open: file => vim(file) },
  'vim, backupcopy=yes': { program: 'vim', open: file => vim(file, 'backupcopy=yes') },
  'vim, backupcopy=no': { program: 'vim', open: file => vim(file, 'backupcopy=no') },
  'vim, backup': { program: 'vim', open: file => vim(file, 'backup', 'writebackup') },
  'vim, nowritebackup, noswapfile': {
    program: 'vim',
    open: file => vim(file, 'nowritebackup', 'nobackup', 'noswapfile'),
  },
  nano: { program: 'nano', open: file => nano(file) },
  'nano --backup': { program: 'nano', open: file => nano(file, '--backup') },
  emacs: { program: 'emacs', open: emacs },
};
