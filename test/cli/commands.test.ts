import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSession } from '../../engine/index.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'trapline-cli-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const trapline = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('dist/trapline.js', args, { encoding: 'utf8', stdio: 'pipe' });
  return { status, stdout, stderr };
};

const file = (name: string, text: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};

describe('run without a terminal', () => {
  test('prints a report and ends', () => {
    const { status, stdout } = trapline('run');
    expect(status).toBe(0);
    expect(stdout).toContain('Three doorbells, seed 2009: 1s simulated');
    expect(stdout).toContain('STALLED: the kick was lost');
  });

  test('--json prints one document, the same at every run but for the wall time', () => {
    const args = ['run', 'scenarios/square-wheel.yaml', '--headless', '--for', '50ms', '--json'];
    const [first, second, other] = [args, args, [...args, '--seed', '7']].map(all => {
      const { stdout, stderr } = trapline(...all);
      expect(stderr).toBe('');
      return { ...JSON.parse(stdout), wallMs: 0 };
    });
    expect(first).toMatchObject({ version: 1, scenario: 'The square wheel', seed: 42, simulatedNs: 50e6 });
    expect(second).toEqual(first);
    expect(other.levels).not.toEqual(first.levels);
  });

  test('an expect that does not hold ends with 3', () => {
    const text = readFileSync('scenarios/three-doorbells.yaml', 'utf8');
    const path = file('expect.yaml', `${text}\nexpect: [V1.tx.lost-kicks == 0]\n`);
    const { status, stdout } = trapline('run', path, '--for', '10ms');
    expect(status).toBe(3);
    expect(stdout).toContain('expect V1.tx.lost-kicks == 0: DOES NOT HOLD, it is 1');
  });

  test('--record writes a whole log, and overwrites none', () => {
    const log = join(directory, 'session.traplog');
    expect(trapline('run', '--for', '20ms', '--record', log).status).toBe(0);
    const session = readSession(readFileSync(log));
    expect(session.missing).toBeNull();
    expect([...session.kicks].length).toBeGreaterThan(100);
    const again = trapline('run', '--for', '20ms', '--record', log);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('exists already');
  });

  test.runIf(existsSync('/dev/full'))('a log that cannot be created is said in a sentence', () => {
    const { status, stderr } = trapline('run', '--for', '20ms', '--record', '/dev/full/log');
    expect(status).toBe(1);
    expect(stderr).not.toContain('    at ');
  });
});

describe('bad input is told where and why, without a stack trace', () => {
  test.each([
    ['a typing error', 'typo.yaml', 'version: 1\ntitel: x\n', /typo\.yaml:2:1: error/],
    ['broken YAML', 'broken.yaml', 'version: [1\ntitle: x\n', /broken\.yaml:\d+:\d+: error/],
    ['an empty file', 'empty.yaml', '', /empty\.yaml:1:1: error/],
    [
      'a binary file',
      'binary.yaml',
      Uint8Array.from([0, 255, 27, 91, 50, 74]),
      /binary\.yaml:\d+:\d+: error/,
    ],
  ])('%s', (_, name, text, message) => {
    const { status, stdout, stderr } = trapline('check', file(name, text));
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test.each([['no/such/file.yaml'], ['scenarios']])('%s cannot be read', path => {
    const { status, stderr } = trapline('run', path);
    expect(status).toBe(1);
    expect(stderr).toContain(path);
    expect(stderr).not.toContain('    at ');
  });

  test('check says which of several files is fine', () => {
    const { status, stdout } = trapline('check', 'scenarios/bare.yaml', 'scenarios/xeon.yaml');
    expect(status).toBe(0);
    expect(stdout).toBe('scenarios/bare.yaml: fine\nscenarios/xeon.yaml: fine\n');
  });
});

test.each([
  [['fly']],
  [[]],
  [['run', '--nonsense']],
  [['run', '--for', '3']],
  [['run', '--speed', '-1']],
  [['run', '--seed', 'x']],
  [['explain', 'scenarios/bare.yaml', '--op', 'jump']],
  [['explain', 'scenarios/bare.yaml', '--op', 'assigned-mmio', '--owner', '2']],
])('wrong usage ends with 2: %j', args => {
  const { status, stdout, stderr } = trapline(...args);
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('    at ');
});

describe('explain', () => {
  test('tells the three outcomes of the mail', () => {
    const { status, stdout } = trapline('explain', 'scenarios/three-doorbells.yaml', '--json');
    expect(status).toBe(0);
    const { version, routes } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(routes).toMatchObject([
      {
        device: 'V1',
        doorbell: 'hypercall',
        outcome: 'error',
        error: -1000,
        exits: 3,
        byLevel: { 2: { hypercall: 1 } },
      },
      {
        device: 'V2',
        doorbell: 'pio',
        outcome: 'delivered',
        error: null,
        exits: 4,
        byLevel: { 2: { io: 1 } },
      },
      { guest: 'G2', level: 2, device: 'V3', queue: 'tx', doorbell: 'mmio', state: 'warm', exits: 1 },
    ]);
    expect(routes[2].hops).toMatchObject([{ level: 2, reason: 'npf', handledBy: 0, reflected: false }]);
  });

  test('prints an operation in the order of its exits', () => {
    const { stdout } = trapline('explain', 'scenarios/bare.yaml', '--op', 'cpuid', '--json');
    expect(JSON.parse(stdout).routes[0].order.join(' ')).toBe(
      '2:cpuid>1 1:vmsave 1:vmload 1:stgi 1:msr 1:clgi 1:vmload 1:vmrun',
    );
  });

  test('a reader that stops early is no fault', () => {
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'dist/trapline.js explain scenarios/xeon.yaml --json | head -1; exit $?'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{\n', stderr: '' });
  });
});

test('schema prints what editors use', () => {
  expect(JSON.parse(trapline('schema').stdout)).toEqual(
    JSON.parse(readFileSync('scenarios/schema.json', 'utf8')),
  );
});

test('--version prints the version of package.json', () => {
  expect(trapline('--version').stdout.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});
