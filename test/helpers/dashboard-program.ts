/**
 * The dashboard over a fake run, as a program of its own for the pty tests. Typed letters that no binding
 * takes make things happen: the tests have no other way in.
 */
import { diagnostic } from '../../engine/scenario/diagnostics.ts';
import { openDashboard, type Shown } from '../../tui/index.ts';
import type { GlyphName } from '../../tui/names.ts';
import { applied, FakeRun, queue } from './fake-run.ts';

/** Until its kick it goes on by as much at every look, so that what is seen of it does not depend on time. */
class StillRun extends FakeRun {
  private readonly kick: number;

  constructor(kick: number) {
    super();
    this.kick = kick;
  }

  override snapshot() {
    const left = this.kick - super.snapshot().simulatedNs / 1e6;
    for (let kicks = Math.min(16, left); kicks > 0; kicks--) this.advance();
    return super.snapshot();
  }
}

const { env } = process;

/** `STILL`: the kick at which the run stands still. */
function newRun(): FakeRun {
  const run = env.STILL ? new StillRun(Number(env.STILL)) : new FakeRun();
  if (env.TITLE) run.patch = { title: env.TITLE };
  for (let kick = 0; kick < 300; kick++) run.advance();
  return run;
}

const run = newRun();
const since = new Date(2009, 5, 30, 14, 2, 7);
const runs: [Shown, ...Shown[]] = [{ run, file: 'square-wheel.yaml', since }];
if (env.THREE === '1') {
  const [oval, round] = [newRun(), newRun()];
  oval.nextDoorbell(0);
  oval.patch = { title: 'The oval wheel' };
  round.patch = {
    title: 'The wheel that does not turn',
    queues: [{ ...queue, doorbell: 'hypercall', occupancy: 256, stalled: 'the kick was lost' }],
  };
  runs.push({ run: oval, file: 'oval-wheel.yaml', since }, { run: round, file: 'no-wheel.yaml', since });
}
const engine = setInterval(() => run.running && !env.STILL && run.advance(), 5);

const dashboard = openDashboard({
  runs,
  files: {
    edit: async (of, at) => `edited file ${of} at ${at === null ? 'its top' : `line ${at.line}`}`,
    undo: of => dashboard.note(of, `undone in file ${of}`),
    record: () => dashboard.note(0, 'recorded'),
  },
  glyphs: (env.GLYPHS ?? 'braille') as GlyphName,
  spoken: env.SPOKEN === '1',
  theme: env.PLAIN === '1' ? null : 'default',
});

/** As `check` would find it, a mistake of each kind. */
const text = `version: 1
title: The square wheel
levls:
  - name: H
    hypervisor: kvm-6.1
    devices:
      - id: V1
        queues: [{ name: transmit-queue-of-the-first-device, size: 1024, doorbells: [hypercall, pio, mmoi] }]
`;
const broken = {
  diagnostics: [
    diagnostic('square-wheel.yaml', place(3, 1, 5), 'unknown-key', 'unknown key `levls`', {
      expected: 'one of version, title, seed, cpu, levels, events, expect',
      hint: 'did you mean `levels`?',
    }),
    diagnostic('square-wheel.yaml', place(8, 103, 4), 'unknown-word', 'unknown doorbell `mmoi`', {
      expected: 'one of hypercall, pio, mmio',
    }),
    diagnostic('square-wheel.yaml', place(5, 17, 7), 'wrong-arch', 'this profile is of an older kernel', {
      severity: 'warning',
    }),
  ],
  textOf: () => text,
};

function place(line: number, column: number, length: number) {
  return { line, column, endLine: line, endColumn: column + length };
}

const happenings: Readonly<Record<string, () => void>> = {
  // Levels missing altogether make the panel throw while it draws.
  B: () => (run.patch = JSON.parse('{"levels":null}')),
  F: () => run.fail(new Error('the engine thread failed')),
  L: () => (run.broken = new Error('the look failed')),
  D: () => dashboard.diagnosed(0, broken),
  A: () => {
    dashboard.diagnosed(0, { ...broken, diagnostics: [] });
    dashboard.reloaded(0, applied('nothing', 'V1.tx arrivals'), { since, first: false, undone: false });
  },
  // What was undone is another text than the broken one of the file.
  U: () => {
    dashboard.reloaded(0, applied('anew', 'level added'), { since, first: true, undone: true });
  },
  C: () => {
    dashboard.close();
    const raw = process.stdin.isRaw ? 'raw' : 'cooked';
    process.stdout.write(`closed ${raw}\n`);
  },
};
process.stdin.on('readable', () => {});
process.stdin.prependListener('data', key => happenings[String(key)]?.());

const { reason, error } = await dashboard.exited;
clearInterval(engine);
if (error) process.stderr.write(`failed: ${error.message}\n`);
process.exit({ quit: 0, interrupt: 130, error: 70 }[reason]);
