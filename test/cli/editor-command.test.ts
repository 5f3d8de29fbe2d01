import { expect, test } from 'vitest';
import { editorCommand } from '../../cli/editor-command.ts';

const at = { file: '/lab/a.yaml', line: 12, column: 7 };

test.each([
  ['vim', ['vim', '+call cursor(12, 7)', '/lab/a.yaml']],
  ['/usr/bin/vim.basic', ['/usr/bin/vim.basic', '+call cursor(12, 7)', '/lab/a.yaml']],
  ['vim.tiny', ['vim.tiny', '+12', '/lab/a.yaml']],
  ['nvim', ['nvim', '+call cursor(12, 7)', '/lab/a.yaml']],
  ['vi', ['vi', '+12', '/lab/a.yaml']],
  ['nano -l', ['nano', '-l', '+12,7', '/lab/a.yaml']],
  ['emacsclient -t -a ""', ['emacsclient', '-t', '-a', '', '+12:7', '/lab/a.yaml']],
  ['kak', ['kak', '+12:7', '/lab/a.yaml']],
  ['hx', ['hx', '/lab/a.yaml:12:7']],
  ['code --wait', ['code', '--wait', '--goto', '/lab/a.yaml:12:7']],
  ['"/opt/Sublime Text/subl" -w', ['/opt/Sublime Text/subl', '-w', '/lab/a.yaml:12:7']],
  ['zed --wait', ['zed', '--wait', '/lab/a.yaml:12:7']],
  ['pycharm --wait', ['pycharm', '--wait', '--line', '12', '--column', '7', '/lab/a.yaml']],
  ['my-editor', ['my-editor', '/lab/a.yaml']],
  ['$HOME/bin/my\\ editor', ['/home/her/bin/my editor', '/lab/a.yaml']],
])('%s is told the place as it reads one', (EDITOR, command) => {
  expect(editorCommand({ EDITOR, HOME: '/home/her' }, at)).toEqual(command);
});

test('$VISUAL comes before $EDITOR, and vi where both are empty', () => {
  const programOf = (env: Record<string, string>) => editorCommand(env, at)[0];
  expect(programOf({ VISUAL: 'code', EDITOR: 'ed' })).toBe('code');
  expect(programOf({ VISUAL: ' ', EDITOR: 'ed' })).toBe('ed');
  expect(programOf({})).toBe('vi');
});

test('a file is never read as an option or another place', () => {
  expect(editorCommand({ EDITOR: 'vim' }, { ...at, file: '-c' }).at(-1)).toMatch(/^\/.*\/-c$/);
  expect(editorCommand({ EDITOR: 'nano' }, { ...at, file: '+7' }).at(-1)).toMatch(/^\/.*\/\+7$/);
});

test.each(['vim | tee log', 'vim; reboot', 'vim > out', '""'])('%s is no command to edit with', EDITOR => {
  expect(() => editorCommand({ EDITOR }, at)).toThrow(`no command to edit with: ${EDITOR}`);
});
