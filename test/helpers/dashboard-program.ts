/**
 * The dashboard over a fake run, as a program of its own for the pty tests. Typed letters that no binding
 * takes make things happen: the tests have no other way in.
 */
import { openDashboard } from '../../tui/index.tsx';
import { FakeRun } from './fake-run.ts';

const run = new FakeRun();
if (process.env.TITLE) run.patch = { title: process.env.TITLE };
for (let kick = 0; kick < 300; kick++) run.advance();
const engine = setInterval(() => run.running && run.advance(), 5);

const dashboard = openDashboard({
  runs: [{ run, file: 'square-wheel.yaml' }],
  glyphs: process.env.ASCII === '1' ? 'ascii' : 'braille',
  spoken: process.env.SPOKEN === '1',
  theme: process.env.PLAIN === '1' ? null : 'default',
});

const happenings: Readonly<Record<string, () => void>> = {
  // Levels missing altogether make the panel throw while it draws.
  B: () => (run.patch = JSON.parse('{"levels":null}')),
  F: () => run.fail(new Error('the engine thread failed')),
  L: () => (run.broken = new Error('the look failed')),
  D: () => dashboard.diagnostics(0, ['square-wheel.yaml:3:7: error: unknown key "levls"\n  3 | levls:']),
  A: () => dashboard.reloaded(0, { atNs: 0, rebuilt: false, changes: ['V1.tx arrivals'] }),
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
