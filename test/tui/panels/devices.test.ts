import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf } from '../../../tui/contents.ts';
import type { Room } from '../../../tui/drawing/content.ts';
import { type GlyphName, glyphNames } from '../../../tui/drawing/glyphs.ts';
import { lengthOf } from '../../../tui/drawing/spans.ts';
import type { Span } from '../../../tui/drawing/text.ts';
import { type DeviceView, look, type MappedAddress, type SeenDevice } from '../../../tui/run.ts';
import { initialState } from '../../../tui/state/reduce.ts';
import type { State } from '../../../tui/state/state.ts';
import { device } from '../../helpers/fake-run.ts';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { bundledText } from '../../helpers/scenarios.ts';
import { since, stateOf } from '../../helpers/screens.tsx';

const wide: Room = { width: 120, height: 40 };
const narrow: Room = { width: 50, height: 40 };

function stateWith(devices: readonly DeviceView[], glyphs: GlyphName = 'braille'): State {
  return { ...stateOf({ glyphs }), devices };
}

/** The fake run's device, G2's column changed. */
function seenByG2(patch: Partial<SeenDevice>): DeviceView {
  const [first, second] = device.seen;
  return { ...device, seen: [first!, { ...second!, ...patch }] };
}

const plain = (spans: readonly Span[]): string =>
  spans.map(span => (typeof span === 'string' ? span : span[1])).join('');

function linesOf(state: State, room: Room): string[] {
  return contentOf('devices', state, room).lines.map(line => plain(line).trimEnd());
}

const rowOf = (lines: readonly string[], label: string): string[] =>
  lines
    .find(line => line.includes(label))!
    .slice(label.length + 1)
    .trim()
    .split(/ {2,}/);

/** The spans of a role. */
function withRole(role: string, state: State): string[] {
  const spans = contentOf('devices', state, wide).lines.flat();
  return spans.flatMap(span => (typeof span !== 'string' && span[0] === role ? [span[1].trim()] : []));
}

const hidden = seenByG2({
  token: null,
  capabilities: device.seen[1]!.capabilities.filter(({ name }) => !name.includes('token')),
  hidden: ['hypercall'],
});

test('the head says whose device it is, and what it can do', () => {
  const back = { device: 'X', queue: 'tx' };
  const lines = linesOf(
    stateWith([device, { ...device, level: 1, physical: true, features: [], back }]),
    wide,
  );
  expect(lines).toContain('V1 net  emulated by L0 H, kvm-6.1  event-idx');
  expect(lines).toContain('V1 net  hardware of L1 G1, kvm-6.1  handed on to X.tx');
});

test('each guest has a column: what differs from one level below stands there, the rest is a sign', () => {
  const moved = seenByG2({ port: 0xc210, bars: [{ index: 0, kind: 'io', address: 0xc200, size: 32 }] });
  const lines = linesOf(stateWith([moved]), wide);
  expect(lines[1]!.trim()).toMatch(/^L1 G1 +L2 G2$/);
  expect(rowOf(lines, 'doorbell pio')).toEqual(['port 0xc110', 'port 0xc210']);
  expect(rowOf(lines, 'doorbell mmio')).toEqual(['0xfe103000', '=']);
  expect(rowOf(lines, 'doorbell hypercall')).toEqual(['tokens 0x1000 to 0x1001', '=']);
  expect(rowOf(lines, 'vendor:device')).toEqual(['1af4:1041', '=']);
  expect(rowOf(lines, 'BAR 0, io')).toEqual(['0xc100, 32 B', '0xc200, 32 B']);
  expect(rowOf(lines, 'BAR 4, memory')).toEqual(['0xfe100000, 16 KiB', 'hidden by G1']);
  expect(rowOf(lines, '[40] 09 virtio notify')).toEqual(['BAR 4 + 0x3000, multiplier 4', '=']);
  expect(rowOf(lines, 'IOMMU')).toEqual(['-', 'emulated, by G1']);
});

test('a hidden doorbell is missing in the column above, and who hides it is said', () => {
  const lines = linesOf(stateWith([hidden]), wide);
  expect(rowOf(lines, 'doorbell hypercall')).toEqual(['tokens 0x1000 to 0x1001', 'hidden by G1']);
  expect(rowOf(lines, '[54] 09 vendor: hypercall token')).toEqual(['2 from 0x1000', 'hidden by G1']);
  expect(withRole('warning', stateWith([hidden]))).toEqual(['hidden by G1', 'hidden by G1']);
  expect(withRole('warning', stateWith([device]))).toEqual([]);
});

test('where columns have no room, the guests stand below each other with what is different for them', () => {
  const lines = linesOf(stateWith([hidden]), narrow);
  const above = lines.slice(lines.indexOf(' L2 G2 as L1 G1, but') + 1);
  expect(lines.indexOf(' L1 G1')).toBe(1);
  expect(above[0]).toMatch(/^ {2}doorbell hypercall +hidden by G1$/);
  expect(above.some(line => line.includes('virtio notify'))).toBe(false);
  expect(lines.filter(line => line.includes('virtio notify'))).toHaveLength(1);
});

test('what no guest has is a dash, not something hidden', () => {
  const none = { ...hidden, seen: hidden.seen.map(seen => ({ ...seen, token: null })) };
  expect(rowOf(linesOf(stateWith([none]), wide), 'doorbell hypercall')).toEqual(['-', '=']);
});

test('masked vectors are named', () => {
  const lines = linesOf(stateWith([seenByG2({ masked: [0, 2] })]), wide);
  expect(rowOf(lines, 'MSI-X vectors')).toEqual(['3', '3, masked: 0, 2']);
});

test('a device behind which another one answers says which', () => {
  const swapped = stateWith([seenByG2({ leadsTo: 'H:V2' })]);
  expect(rowOf(linesOf(swapped, wide), 'really leads to')).toEqual(['H:V1', 'H:V2']);
  expect(withRole('alarm', swapped)).toEqual(['H:V2']);
  expect(linesOf(stateWith([device]), wide).join('\n')).not.toContain('really leads to');
});

test.each<[MappedAddress['ends'], number | null, string]>([
  ['right', 0x20_2000, '0x202000 (H)  right: its own memory'],
  ['wrong', 0x10_2000, '0x102000 (H)  wrong: other memory'],
  ['fault', null, 'nothing (H)  DMA fault'],
])("a driver's address is followed down to the host, and its end is %s", (ends, address, said) => {
  const stages = [
    { level: 1, address: 0x10_2000 },
    { level: 0, address },
  ];
  const mapped = { ...device, map: [{ ...device.map[0]!, stages, ends }] };
  const way = `tx iova 0x2000 (G2) → 0x102000 (G1) → ${said}`;
  expect(
    linesOf(stateWith([mapped]), wide)
      .at(-1)!
      .trim(),
  ).toBe(way);
  const folded = linesOf(stateWith([mapped]), narrow)
    .slice(-2)
    .map(line => line.trim());
  expect(folded.join(' ').replaceAll(/ +/g, ' ')).toBe(way.replaceAll(/ +/g, ' '));
});

test('devices stand side by side where there is room, else below each other', () => {
  const two = stateWith([device, { ...device, id: 'V2' }]);
  const heads = (width: number) => linesOf(two, { width, height: 40 }).filter(line => /V[12] net/.test(line));
  expect(heads(200)).toEqual([expect.stringMatching(/^V1 net .* V2 net /)]);
  expect(heads(120)).toHaveLength(2);
});

test('a stack without devices is a sentence', () => {
  expect(linesOf(stateWith([]), wide)).toEqual(['No level of this stack has a device.']);
});

test('what an engine finds on a bundled scenario is shown: G1 hides the token and moves the rest', async () => {
  const run = await liveRun(bundledText('hidden-hypercall.yaml'));
  await until(run, ({ executed }) => executed > 0);
  const { glyphs, size } = stateOf();
  const lines = linesOf(initialState({ file: 'a.yaml', since, size, glyphs }, look(run)), wide);
  expect(rowOf(lines, 'doorbell hypercall')).toEqual([expect.stringMatching(/^token 0x/), 'hidden by G1']);
  for (const label of ['doorbell pio', 'doorbell mmio', 'BAR 0, io', 'BAR 4, memory']) {
    const [g1, g2] = rowOf(lines, label);
    expect(g1).toMatch(/0x/);
    expect(g2).toMatch(/0x/);
  }
  expect(lines.at(-1)).toMatch(/iova 0x\w+ \(G2\) → 0x\w+ \(G1\) → 0x\w+ \(H\) {2}right/);
});

test('at any size no line is too long, and ASCII is ASCII', () => {
  const room = fc.record({
    width: fc.integer({ min: 40, max: 250 }),
    height: fc.integer({ min: 3, max: 60 }),
  });
  const devices = fc.array(fc.constantFrom(device, hidden, seenByG2({ masked: [1], leadsTo: 'H:V2' })), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(room, devices, fc.constantFrom(...glyphNames), (size, some, glyphs) => {
      const { lines } = contentOf('devices', stateWith(some, glyphs), size);
      for (const line of lines) expect(lengthOf(line)).toBeLessThanOrEqual(size.width);
      if (glyphs === 'ascii') expect(lines.map(plain).join('')).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});
