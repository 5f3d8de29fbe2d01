import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hop, Route } from '../../../engine/route/route.ts';
import { stepsOf } from '../../../engine/route/steps.ts';
import { glyphNames } from '../../../tui/drawing/glyphs.ts';
import { path } from '../../../tui/panels/Path.ts';
import type { State } from '../../../tui/state/state.ts';
import { mmioKick, pioKick } from '../../helpers/fake-run.ts';
import { executedRoutes, painted, pathState, textOf } from '../../helpers/path-states.ts';
import { bundledNames } from '../../helpers/scenarios.ts';

const room = { width: 120, height: 30 };

/** Figures come from a cost profile: only where they stand is the picture's. */
const masked = (lines: readonly string[]): string =>
  lines.join('\n').replace(/\b\d+,\d{3}\b/g, figure => '#'.repeat(figure.length));

const chosen = (state: State, queues: number): State => ({ ...state, scroll: { ...state.scroll, queues } });

const opened = (state: State, route: Route): State => ({
  ...state,
  opened: { sequence: 0, atNs: 1_234_567_890, route },
});

test("the mail's three doorbells stand side by side: refused by G1, reissued by G1, straight to H", () => {
  const state = pathState('three-doorbells.yaml');
  expect(`\n${masked(textOf(path(state, room), state).slice(0, 11))}`).toBe(`
▌hypercall, in use                        pio  port write                          mmio  memory write
 3 exits, ###### cycles, 5.4us            4 exits, ###### cycles, 8.2us            1 exit, ###### cycles, 4.3us

 G2    G1                  H  cycles      G2    G1                  H  cycles      G2    G1                  H  cycles
 ├─────┼─ hypercall ──────►│  ######      ├─────┼─ io ─────────────►│  ######      ├─────┼─ npf ────────────►●  ######
 ╎     │◄ reflect ─────────┤              ╎     │◄ reflect ─────────┤              │◄────┼─ resume ──────────┤
 ╎     ├─ msr read 0x1d9 ─►│   #####      ╎     ├─ io ─────────────►●   #####      ● delivered to H:V1
 ╎     ├─ vmrun ──────────►│   #####      ╎     ├─ msr read 0x1d9 ─►│   #####
 │◄────┼─ resume ──────────┤              ╎     ├─ vmrun ──────────►│   #####      npf: G2 stores to a doorbell page: G1
 × error -1000, delivered to nobody       │◄────┼─ resume ──────────┤              mapped that page through, so H's walk
                                          ● delivered to H:V1                      ends at its own device and G1 is`);
});

test('three levels: H enters G1 first, and G2 once G1 has passed the exit on', () => {
  const state = chosen(pathState('lab/08-three-levels.yaml', 'ascii'), 1);
  const { heads, lines } = path(state, { width: 50, height: 30 });
  expect(`\n${masked([...heads, ...lines].slice(3, 22).map(line => painted(line, state).trimEnd()))}`).toBe(`
 G3    G2    G1                  H  cycles
 |-----:-----:- io ------------->|  ######
 :     :     |< reflect ---------|
 :     :     |- msr read 0x1d9 ->|   #####
 :     :     |- vmrun ---------->|   #####
 :     |<----:- reflect ---------|
 :     |-----:- io ------------->|  ######
 :     :     |< reflect ---------|
 :     :     |- io ------------->*   #####
 :     :     |- msr read 0x1d9 ->|   #####
 :     :     |- vmrun ---------->|   #####
 :     |-----:- msr read 0x1d9 ->|  ######
 :     :     |< reflect ---------|
 :     :     |- msr read 0x1d9 ->|   #####
 :     :     |- vmrun ---------->|   #####
 :     |-----:- vmrun ---------->|  ######
 :     :     |< reflect ---------|
 :     :     |- msr read 0x1d9 ->|   #####
 :     :     |- vmrun ---------->|   #####`);
});

test("what a level holds itself hears its doorbell on that level's rail", () => {
  const state = chosen(pathState('lab/09-cascades.yaml'), 2);
  const text = textOf(path(state, room), state).join('\n');
  expect(text).toMatch(/╎ +●◄─+┼─ reflect ─+┤/);
  expect(text).toContain('● delivered to G2:V');
});

test('a store that needs no exit passes all rails, H among them', () => {
  const state = chosen(pathState('physical.yaml'), 1);
  const text = textOf(path(state, room), state).join('\n');
  expect(text).toMatch(/├─+┼─+┼─ no exit ─+┼► +250/);
  expect(text).toContain('0 exits, 250 cycles');
});

test('a first touch ends in the same store again, which needs no exit any more', () => {
  const state = pathState('physical.yaml');
  const touch = executedRoutes('physical.yaml').find(
    ({ reached, turn }) => reached === 'H:P' && turn === null,
  )!;
  expect(touch.hops.length).toBeGreaterThan(0);
  const text = textOf(path(opened(state, touch), room), state);
  expect(text.at(-3)).toMatch(/^ │◄─+┼─+┼─ resume ─+┤$/);
  expect(text.at(-2)).toMatch(/^ ├─+┼─+┼─ no exit ─+┼►$/);
  expect(text.at(-1)).toMatch(/^ ● delivered to H:P: \d+ exits/);
});

test('the doorbell in use is marked by a sign and a word, and where none is, that is said', () => {
  const state = pathState('three-doorbells.yaml');
  expect(textOf(path(chosen(state, 1), room), state)[0]).toMatch(/^▌pio, in use/);
  const [look] = state.recent;
  const queues = look.snapshot.queues.map(queue => ({ ...queue, doorbell: null }));
  const given = { ...state, recent: [{ ...look, snapshot: { ...look.snapshot, queues } }] as const };
  expect(textOf(path(given, room), state)[0]).not.toMatch(/▌|in use/);
  expect(path(given, room).about).toBe('G2 V1.tx, no doorbell in use');
});

test('a narrower screen has them below each other, and all reasons at the end', () => {
  const state = pathState('three-doorbells.yaml');
  const text = textOf(path(state, { width: 40, height: 30 }), state);
  const at = (part: string) => text.findIndex(line => line.includes(part));
  const places = ['hypercall, in use', 'pio', 'mmio', 'hypercall: G2 calls 0x1000'].map(at);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(text.filter(line => line.startsWith(" msr: H serves G1's msr"))).toHaveLength(1);
});

test('an opened route stands alone, with its time, its reasons beside the arrows and its totals', () => {
  const state = pathState('three-doorbells.yaml');
  const { route } = state.routes().find(({ doorbell }) => doorbell === 'pio')!;
  const content = path(opened(state, { ...route, state: 'cold' }), room);
  const text = textOf(content, state);
  expect(text[0]).toBe(' G2 V1.tx kick, pio at 1.234 567 890s, fills tables on its way');
  expect(text[1]).toBe(' 4 exits, 27,812 cycles, 8.2us');
  expect(text.join('\n')).toMatch(/├─+┼─ io ─+►│ +18,228 {2}G2 writes port 0xc210: G1 keeps its ports/);
  expect(text.join('\n')).not.toContain('hypercall');
  expect(text.at(-1)).toBe(' ● delivered to H:V1: 4 exits, 27,812 cycles, 8.2us');
});

test('a guest hypervisor that is woken is entered first, and that has its cost', () => {
  const state = pathState('whole-request.yaml');
  const woken = executedRoutes('whole-request.yaml').find(
    ({ cause, hops }) => cause.kind === 'interrupt' && hops[0]?.depth === 1,
  )!;
  const [, , , , first, second] = textOf(path(opened(state, woken), room), state);
  expect(first).toMatch(/^ ╎ +│◄ enter ─+┤ +6,000$/);
  expect(second).toMatch(/^ ╎ +├─ msr read 0x1d9 ─+►│/);
});

test('in 40 columns its title takes two lines, and its reasons stand below', () => {
  const state = pathState('three-doorbells.yaml');
  const hypercall = executedRoutes('three-doorbells.yaml').find(
    ({ cause }) => cause.kind === 'kick' && cause.doorbell === 'hypercall',
  );
  const text = textOf(path(opened(state, hypercall!), { ...room, width: 40 }), state);
  expect(text.slice(0, 2)).toEqual([' G2 V1.tx kick, hypercall', ' at 1.234 567 890s']);
  expect(text.at(-1)).toMatch(/^ [a-z]/);
});

test('long names are cut, and that of H ends over its rail', () => {
  const state = pathState('three-doorbells.yaml');
  const [look] = state.recent;
  const levels = look.snapshot.levels.map(level => ({ ...level, name: `${level.name}-${'x'.repeat(40)}` }));
  const recent = [{ ...look, snapshot: { ...look.snapshot, levels } }] as const;
  const { route } = state.routes()[0]!;
  const [, , , names, first] = textOf(
    path(opened({ ...state, recent }, route), { ...room, width: 60 }),
    state,
  );
  expect(names).toMatch(/^ G2 +G1-x+ H-x+ {2}cycles$/);
  expect(names!.lastIndexOf('x')).toBe(first!.lastIndexOf('│'));
});

test('equal neighbours share an arrow, which costs what they cost together', () => {
  const [io, msr, vmrun] = pioKick.hops as [Hop, Hop, Hop];
  const route = { ...pioKick, hops: [io, msr, msr, msr, vmrun], cycles: 5 * 13_815 };
  const state = pathState('three-doorbells.yaml');
  const text = textOf(path(opened(state, route), room), state).join('\n');
  expect(text).toMatch(/├─ msr read 0x1d9 × 3 ─►│ +41,445/);
  expect(text.match(/msr/g)).toHaveLength(1);
});

test.each(bundledNames)('%s: the arrows of every route cost what the route costs', name => {
  const names = pathState(name).recent[0].snapshot.levels.map(level => level.name);
  const routes = [
    ...pathState(name)
      .routes()
      .map(({ route }) => route),
    ...executedRoutes(name),
  ];
  for (const route of routes) {
    const { steps, more } = stepsOf(route, names);
    expect(more).toBe(0);
    expect(steps.reduce((sum, { cycles }) => sum + (cycles ?? 0), 0)).toBeCloseTo(route.cycles);
    expect(steps.reduce((sum, { exit }) => sum + (exit?.times ?? 0), 0)).toBe(route.hops.length);
    // Whoever is to hear the kick hears it once.
    const heard = steps.filter(({ bell }) => bell).length;
    expect(heard).toBe(route.cause.kind === 'kick' && route.reached !== null ? 1 : 0);
  }
});

test.each(bundledNames)('%s: whoever exits runs: H let it go on, or entered it', name => {
  const names = pathState(name).recent[0].snapshot.levels.map(level => level.name);
  for (const route of [
    ...pathState(name)
      .routes()
      .map(one => one.route),
    ...executedRoutes(name),
  ]) {
    const first = route.hops[0];
    const ran = new Set(first === undefined || first.depth === 0 ? [first?.level ?? route.level] : []);
    for (const { from, to } of stepsOf(route, names).steps) {
      if (from === 0) ran.add(to);
      else expect(ran).toContain(from);
    }
  }
});

test('a route of thousands is drawn as far as somebody scrolls, and says how much is left', () => {
  const hops = Array.from({ length: 50_000 }, (_, at) => ({ ...pioKick.hops[1]!, detail: `read ${at}` }));
  const state = pathState('three-doorbells.yaml');
  const { lines } = path(opened(state, { ...pioKick, hops }), room);
  expect(lines.length).toBeLessThan(2000);
  const left = lines.map(line => painted(line, state).trimEnd()).find(line => line.includes('more exits'));
  const drawn = lines.filter(line => painted(line, state).includes('msr read')).length;
  expect(left).toBe(` and ${(50_000 - drawn).toLocaleString('en-US')} more exits`);
});

test('the same question is answered from memory, another one anew', () => {
  const state = pathState('three-doorbells.yaml');
  const before = path(state, room).lines;
  expect(path({ ...state }, { ...room }).lines).toBe(before);
  expect(path(state, { ...room, width: 119 }).lines).not.toBe(before);
  expect(path(chosen(state, 1), room).lines).not.toBe(before);
  const later = opened(state, mmioKick);
  expect(path(later, room).heads).not.toEqual(
    path({ ...later, opened: { ...later.opened!, atNs: 5 } }, room).heads,
  );
});

test('no queue and no doorbell are a sentence each', () => {
  const bare = pathState('bare.yaml');
  expect(textOf(path(bare, room), bare)).toEqual([' No queue, no kick, no path.']);
  const state = { ...pathState('three-doorbells.yaml'), routes: () => [] };
  expect(textOf(path(state, room), state)).toEqual([' G2 finds no doorbell of V1.']);
});

test('every width, height and set of glyphs: no line is wider, and ASCII is ASCII', () => {
  const states = glyphNames.flatMap(glyphs => bundledNames.map(name => pathState(name, glyphs)));
  const route = (state: State, at: number) => state.routes()[at % state.routes().length]?.route;
  fc.assert(
    fc.property(
      fc.constantFrom(...states),
      fc.integer({ min: 30, max: 200 }),
      fc.integer({ min: 3, max: 60 }),
      fc.nat(8),
      fc.boolean(),
      (state, width, height, at, open) => {
        const shown = open ? route(state, at) : undefined;
        const asked = shown ? opened(state, shown) : chosen(state, at % 4);
        const { heads, lines } = path(asked, { width, height });
        const raw = [...heads, ...lines].map(line =>
          line.map(span => (typeof span === 'string' ? span : span[1])).join(''),
        );
        expect(raw.filter(line => Array.from(line).length > width)).toEqual([]);
        if (state.glyphs.ascii) expect(raw.join('')).toMatch(/^[\x20-\x7e]*$/);
      },
    ),
    { numRuns: 100 },
  );
});
