import { expect, test } from 'vitest';
import { trapline } from '../helpers/program.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const broken = bundledText('square-wheel.yaml')
  .replace('levels:', 'levls:')
  .replace('seed: 42', 'seed: many');
const control = (code: number) => String.fromCharCode(code);

const commands: [string, ...string[]][] = [
  ['run', '--for', '1ms'],
  ['run', '--json'],
  ['check'],
  ['explain'],
];

test.each(commands)(
  '`trapline %s`: a broken file gives every diagnostic with line and column',
  (...command) => {
    const file = fileWith(broken);
    const { code, stdout, stderr } = trapline(...command, file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`${file}:7:7: error: `);
    expect(stderr).toMatch(/:10:1: error: unknown key `levls`[\s\S]*levels/);
    expect(stderr).not.toContain('    at ');
  },
);

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256);

test.each([
  ['an empty file', () => fileWith(''), /:1:1: error: /],
  ['a binary file', () => fileWith(bytes), /:1:\d+: error: /],
  ['a directory', () => 'scenarios', /^scenarios: EISDIR/],
  ['a missing file', () => freshPath('.yaml'), /\.yaml: ENOENT/],
  ['a text of another kind', () => 'package.json', /^package\.json:\d+:\d+: error: /],
])('%s is said to be at fault in a few words', (_, path, message) => {
  for (const command of commands) {
    const { code, stdout, stderr } = trapline(...command, path());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(stderr.length).toBeLessThan(4000);
  }
});

test.each([
  ['a title', 'title: "a\\e[31mred\\a\\e]0;owned\\a\\u009b2Jb\\u202ec"'],
  ['a raw escape in a title', `title: a${control(0x1b)}[31mred${control(0x9b)}2J`],
  ['a comment', `title: fine # ${control(0x1b)}]0;owned${control(7)}`],
])('control characters in %s reach neither stream', (_, title) => {
  const file = fileWith(bundledText('square-wheel.yaml').replace('title: The square wheel', title));
  for (const command of commands) {
    const { stdout, stderr } = trapline(...command, file);
    expect(stdout + stderr).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  }
});

test('a control character in the name of a level is a diagnostic', () => {
  const { code, stderr } = trapline('check', fileWith(bundledText('bare.yaml').replace('G1', '"G\\e[2J"')));
  expect(code).toBe(1);
  expect(stderr).toMatch(/:11:13: error: /);
});
