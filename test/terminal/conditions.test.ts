import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundledText } from '../helpers/scenarios.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

const text = bundledText('three-doorbells.yaml');

const three = 'scenarios/three-doorbells.yaml';

function open(args: readonly string[] = [], options: TerminalOptions = {}): Terminal {
  return new Terminal(['dist/trapline.js', 'run', ...args], options);
}

test('the scenario may be deleted and come back while it runs', async () => {
  const file = fileWith(text);
  await using terminal = open([file]);
  await terminal.waitFor(/4 Traps/);
  rmSync(file);
  await terminal.waitFor(/ENOENT/);
  expect(terminal.text()).toContain('running');
  fileWith(text.replace('poisson: 20k/s', 'poisson: 22k/s'), file);
  await terminal.waitFor(() => !terminal.text().includes('ENOENT'));
  await terminal.waitFor(/in place: .*V1/);
});

test('--ascii writes nothing but ASCII', async () => {
  await using terminal = open([three, '--ascii']);
  await terminal.waitFor(/4 Traps[\s\S]*V3\.tx kick/);
  terminal.press('?');
  await terminal.waitFor(/pause the run/);
  expect(terminal.raw).toMatch(/^[\0-\x7f]*$/);
});

test('a terminal that cannot place its cursor gets the report', async () => {
  await using terminal = open([three], { env: { TERM: 'dumb' } });
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  expect(terminal.raw).toContain('seed 2009: 1s simulated');
  expect(terminal.raw).not.toContain('\u001b');
});

test('an engine thread that throws ends with 70 and a message, on a restored terminal', async () => {
  // Throws in the thread, as a fault of ours would, at its next pause.
  const fault = `import { isMainThread, parentPort } from 'node:worker_threads';
    if (!isMainThread) parentPort.on('message', ({ kind }) => { if (kind === 'pause') throw new Error('a fault') });`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` };
  await using terminal = open([three], { env });
  await terminal.waitFor(/4 Traps/);
  terminal.press(' ');
  expect(await terminal.exit()).toEqual({ code: 70, mode: 'cooked' });
  expect(terminal.onAlternateScreen).toBe(false);
  expect(terminal.cursorVisible).toBe(true);
  expect(terminal.text().match(/trapline has failed: Error: a fault/g)).toHaveLength(1);
});

/** Ten seconds of looking: by then the heap is as large as it gets. */
const looks = 20;

test.runIf(existsSync('/proc/self/status'))('resident memory stays under 200 MB', async () => {
  await using terminal = open([three], { columns: 120, rows: 40 });
  await terminal.waitFor(/4 Traps/);
  const resident: number[] = [];
  for (let second = 0.5; second <= looks / 2; second += 0.5) {
    await terminal.waitFor(() => Number(/simulated ([\d.]+)s/.exec(terminal.text())?.[1]) >= second);
    const status = readFileSync(`/proc/${terminal.programId()}/status`, 'utf8');
    resident.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) / 1024);
  }
  expect(resident).toHaveLength(looks);
  expect(Math.max(...resident)).toBeLessThan(200);
});

test('a stack too deep to walk is refused on a terminal too, and leaves no session log', async () => {
  const guests = Array.from(
    { length: 5 },
    (_, guest) =>
      `  - { name: G${guest + 1}, hypervisor: kvm-4.18, assign: [{ device: V1, iommu: emulated }] }`,
  );
  const deep = `version: 1
title: deep
cpu: { arch: vmx, costs: dvh-xeon-4114 }
levels:
  - name: H
    hypervisor: kvm-4.18
    devices: [{ id: V1, queues: [{ name: tx, size: 64 }], doorbells: [pio], service: { fixed: 5us } }]
${guests.join('\n')}
  - { name: G6, drivers: [{ device: V1, doorbells: [pio], workload: { queue: tx, arrivals: { poisson: 10/s } } }] }
`;
  const log = freshPath('.traplog');
  await using terminal = open([fileWith(deep), '--record', log]);
  expect(await terminal.exit()).toEqual({ code: 1, mode: 'cooked' });
  expect(terminal.raw).toContain('makes over 1000000 exits: take levels away');
  expect(existsSync(log)).toBe(false);
});
