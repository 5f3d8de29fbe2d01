/** The scenarios that come with the program teach something: what they say of themselves is true. */
import { expect, test } from 'vitest';
import { exitsByLevel } from '../../../engine/route/route.ts';
import { explainScenario } from '../../../engine/run/explain.ts';
import type { QueueReport, Report } from '../../../engine/run/report.ts';
import { type When, wholeRequests } from '../../../engine/run/request.ts';
import { difference } from '../../../engine/scenario/difference.ts';
import type { Scenario } from '../../../engine/scenario/scenario.ts';
import { advanceTo, MS, ranFor, reportOf } from '../../helpers/runs.ts';
import { bundledNames, bundledText, parse, scenarioOf } from '../../helpers/scenarios.ts';

const bundled = (name: string): Scenario => scenarioOf(bundledText(`${name}.yaml`));
const edited = (name: string, from: string, to: string): Scenario => {
  const text = bundledText(`${name}.yaml`);
  expect(text).toContain(from);
  return scenarioOf(text.replace(from, to));
};
const queueOf = ({ devices }: Report, id: string): QueueReport =>
  devices.find(device => device.id === id)!.queues[0]!;
const queuesOf = ({ devices }: Report): QueueReport[] => devices.flatMap(({ queues }) => queues);
const ranReport = (scenario: Scenario, ns = 100 * MS): Report => reportOf(ranFor(scenario, ns));
const exitsOf = (scenario: Scenario, device: string): number =>
  explainScenario(scenario, false).routes.find(route => route.device === device)!.exits;

test.each(bundledNames)('%s is valid, and what it expects holds after a second', name => {
  expect(parse(bundledText(name)).diagnostics).toEqual([]);
  const { expect: judged } = ranReport(scenarioOf(bundledText(name)), 1000 * MS);
  expect(judged.filter(({ holds }) => !holds)).toEqual([]);
});

test('square-wheel: one error, one kick rung again, all others by MMIO and delivered', () => {
  const report = ranReport(bundled('square-wheel'));
  const queue = queueOf(report, 'V1');
  expect(report.levels[2]!.exits.hypercall).toBe(1);
  expect(queue).toMatchObject({ lostKicks: 0, misdirectedKicks: 0, stalled: null, refused: 0 });
  expect(queue.completed).toBeGreaterThan(4000);
});

test('hidden-hypercall: the driver does not find the hypercall and never tries it', () => {
  const scenario = bundled('hidden-hypercall');
  expect(explainScenario(scenario, false).missing.map(({ doorbell }) => doorbell)).toEqual(['hypercall']);
  expect(ranReport(scenario).levels[2]!.exits).not.toHaveProperty('hypercall');
});

test('three-doorbells: the hypercall stalls, the port write and the store arrive', () => {
  const report = ranReport(bundled('three-doorbells'));
  expect(queueOf(report, 'V1')).toMatchObject({ completed: 0, inRing: 64 });
  expect(queueOf(report, 'V1').stalled).toMatch(/kick was lost/);
  for (const id of ['V2', 'V3']) {
    expect(queueOf(report, id)).toMatchObject({ stalled: null, lostKicks: 0, refused: 0 });
    expect(queueOf(report, id).completed).toBeGreaterThan(1000);
  }
});

test('three-doorbells: adding mmio while it runs sets the stalled queue free', () => {
  const run = ranFor(bundled('three-doorbells'), 50 * MS);
  const after = edited('three-doorbells', 'doorbells: [hypercall]\n', 'doorbells: [hypercall, mmio]\n');
  expect(difference(run.scenario, after).structural).toBe(false);
  run.adopt(after);
  advanceTo(run, 200 * MS);
  expect(queueOf(reportOf(run), 'V1')).toMatchObject({ stalled: null, refused: 0 });
  expect(run.queues[0]!.completed).toBeGreaterThan(3000);
});

test('lab/06-whose-address: whatever the device takes is wrong, and completes; an emulated IOMMU mends it in place', () => {
  const run = ranFor(bundled('lab/06-whose-address'), 50 * MS);
  const before = queueOf(reportOf(run), 'V1');
  expect(before.completed).toBeGreaterThan(500);
  const { occupancy, inUse } = run.queues[0]!.device;
  expect(before.corruptions).toBe(before.submitted - (occupancy - inUse));
  const after = edited('lab/06-whose-address', 'device: V1, iommu: none', 'device: V1, iommu: emulated');
  expect(difference(run.scenario, after).structural).toBe(false);
  run.adopt(after);
  advanceTo(run, 100 * MS);
  const { corruptions, completed, stalled } = queueOf(reportOf(run), 'V1');
  expect(corruptions).toBe(before.corruptions);
  expect(completed).toBeGreaterThan(before.completed + 500);
  expect(stalled).toBeNull();
});

test('xeon: V1 falls back, all three move, and shadowing spares eleven exits of each reflected one', () => {
  const report = ranReport(bundled('xeon'));
  for (const queue of queuesOf(report))
    expect(queue).toMatchObject({ stalled: null, lostKicks: 0, refused: 0 });
  expect(report.levels[2]!.exits.VMCALL).toBe(1);
  const [on, off] = [bundled('xeon'), edited('xeon', 'features: [vmcs-shadowing]', 'features: []')];
  expect(difference(on, off).structural).toBe(false);
  expect(exitsOf(off, 'V1') - exitsOf(on, 'V1')).toBe(11);
});

test("arm64: G2's kick of G1's device makes 127 exits, 82 with VHE, 24 with FEAT_NV2 too; H's store is one", () => {
  const withFeatures = (features: string) => edited('arm64', 'features: []', `features: [${features}]`);
  const stores = (scenario: Scenario) =>
    explainScenario(scenario, false)
      .routes.filter(({ doorbell }) => doorbell === 'mmio')
      .map(({ device, exits }) => `${device} ${exits}`);
  expect(stores(bundled('arm64'))).toEqual(['V1 127', 'V2 1']);
  expect(stores(withFeatures('vhe'))).toEqual(['V1 82', 'V2 1']);
  expect(stores(withFeatures('vhe, nv2'))).toEqual(['V1 24', 'V2 1']);
  expect(difference(bundled('arm64'), withFeatures('vhe')).structural).toBe(false);
});

test('arm64: nothing exits for the end of an interrupt, and the hypercall is tried once', () => {
  const { levels } = ranReport(bundled('arm64'));
  expect(Object.keys(levels[2]!.exits).toSorted()).toEqual(['DABT_LOW', 'HVC64', 'IRQ']);
  expect(levels[2]!.exits.HVC64).toBe(1);
});

test('s390x: the assigned notification makes an exit more than that of its own device, and both arrive', () => {
  const scenario = bundled('s390x');
  expect([exitsOf(scenario, 'V1'), exitsOf(scenario, 'V2')]).toEqual([3, 2]);
  for (const queue of queuesOf(ranReport(scenario)))
    expect(queue).toMatchObject({ stalled: null, lostKicks: 0, misdirectedKicks: 0, refused: 0 });
  const hidden = edited('s390x', 'iommu: emulated }', 'iommu: emulated, hide: [hypercall] }');
  expect(difference(scenario, hidden).structural).toBe(false);
  expect(queueOf(ranReport(hidden), 'V1').stalled).toMatch(/none of the doorbells/);
});

test("a report's exits are the executed routes' own", () => {
  const run = ranFor(bundled('three-doorbells'), 20 * MS);
  const counted = new Map<string, number>();
  for (let id = 0; id < run.routes.length; id++)
    for (const [level, reasons] of Object.entries(exitsByLevel(run.routes.at(id))))
      for (const [reason, exits] of Object.entries(reasons)) {
        const key = `${level} ${reason}`;
        counted.set(key, (counted.get(key) ?? 0) + exits * run.routes.counts[id]!);
      }
  const reported = reportOf(run).levels.flatMap(({ exits }, level) =>
    Object.entries(exits).map(([reason, count]) => [`${level} ${reason}`, count] as const),
  );
  expect(new Map(reported)).toEqual(new Map([...counted].filter(([, exits]) => exits > 0)));
});

test('whole-request: the direct kick is ahead while the disks take their time, and behind when they answer at once', () => {
  const cost = (when: When) => {
    const requests = wholeRequests(bundled('whole-request')).filter(({ completes }) => completes === when);
    return requests.map(({ exits }) => exits);
  };
  expect(cost('later')).toEqual([5, 7, 8]);
  expect(cost('at-once')).toEqual([4, 3, 4]);
});

test('lab/09-cascades: one request of G3 is one of every back end below, and waits for all', () => {
  const report = ranReport(bundled('lab/09-cascades'));
  const [v, w, x, d] = ['V', 'W', 'X', 'D'].map(id => queueOf(report, id));
  for (const below of [w!, x!]) expect(Math.abs(below.completed - v!.completed)).toBeLessThanOrEqual(1);
  expect(v!.latencyNs.mean!).toBeGreaterThan(w!.latencyNs.mean!);
  expect(w!.latencyNs.mean!).toBeGreaterThan(x!.latencyNs.mean!);
  expect(d!.latencyNs.mean!).toBeLessThan(v!.latencyNs.mean!);
});

test('neighbours: they wait for one physical processor in turn, and for three not at all', () => {
  const waits = (scenario: Scenario) =>
    queuesOf(ranReport(scenario, 200 * MS)).map(({ stolenShare }) => stolenShare);
  for (const share of waits(bundled('neighbours'))) expect(share).toBeCloseTo(2 / 3, 1);
  expect(waits(edited('neighbours', 'cores: 1', 'cores: 3'))).toEqual([0, 0, 0]);
});

test('rings: a burst fits into tables and not into chains', () => {
  const suppressed = queuesOf(ranReport(bundled('rings'))).map(({ suppressedKicks }) => suppressedKicks > 0);
  // What does not fit at once is added while the device is at work, which then needs no kick.
  expect(suppressed).toEqual([true, false, true, false]);
});

test('moved-bar: a page that moves makes every kick cold once more, and loses none', () => {
  const run = ranFor(bundled('moved-bar'), 150 * MS);
  const cold = Array.from({ length: run.routes.length }, (_, id) => run.routes.at(id)).filter(
    ({ cause, state }) => cause.kind === 'kick' && state === 'cold',
  );
  // The first of either driver, and the first of either after the move.
  const devices = cold.map(({ cause }) => (cause.kind === 'kick' ? cause.device : ''));
  expect(devices.toSorted()).toEqual(['V1', 'V1', 'V2', 'V2']);
  for (const queue of run.queues) {
    expect(queue).toMatchObject({ lostKicks: 0, misdirectedKicks: 0 });
    expect(queue.submitted - queue.completed).toBeLessThanOrEqual(1);
  }
});

test('event-idx: the fault is mended in place, and what waited comes through once the driver kicks again', () => {
  const run = ranFor(bundled('event-idx'), 100 * MS);
  expect(queueOf(reportOf(run), 'V1').stalled).toMatch(/did not look again/);
  const text = bundledText('event-idx.yaml').replace(
    'features: [event-idx], bug: no-recheck',
    'features: [event-idx]',
  );
  run.adopt(scenarioOf(text));
  advanceTo(run, 200 * MS);
  expect(queueOf(reportOf(run), 'V1')).toMatchObject({ stalled: null });
  expect(run.queues[0]!.completed).toBeGreaterThan(1000);
});

test('physical: no exit for the hardware, one for the assigned device, more for ports and the cascade', () => {
  const { routes } = explainScenario(bundled('physical'), false);
  const exits = (device: string) => routes.find(route => route.device === device)!.exits;
  expect([exits('P'), exits('D')]).toEqual([0, 1]);
  for (const device of ['Q', 'V']) expect(exits(device)).toBeGreaterThan(5);
});

test('rings: a driver with notification data says where in the ring it goes on (virtio 1.2, 4.1.5.2)', () => {
  const { routes } = explainScenario(bundled('rings'), false);
  const why = (device: string) => routes.find(route => route.device === device)!.hops[0]!.why;
  expect(why('V4')).toMatch(/stores queue 0, next at 0, wrap 1 to a doorbell page/);
  expect(why('V3')).toMatch(/stores to a doorbell page/);
});

test('starter: the three changes that its comment offers do what it says', () => {
  expect([exitsOf(bundled('starter'), 'V1'), exitsOf(bundled('starter'), 'V2')]).toEqual([4, 1]);
  expect(exitsOf(edited('starter', 'features: [vgif, vls]', 'features: []'), 'V1')).toBe(10);
  const called = ranReport(edited('starter', 'doorbells: [pio]', 'doorbells: [hypercall]'));
  expect(queueOf(called, 'V1').stalled).toMatch(/kick was lost/);
  const untranslated = ranReport(edited('starter', 'V2, iommu: emulated', 'V2, iommu: none'));
  expect(queueOf(untranslated, 'V2')).toMatchObject({ stalled: null, corruptions: expect.any(Number) });
  expect(queueOf(untranslated, 'V2').corruptions).toBeGreaterThan(100);
});
