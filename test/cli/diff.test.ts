import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factor } from '../../cli/diff-text.ts';
import { unpackedLog } from '../helpers/doctored-logs.ts';
import { trapline } from '../helpers/program.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';

const [port, memory] = ['scenarios/wheel-port-write.yaml', 'scenarios/wheel-memory-write.yaml'];

const diff = (...args: string[]) => trapline('diff', ...args);

test('two scenarios: what differs in them, what that does, and a verdict', () => {
  const { code, stdout, stderr } = diff(port, memory, '--for', '20ms');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[1]).toBe(`B  ${memory}: Round wheel: memory write, seed 2009, 20ms`);
  expect(lines).toContain('V1.tx driver doorbells: pio -> mmio');
  expect(stdout).toMatch(/^ {2}G2 npf {2,}0 +[\d,]+ +\+[\d,]+$/m);
  expect(stdout).toMatch(/^ {2}p99 +[\d.]+us +[\d.]+us +-[\d.]+us +(-\d+ %|\/[\d.]+)$/m);
  expect(stdout).not.toMatch(/^ {2}lost-kicks/m);
  expect(lines.at(-1)).toMatch(/^B makes .* fewer exits at H and p99 is/);
  const conditions = ['--fail-on', 'exits > +5%', '--fail-on', 'completed > 0'];
  const all = diff(port, memory, '--for', '20ms', '--all', ...conditions);
  expect(all.code).toBe(4);
  expect(all.stdout).toMatch(/^ {2}lost-kicks +0 +0$/m);
  expect(all.stdout).toMatch(/^fail on exits > \+5%: no, .*\nfail on completed > 0: FAILS, /m);
});

test('a log is known by what is in it, and the scenario beside it runs as long with its seed', () => {
  const log = freshPath('.yaml');
  expect(trapline('run', port, '--for', '25ms', '--seed', '7', '--record', log).code).toBe(0);
  for (const args of [
    [log, port],
    [port, log],
  ]) {
    const { code, stdout } = diff(...args, '--fail-on', 'p99 > +0%');
    expect({ code, end: stdout.split('\n').at(-2) }).toEqual({ code: 0, end: 'no difference' });
  }
  const cut = fileWith(unpackedLog(readFileSync(log)).subarray(0, -20));
  const { code, stderr } = diff(cut, log);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/ends inside frame|cut off/) });
});

test('--json is one document, and a condition that is so ends with 4', () => {
  const { code, stdout, stderr } = diff(memory, port, '--for', '20ms', '--json', '--fail-on', 'exits > +5%');
  expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    a: { file: memory, seed: 2009, simulatedNs: 20e6 },
    changes: expect.arrayContaining(['V1.tx driver doorbells: mmio -> pio']),
    failOn: [{ expression: 'exits > +5%', failed: true, unit: 'rate' }],
    verdict: expect.stringContaining('more exits'),
  });
  const { rows } = JSON.parse(stdout);
  expect(rows).toContainEqual(expect.objectContaining({ of: 'G2.V1.tx', name: 'p99', unit: 'ns' }));
});

test.each([
  ['p9 > +5%', '^^', 'did you mean `p99`?'],
  ['V2.tx.p99 > 1us', '^^^^^', 'neither A nor B has a queue `V2.tx`'],
])('wrong usage: --fail-on %s', (condition, carets, says) => {
  const { code, stdout, stderr } = diff(port, memory, '--for', '1ms', '--fail-on', condition);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(` | ${carets}\n`);
  expect(stderr).toContain(says);
});

test('what cannot be read, or cannot run, is said', () => {
  expect(diff(port, 'nowhere.yaml')).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
  const broken = fileWith('version: 1\nlevels: []\n');
  expect(diff(broken, port)).toMatchObject({ code: 1, stderr: expect.stringContaining(`${broken}:2:`) });
  const log = fileWith(readFileSync('test/fixtures/before-profiles.session').subarray(0, 20));
  expect(diff(port, log)).toMatchObject({ code: 1, stderr: expect.stringContaining('header') });
});

test.each([
  [810, 100, '/8.1'],
  [100, 810, 'x8.1'],
  [100, 112, '+12 %'],
  [100, 99.5, '-0.5 %'],
  [1, 1000, 'x1000'],
  [0, 5, ''],
  [null, 5, ''],
  [5, 5, ''],
  [10_000, 10_001, ''],
])('%s to %s is %s', (from, to, says) => {
  expect(factor(from, to)).toBe(says);
});
