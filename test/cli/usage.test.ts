import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { child, program, trapline } from '../helpers/program.ts';

const wrong: [command: string, says: string][] = [
  ['', 'Name a command'],
  ['rnu', 'Did you mean run?'],
  ['frobnicate', 'Unknown argument: frobnicate'],
  ['run --bogus', 'Unknown argument: bogus'],
  ['run scenarios/bare.yaml scenarios/xeon.yaml', 'Several scenarios need a terminal'],
  ['run a.yaml b.yaml c.yaml d.yaml e.yaml', 'At most 4 scenarios'],
  ['run --theme pink', '"pink"'],
  ['run --glyphs runes', '"runes"'],
  ['run --for 5', '--for 5'],
  ['run --for soon', '--for soon'],
  ['run --for', 'following: for'],
  ['run --for 1ms --for 2ms', 'Given more than once: 1ms, 2ms'],
  ['run --speed fast', '--speed fast'],
  ['run --speed 0', '--speed 0'],
  ['run --speed=-1', '--speed -1'],
  ['run --seed 1.5', '--seed 1.5'],
  ['run --seed 4294967296', '--seed 4294967296'],
  ['run --record', 'following: record'],
  ['run --max-size 5', '--max-size 5: `5` has no unit'],
  ['run --max-size 1MB', '4MB at least'],
  ['replay', 'at least 1'],
  ['replay a.tlog --speed 0', '--speed 0'],
  ['replay a.tlog --verify --follow', '--verify shows no screen'],
  ['replay a.tlog --press .', '"."'],
  ['run --press [', '"["'],
  ['check', 'at least 1'],
  ['explain', 'at least 1'],
  ['diff scenarios/bare.yaml', 'Not enough non-option arguments'],
  ['figures dvh', 'Unknown argument: dvh'],
  ['explain scenarios/bare.yaml --op dance', '"dance"'],
  ['explain scenarios/bare.yaml --op assigned-mmio --owner 2', '--owner takes a level from 0 to 1'],
  ['explain scenarios/bare.yaml --op assigned-mmio --owner x', '--owner takes a level from 0 to 1'],
];

test.each(wrong)('wrong usage, `trapline %s`, runs nothing and ends with 2', (command, says) => {
  const { code, stdout, stderr } = trapline(...command.split(' ').filter(word => word !== ''));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(says);
  expect(stderr).toContain('See: trapline --help');
  expect(stderr).not.toContain('    at ');
});

test('--version prints the package version', () => {
  expect(trapline('--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test('--help names every command', () => {
  const { code, stdout } = trapline('--help');
  expect(code).toBe(0);
  for (const command of [
    'run',
    'new',
    'check',
    'explain',
    'figures',
    'replay',
    'diff',
    'export',
    'schema',
    'completion',
  ])
    expect(stdout).toContain(`trapline ${command}`);
});

test('completion prints a script for the shell', () => {
  const { code, stdout } = trapline('completion');
  expect(code).toBe(0);
  expect(child(['bash', '-n', '-c', stdout])).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('an old Node gets one sentence', () => {
  const old =
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } })';
  const pretend = ['--import', `data:text/javascript,${encodeURIComponent(old)}`];
  expect(child([process.execPath, ...pretend, program, 'run'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'trapline needs Node 24 or later; this is 20.1.0.\n',
  });
});
