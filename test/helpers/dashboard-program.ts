/**
 * The dashboard over a fake run, as a program of its own for the pty tests. Typed letters that no binding
 * takes make things happen: the tests have no other way in.
 */
import { openDashboard, type Shown } from '../../tui/index.tsx';
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
const runs: [Shown, ...Shown[]] = [{ run, file: 'square-wheel.yaml' }];
if (env.THREE === '1') {
  const [oval, round] = [newRun(), newRun()];
  oval.nextDoorbell(0);
  oval.patch = { title: 'The oval wheel' };
  round.patch = {
    title: 'The wheel that does not turn',
    queues: [{ ...queue, doorbell: 'hypercall', occupancy: 256, stalled: 'the kick was lost' }],
  };
  runs.push({ run: oval, file: 'oval-wheel.yaml' }, { run: round, file: 'no-wheel.yaml' });
}
const engine = setInterval(() => run.running && !env.STILL && run.advance(), 5);

const dashboard = openDashboard({
  runs,
  glyphs: (env.GLYPHS ?? 'braille') as GlyphName,
  spoken: env.SPOKEN === '1',
  theme: env.PLAIN === '1' ? null : 'default',
});

const happenings: Readonly<Record<string, () => void>> = {
  // Levels missing altogether make the panel throw while it draws.
  B: () => (run.patch = JSON.parse('{"levels":null}')),
  F: () => run.fail(new Error('the engine thread failed')),
  L: () => (run.broken = new Error('the look failed')),
  D: () => dashboard.diagnostics(0, ['square-wheel.yaml:3:7: error: unknown key "levls"\n  3 | levls:']),
  A: () => dashboard.reloaded(0, applied('nothing', 'V1.tx arrivals')),
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
