import { expect, test } from 'vitest';
import type { Session } from '../../engine/index.ts';
import { bundledText } from '../helpers/scenarios.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal } from '../helpers/terminal.ts';

const text = bundledText('three-doorbells.yaml');

const ZEN_3_GHZ = 3.4;

/** Simulated nanoseconds at which a kick of a device's driver was over, from every kick of the log. */
function kicksOf(session: Session, device?: string): number[] {
  return [...session.kicks]
    .map(({ atNs, routeId }) => ({ atNs, route: session.routes.get(routeId)! }))
    .filter(({ route: { cause } }) => cause.kind === 'kick' && (device ?? cause.device) === cause.device)
    .map(({ atNs, route }) => atNs + route.cycles / ZEN_3_GHZ);
}

async function quit(terminal: Terminal, log: string, code = 0): Promise<Session> {
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code, mode: 'cooked' });
  return sessionIn(log);
}

test('an edit goes into the running engine and leaves the counters of what it does not touch', async () => {
  const [file, log] = [fileWith(text), freshPath()];
  await using terminal = new Terminal(['dist/trapline.js', 'run', file, '--record', log]);
  await terminal.waitFor(/V3\.tx +mmio/);
  fileWith(text.replace('poisson: 20k/s', 'poisson: 40k/s'), file);
  await terminal.waitFor(/in place: .*V1/);
  const session = await quit(terminal, log);
  const kicks = kicksOf(session, 'V3');
  const [edit] = session.inputs;
  expect(session.missing).toBeNull();
  expect(edit).toMatchObject({ kind: 'edit', text: expect.stringContaining('40k/s') });
  expect(kicks[0]).toBeLessThan(edit!.atNs);
  expect([...session.samples].at(-1)?.counters['G2.V3.tx.kicks']).toBe(kicks.length);
});

test('each step executes exactly one kick', async () => {
  const log = freshPath();
  await using terminal = new Terminal([
    'dist/trapline.js',
    'run',
    'scenarios/three-doorbells.yaml',
    '--record',
    log,
  ]);
  await terminal.waitFor(/V3\.tx +mmio/);
  terminal.press(' ');
  await terminal.waitFor(/paused/);
  terminal.press('...');
  const session = await quit(terminal, log);
  const [pause, ...steps] = session.inputs;
  expect([pause?.kind, ...steps.map(({ kind }) => kind)]).toEqual(['pause', 'step', 'step', 'step']);
  expect(kicksOf(session).filter(atNs => atNs > pause!.atNs)).toHaveLength(3);
});

// A limit on the size of files makes a write fail half-way, as a full disk does, without one.
test('a recording that fails is said on the screen, and the run goes on', async () => {
  const log = freshPath();
  const limited = ['sh', '-c', 'ulimit -f 256; exec "$@"', 'sh'] as const;
  await using terminal = new Terminal([
    ...limited,
    'dist/trapline.js',
    'run',
    'scenarios/three-doorbells.yaml',
    '--record',
    log,
  ]);
  await terminal.waitFor(/recording stopped: EFBIG/);
  const clock = () => Number(/simulated ([\d.]+)s/.exec(terminal.text())?.[1]);
  const stopped = clock();
  await terminal.waitFor(() => clock() > stopped);
  const session = await quit(terminal, log, 1);
  expect(terminal.text()).toContain('recording stopped: EFBIG');
  expect(session.missing).toMatch(/ends inside frame/);
  expect(kicksOf(session).length).toBeGreaterThan(100);
});
