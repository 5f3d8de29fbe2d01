/** What the real program shows of a running engine, and what keys and edits make of it. */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { SessionHeader } from '../../engine/session/payload.ts';
import { type ThemeName, themeNames, themes } from '../../tui/drawing/themes.ts';
import { bundledText, library } from '../helpers/scenarios.ts';
import { sessionIn } from '../helpers/session-in.ts';
import { fileWith, freshPath } from '../helpers/temporary.ts';
import { Terminal, type TerminalOptions } from '../helpers/terminal.ts';

const three = 'scenarios/three-doorbells.yaml';

function open(args: readonly string[], options: TerminalOptions = {}): Terminal {
  return new Terminal(['dist/trapline.js', 'run', ...args], options);
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  fileWith(text.replace(from, to), file);
}

const secondsOf = (text: string, what: RegExp): number => Number(what.exec(text)?.[1]);
const simulated = (terminal: Terminal): number => secondsOf(terminal.text(), /simulated ([\d.]+)s/);
const engineAt = (terminal: Terminal): number => secondsOf(terminal.text(), /engine at ([\d.]+)s/);

test('a key frees the queue that stalls, an edit does more, and both are marked and measured', async () => {
  const file = fileWith(bundledText('three-doorbells.yaml'));
  await using terminal = open([file]);
  // A second before, for the comparison, and the graph.
  await terminal.waitFor(() => simulated(terminal) > 1 && /stalled: the kick was lost/.test(terminal.text()));
  terminal.press('d');
  await terminal.waitFor(/G2 V1\.tx: none → pio/);
  await terminal.waitFor(() => !terminal.text().includes('stalled'));
  await terminal.waitFor(/ a: L0 exits \S+k\/s → \S+k\/s, [×÷]\S+; p99 \S+ → \S+/);
  const graph = () => terminal.lines().slice(4, 16).join('\n');
  expect(graph()).toMatch(/[⠀-⣿ ]a([⠀-⣿ ]|$)/m);
  expect(graph()).toContain('│');
  edit(file, 'doorbells: [hypercall]', 'doorbells: [mmio]');
  await terminal.waitFor(/1 G2 V1\.tx +mmio/);
  await terminal.waitFor(/ b: L0 exits \S+k\/s → /);
  expect(terminal.text()).toMatch(/in place: .*V1/);
  expect(graph()).toMatch(/a.* b/);

  terminal.press('f');
  await terminal.waitFor(/screen frozen; engine at \S+s, running/);
  const [frozen, engine] = [simulated(terminal), engineAt(terminal)];
  await terminal.waitFor(() => engineAt(terminal) > engine + 0.3);
  expect(simulated(terminal)).toBe(frozen);
  terminal.press(' ');
  await terminal.waitFor(/screen frozen; engine at \S+s, paused/);
  const held = engineAt(terminal);
  terminal.press('f');
  await terminal.waitFor(/^(?!.*frozen).*paused {2}1x/);
  expect(simulated(terminal)).toBe(held);

  terminal.press('/V3 kick\r');
  await terminal.waitFor(/\[4 Traps\] only V3 kick/);
  const traps = terminal.lines().slice(-16, -1);
  expect(traps.filter(line => !/V3\.tx kick/.test(line))).toEqual([]);
  terminal.press('\u001b[A\r');
  await terminal.waitFor(/\[5 Path\] opened in the log[\s\S]*G2 V3\.tx kick, mmio at [\s\S]*npf ─+►●/);
  terminal.press('\u001b');
  await terminal.waitFor(/\[4 Traps\] only V3 kick, 1 back, held/);
});

test('a save of a profile that the scenario names is an edit, with its difference', async () => {
  const profile = fileWith(library.costs.get('zen-3')!.text.replace('cycles: 2528', 'cycles: 1188'));
  const named = bundledText('wheel-port-write.yaml').replace('costs: zen-3', `costs: ${profile}`);
  expect(named).toContain(profile);
  const log = freshPath();
  await using terminal = open([fileWith(named), '--record', log]);
  await terminal.waitFor(/V1\.tx +pio/);
  edit(profile, 'cycles: 1188', 'cycles: 1300');
  await terminal.waitFor(/in place: cost exit: 1188 -> 1300/);
  terminal.press('q');
  await terminal.exit();
  const { header, inputs } = sessionIn(log);
  const costsIn = ({ profiles }: SessionHeader) => profiles.find(({ kind }) => kind === 'costs')!;
  expect(costsIn(header)).toMatchObject({ name: profile, text: expect.stringContaining('cycles: 1188') });
  expect(inputs).toMatchObject([{ kind: 'edit', text: named }]);
  expect(costsIn(inputs[0] as never)).toMatchObject({ text: expect.stringContaining('cycles: 1300') });
});

test('an edit of a paused run shows in its path at once', async () => {
  const named = bundledText('wheel-port-write.yaml').replace('zen-3', '{ from: zen-3, exit: 2001 }');
  const file = fileWith(named);
  await using terminal = open([file, '--press', '5', '--press', 'z']);
  await terminal.waitFor(/vmrun .* 2,001$/m);
  terminal.press(' ');
  await terminal.waitFor(/paused/);
  edit(file, 'exit: 2001', 'exit: 2002');
  await terminal.waitFor(/in place: cost exit: 2001 -> 2002[\s\S]*vmrun .* 2,002$/m);
});

const wheels = ['hypercall', 'port-write', 'memory-write'];

test('three runs side by side: one clock, and each its own driver, file and diagnostics', async () => {
  const files = wheels.map(wheel => fileWith(bundledText(`wheel-${wheel}.yaml`)));
  await using terminal = open(files, { columns: 152, rows: 40 });
  const panes = () =>
    [0, 1, 2].map(at =>
      terminal
        .lines()
        .map(line => line.slice(at * 51, at * 51 + 50))
        .join('\n'),
    );
  const saying = (what: RegExp) => panes().map(pane => what.test(pane));
  await terminal.waitFor(/C is ahead of B: p99 \S+ against \S+, \S+ exits a request against/);
  expect(saying(/stalled/)).toEqual([true, false, false]);
  terminal.press(' ');
  await terminal.waitFor(() => saying(/paused {2}1x/).every(Boolean));
  const clocks = panes().map(pane => secondsOf(pane, /simulated ([\d.]+)s/));
  expect(Math.max(...clocks) - Math.min(...clocks)).toBeLessThan(0.05);
  terminal.press(' ');
  await terminal.waitFor(() => saying(/running {2}1x/).every(Boolean));

  expect(saying(/^▌/)).toEqual([true, false, false]);
  terminal.press('d');
  await terminal.waitFor(() => /V1\.tx +pio/.test(panes()[0]!) && !terminal.text().includes('stalled'));
  expect(saying(/a: /)).toEqual([true, false, false]);
  terminal.press('\u001b[C');
  await terminal.waitFor(() => saying(/^▌/)[1]!);
  terminal.press('d');
  await terminal.waitFor(() => saying(/V1\.tx: pio → /)[1]!);
  expect(saying(/V1\.tx: pio → /)).toEqual([false, true, false]);

  edit(files[2]!, 'poisson: 20k/s', 'poisson: 10k/s');
  await terminal.waitFor(() => saying(/in place: V1\.tx/)[2]!);
  expect(saying(/in place: /)).toEqual([false, false, true]);
  edit(files[0]!, 'title:', 'titel:');
  await terminal.waitFor(() => saying(/8 Diagnostics[\s\S]*titel/)[0]!);
  expect(saying(/8 Diagnostics/)).toEqual([true, false, false]);
  expect(saying(/4 Traps/)).toEqual([false, true, true]);
});

test('side by side an edit leaves a run the seed that it shares', async () => {
  const first = fileWith(bundledText('wheel-port-write.yaml'));
  const second = fileWith(bundledText('wheel-memory-write.yaml').replace('seed: 2009', 'seed: 7'));
  await using terminal = open([first, second]);
  await terminal.waitFor(/is ahead of/);
  edit(second, 'poisson: 20k/s', 'poisson: 21k/s');
  // Another seed would be another machine: `built anew`.
  await terminal.waitFor(/in place: V1\.tx arrivals/);
});

test('a screen reader is given sentences, and new ones only when a key is pressed or something happens', async () => {
  const [file, log] = [fileWith(bundledText('three-doorbells.yaml')), freshPath('.traplog')];
  await using terminal = open([file, '--screen-reader', '--record', log]);
  await terminal.waitFor(/Queue G2 V1\.tx: .* Stalled: the kick was lost/);
  expect(terminal.onAlternateScreen).toBe(false);
  expect(terminal.text()).not.toMatch(/[─│\u2800-\u28ff]/);
  const said = terminal.raw.length;
  // The run goes on, as its log tells: looks at it come and go.
  const written = statSync(log).size;
  await terminal.waitFor(() => statSync(log).size > written + 100_000);
  expect(terminal.raw.length).toBe(said);
  const before = simulatedOf(terminal);
  terminal.press('1');
  await terminal.waitFor(() => simulatedOf(terminal) > before);
  edit(file, 'doorbells: [hypercall]', 'doorbells: [hypercall, mmio]');
  await terminal.waitFor(/in place: .*V1[\s\S]*Queue G2 V1\.tx: doorbell mmio, (?!.*Stalled)/);
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, mode: 'cooked' });
  expect(terminal.raw).not.toMatch(/\u001b\[3J/);
});

/** In the sentence that a screen reader is given. */
const simulatedOf = (terminal: Terminal): number => secondsOf(terminal.text(), /([\d.]+)s simulated\./);

test('INK_SCREEN_READER=true asks for sentences, too', async () => {
  await using terminal = open([three], { env: { INK_SCREEN_READER: 'true' } });
  await terminal.waitFor(/Queue G2 V3\.tx: doorbell mmio/);
  expect(terminal.onAlternateScreen).toBe(false);
});

test.concurrent.for(themeNames)('--theme %s draws in its colours', async (name: ThemeName, { expect }) => {
  await using terminal = open([three, '--theme', name]);
  await terminal.waitFor(/3 G2 V3\.tx[\s\S]*\? help/);
  for (const role of ['series0', 'series1', 'series2', 'focus'] as const)
    expect(terminal.raw).toContain(themes[name][role]);
});

test.concurrent.for([
  ['TERM=linux', { TERM: 'linux' }, /[▖-▟▌▐█]{2}/, /[\u2801-\u28ff]/],
  ['LC_ALL=C', { LC_ALL: 'C' }, /[.:=+*#@-]{5}1/, /[^\x20-\x7e\n]/],
] as const)('%s is believed to have no finer characters', async ([, env, drawn, never], { expect }) => {
  await using terminal = open([three], { env });
  const graph = () => terminal.lines().slice(5, 15).join('\n');
  await terminal.waitFor(() => drawn.test(graph()));
  expect(terminal.text()).not.toMatch(never);
});
