import { expect, test } from 'vitest';
import { child, program, trapline } from '../helpers/program.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const broken = bundledText('square-wheel.yaml')
  .replace('levels:', 'levls:')
  .replace('seed: 42', 'seed: many');
const control = (code: number) => String.fromCharCode(code);

const commands: [string, ...string[]][] = [
  ['run', '--for', '1ms'],
  ['run', '--json', '--for', '1ms'],
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

/** One that only looks at the file, and one that would do something with it. */
const two = [commands[1]!, commands[2]!];

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256);

test.each([
  ['an empty file', () => fileWith(''), /:1:1: error: /],
  ['a binary file', () => fileWith(bytes), /: byte 0x\w\w \(line 1, byte \d+ of the file\) is no UTF-8/],
  ['a directory', () => 'scenarios', /^scenarios: is a directory: name a file in it$/m],
  ['a missing file', () => freshPath('.yaml'), /\.yaml: ENOENT/],
  ['a text of another kind', () => 'package.json', /^package\.json:\d+:\d+: error: /],
])('%s is said to be at fault in a few words', (_, path, message) => {
  for (const command of two) {
    const { code, stdout, stderr } = trapline(...command, path());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(stderr.length).toBeLessThan(4000);
  }
});

/** What cannot run is said alike by all commands. */
test.each([
  ['a title', commands, 'title: "a\\e[31mred\\a\\e]0;owned\\a\\u009b2Jb\\u202ec"'],
  ['a raw escape in a title', two, `title: a${control(0x1b)}[31mred${control(0x9b)}2J`],
  ['a comment', two, `title: fine # ${control(0x1b)}]0;owned${control(7)}`],
])('control characters in %s reach neither stream', (_, asked, title) => {
  const file = fileWith(bundledText('square-wheel.yaml').replace('title: The square wheel', title));
  for (const command of asked) {
    const { stdout, stderr } = trapline(...command, file);
    expect(stdout + stderr).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  }
});

test('a control character in the name of a level is a diagnostic', () => {
  const { code, stderr } = trapline('check', fileWith(bundledText('bare.yaml').replace('G1', '"G\\e[2J"')));
  expect(code).toBe(1);
  expect(stderr).toMatch(/:11:13: error: /);
});

const MIB = 1 << 20;
const bomb = [
  'a0: &a0 [x, x]',
  ...Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
];
const deep = (levels: number, arch: string) =>
  JSON.stringify({
    version: 1,
    title: 'deep',
    cpu: arch === 'svm' ? { arch, costs: 'zen-3' } : { arch, costs: 'dvh-xeon-4114' },
    levels: Array.from({ length: levels }, (_, i) => ({
      name: `L${i}`,
      hypervisor: arch === 'svm' ? 'kvm-6.1' : 'kvm-4.18',
      ...(i === 0 && {
        devices: Array.from({ length: 32 }, (_, d) => ({
          id: `V${d}`,
          queues: [{ name: 'q', size: 8 }],
          service: { fixed: '1us' },
        })),
      }),
      ...(i > 0 &&
        i < levels - 1 && {
          assign: Array.from({ length: 32 }, (_, d) => ({ device: `V${d}`, iommu: 'emulated' })),
        }),
      ...(i === levels - 1 && {
        drivers: Array.from({ length: 32 }, (_, d) => ({
          device: `V${d}`,
          workload: { queue: 'q', arrivals: { every: '20us' } },
        })),
      }),
    })),
  });

test.each([
  ['aliases that multiply', bomb.join('\n'), /:\d+:\d+: error: more than 100000 values/],
  ['a hundred thousand brackets', '['.repeat(100_000), /:1:33: error: nested more than 32 deep/],
  ['a mebibyte of commas', `[${','.repeat(MIB - 1)}`, /:1:100000: error: more than 100000 YAML tokens/],
  ['a mebibyte of lines', 'a: a\n'.repeat(MIB / 5), /:14286:4: error: more than 100000 YAML tokens/],
  [
    'ten thousand keys',
    Array.from({ length: 10_000 }, (_, i) => `k${i}: 1`).join('\n'),
    /9905 more from here on/,
  ],
  ['a key of a mebibyte', `${'k'.repeat(MIB - 9)}: 1`, /:1:1: error: a value of more than 10000 characters/],
  ['routes without end', deep(8, 'svm'), /:\d+:\d+: error: the routes of this stack make over 4000000 exits/],
  [
    'sixteen levels',
    deep(16, 'vmx'),
    /:\d+:\d+: error: one operation of this stack makes over 1000000 exits/,
  ],
])('%s: said in a few words, with little memory', (_, text, message) => {
  const file = fileWith(text);
  const { code, stdout, stderr } = child([
    process.execPath,
    '--max-old-space-size=512',
    program,
    'check',
    file,
  ]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
  expect(stderr.length).toBeLessThan(40_000);
});

test('the name of a file reaches the terminal without its escape sequences', () => {
  const named = (content: string) =>
    fileWith(content, freshPath(`${control(0x1b)}[31m${control(0x9b)}2J\u202e.yaml`));
  for (const file of [
    named(bundledText('bare.yaml')),
    named('a: 1'),
    named(''),
    freshPath(`${control(0x1b)}[31m`),
  ])
    for (const command of two) {
      const { stdout, stderr } = trapline(...command, file);
      expect(stdout + stderr).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    }
  expect(trapline('run', `--${control(0x1b)}[31m`).stderr).toContain('Unknown argument: ?[31m');
});
