import { expect, test } from 'vitest';
import { walkKick } from '../../../engine/doorbell/kick.ts';
import { type DeviceView, deviceViews, type SeenDevice } from '../../../engine/run/device-view.ts';
import type { Run } from '../../../engine/run/run.ts';
import { advanceTo, MS, quietRun, ranFor } from '../../helpers/runs.ts';
import { bundledNames, bundledText, scenarioOf } from '../../helpers/scenarios.ts';
import { passedThrough } from '../../helpers/stacks.ts';

const bundled = (name: string, ms = 0): Run => ranFor(scenarioOf(bundledText(`${name}.yaml`)), ms * MS);
const viewOf = (run: Run, id: string): DeviceView => deviceViews(run).find(view => view.id === id)!;
const seenBy = (run: Run, id: string, guest: string): SeenDevice =>
  viewOf(run, id).seen.find(seen => seen.guest === guest)!;

const everyScenario = bundledNames.map(name => ({ name: name.replace('.yaml', '') }));

test.each(everyScenario)(
  '$name: a driver finds in the view what it rings, and ends where the view says',
  ({ name }) => {
    const run = bundled(name, 250);
    for (const [index, { place }] of run.queues.entries()) {
      const { leadsTo, port, notify, token } = seenBy(run, place.device.id, place.spec.name);
      for (const kick of run.ways[index]!.kicks) {
        const { found, doorbell } = kick;
        expect([found.pio?.port ?? null, found.mmio]).toEqual([port, notify]);
        expect(found.hypercall?.token).toBe(token?.base);
        if (doorbell === 'hypercall') continue;
        expect(walkKick(run.stacks[place.branch]!.machine, kick)!.route.reached).toBe(leadsTo);
      }
    }
  },
);

test.each(everyScenario)('$name: an address ends right unless the run finds data astray', ({ name }) => {
  const run = bundled(name, 20);
  for (const { place, corruptions, dmaFaults, buffers } of run.queues) {
    const { map } = viewOf(run, place.device.id);
    const mapped = map.find(
      ({ guest, queue }) => guest === place.spec.name && queue === place.driver.workload.queue,
    )!;
    expect(mapped.iova).toBe(buffers);
    expect(mapped.stages.map(({ level }) => level)).toEqual(
      Array.from({ length: place.guest }, (_, i) => place.guest - 1 - i),
    );
    expect(mapped.ends === 'wrong').toBe(corruptions > 0);
    expect(mapped.ends === 'fault').toBe(dmaFaults > 0);
  }
});

test.each(everyScenario)('$name: the view survives the way to another thread', ({ name }) => {
  const views = deviceViews(bundled(name));
  expect(structuredClone(views)).toEqual(views);
});

test('config space as a guest reads it: BARs, the list of capabilities, MSI-X', () => {
  const { bars, capabilities, ...v1 } = seenBy(bundled('three-doorbells'), 'V1', 'G2');
  expect(v1).toMatchObject({ vendorId: 0x1af4, deviceId: 0x1041, vectors: 2, masked: [], iommu: 'emulated' });
  expect(bars).toEqual([
    { index: 0, kind: 'io', address: 0xc200, size: 0x20 },
    { index: 4, kind: 'memory', address: 0xfe20_0000, size: 0x4000 },
  ]);
  expect(
    capabilities.map(({ at, id, name, detail }) => `${at.toString(16)} ${id} ${name}: ${detail}`),
  ).toEqual([
    '40 9 virtio common: BAR 4 + 0x0',
    '50 9 virtio isr: BAR 4 + 0x1000',
    '60 9 virtio device: BAR 4 + 0x2000',
    '70 9 virtio notify: BAR 4 + 0x3000, multiplier 4',
    '84 9 vendor: hypercall token: 1 from 0x1000',
    '94 17 MSI-X: 2 vectors',
  ]);
});

test('what a hypervisor hides is not in its guest’s list', () => {
  const run = bundled('hidden-hypercall');
  const [below, above] = ['G1', 'G2'].map(guest => seenBy(run, 'V1', guest));
  expect([below!.hidden, above!.hidden]).toEqual([[], ['hypercall']]);
  expect(below!.token).toEqual({ base: 0x1000, count: 1 });
  expect(above!.token).toBeNull();
  expect(above!.capabilities.map(({ name }) => name)).not.toContain('vendor: hypercall token');
  const noPorts = quietRun(passedThrough({ cpu: { arch: 'svm', features: [] }, depth: 2, hide: ['pio'] }));
  expect(seenBy(noPorts, 'V1', 'G2')).toMatchObject({ hidden: ['pio'], port: null, bars: [{ index: 4 }] });
});

test('two hypervisors that gave out one token show it side by side', () => {
  const run = bundled('token-collision');
  expect(seenBy(run, 'V1', 'G2').token).toEqual(seenBy(run, 'W1', 'G2').token);
  expect(['V1', 'W1'].map(id => seenBy(run, id, 'G2').leadsTo)).toEqual(['H:V1', 'G1:W1']);
});

test('a moved BAR is at another address, and behind swapped assignments is the other device', () => {
  const run = bundled('moved-bar', 99);
  const before = seenBy(run, 'V1', 'G2');
  advanceTo(run, 150 * MS);
  const moved = seenBy(run, 'V1', 'G2');
  expect(moved.notify!.address - moved.bars[0]!.address).toBe(0x3000);
  expect(moved.bars[0]!.address).not.toBe(before.bars[0]!.address);
  expect(moved.leadsTo).toBe('H:V1');
  advanceTo(run, 250 * MS);
  expect(['V1', 'V2'].map(id => seenBy(run, id, 'G2').leadsTo)).toEqual(['H:V2', 'H:V1']);
  expect(['V1', 'V2'].map(id => seenBy(run, id, 'G1').leadsTo)).toEqual(['H:V1', 'H:V2']);
});

test('a masked vector is masked where its driver’s guest has it', () => {
  const text = bundledText('masked-interrupt.yaml');
  const { atNs } = scenarioOf(text).events[0]!;
  const run = ranFor(scenarioOf(text), atNs - 1);
  const [{ id }] = deviceViews(run) as [DeviceView];
  const masked = () => viewOf(run, id).seen.map(each => each.masked);
  expect(masked().flat()).toEqual([]);
  advanceTo(run, atNs);
  expect(masked().at(-1)).toEqual([0]);
});

test('the IOMMU map: translated, taken as it is to wrong memory, taken as it is and right by luck', () => {
  const mapOf = (iommu: string) => {
    const text = bundledText('lab/06-whose-address.yaml').replace('V1, iommu: none', `V1, iommu: ${iommu}`);
    return viewOf(ranFor(scenarioOf(text), MS), 'V1').map[0]!;
  };
  const [translated, none, identity] = [mapOf('emulated'), mapOf('none'), mapOf('identity')];
  expect([translated.ends, none.ends, identity.ends]).toEqual(['right', 'wrong', 'right']);
  expect(translated.stages[0]!.address).not.toBe(translated.iova);
  expect(none.stages[0]!.address).toBe(none.iova);
  expect(identity.stages[0]!.address).toBe(identity.iova);
});

test('a cascade says where its requests go on, and real hardware that it is', () => {
  const cascade = bundled('lab/09-cascades');
  expect(viewOf(cascade, 'V')).toMatchObject({ level: 2, back: { device: 'W', queue: 'tx' } });
  expect(viewOf(cascade, 'W').map).toMatchObject([{ guest: 'G2', ends: 'right' }]);
  const physical = viewOf(bundled('physical'), 'P');
  expect(physical).toMatchObject({ level: 0, physical: true, back: null });
  expect(physical.seen.map(({ guest, iommu }) => [guest, iommu])).toEqual([
    ['G1', null],
    ['G2', 'emulated'],
    ['G3', 'emulated'],
  ]);
});

test('of guests beside each other, the one that drives a device has it', () => {
  const guests = deviceViews(bundled('neighbours')).map(({ id, seen }) => [
    id,
    ...seen.map(({ guest }) => guest),
  ]);
  expect(guests).toEqual([
    ['V1', 'G1', 'G2'],
    ['V2', 'G1', 'G2b'],
    ['V3', 'G1b'],
  ]);
});

test('a scenario may give devices to the innermost level: nobody sees them, and it runs', () => {
  const text = bundledText('square-wheel.yaml').replace(/\n {2}- name: G1[\s\S]*/, '\n');
  expect(deviceViews(ranFor(scenarioOf(text), MS))).toEqual([]);
});
