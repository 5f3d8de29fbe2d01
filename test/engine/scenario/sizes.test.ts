/** A machine that asks for more than there is, or for more than anybody waits for. */
import { expect, test } from 'vitest';
import { explainScenario, whyTooDeep } from '../../../engine/run/explain.ts';
import { roomsFor } from '../../../engine/run/levels.ts';
import { Run } from '../../../engine/run/run.ts';
import { buildStack, placeOf } from '../../../engine/run/stack.ts';
import { parse, scenarioOf } from '../../helpers/scenarios.ts';

const QUIET = { route: () => {}, executed: () => {} };
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

interface Asked {
  readonly devices?: number;
  /** Of each device. */
  readonly queues?: number;
  readonly size?: number;
  readonly beside?: number;
  readonly workload?: object;
  readonly events?: readonly object[];
  /** Levels that assign every device on. */
  readonly between?: number;
}

const moves = (count: number) =>
  upTo(count).map(i => ({ at: `${i + 1}us`, 'move-bar': { level: 'G', device: 'D0' } }));

/** The host has all devices, the innermost guest drives every queue. JSON is YAML. */
function text(asked: Asked): string {
  const { devices = 1, queues = 1, size = 8, beside = 0, events = [], between = 0 } = asked;
  const { workload = { arrivals: { every: '20us' } } } = asked;
  const ids = upTo(devices).map(i => `D${i}`);
  const names = upTo(queues).map(q => `q${q}`);
  const all = {
    queues: names.map(name => ({ name, size })),
    doorbells: ['mmio', 'pio'],
    service: { fixed: '1us' },
  };
  const hypervisor = 'kvm-6.1';
  const levels = [
    { name: 'H', hypervisor, devices: ids.map(id => ({ id, ...all })) },
    ...upTo(between).map(i => ({
      name: `B${i}`,
      hypervisor,
      assign: ids.map(device => ({ device, iommu: 'emulated' })),
    })),
    {
      name: 'G',
      drivers: ids.flatMap(device => names.map(queue => ({ device, workload: { queue, ...workload } }))),
      beside: upTo(beside).map(i => ({ name: `S${i}` })),
    },
  ];
  const cpu = { arch: 'svm', costs: 'zen-3' };
  return JSON.stringify({ version: 1, title: 'a lot', cpu, levels, events });
}

const messages = (of: string) => parse(of).diagnostics.map(({ message }) => message);

test.each<[Asked, string]>([
  [{ devices: 65 }, 'a list of more than 64'],
  [{ beside: 65 }, 'a list of more than 64'],
  [{ devices: 33, queues: 8 }, 'more than 256 queues that are driven, the most that a machine can have'],
  [
    { queues: 3, size: 32768 },
    'more than 65536 descriptors in the queues that are driven, the most that a machine can have',
  ],
  [
    { devices: 64, queues: 4, events: moves(100) },
    'more than 30000 devices and queues that its events place anew, the most that a machine can have',
  ],
  [{ workload: { arrivals: { every: '1ns' }, batch: 32768 } }, '32768 requests every 1 ns'],
  [{ workload: { arrivals: { poisson: '1G/s' }, batch: 2 } }, '2 requests every 1 ns'],
])('too much is refused by the number that is the most: %#', (asked, message) => {
  expect(messages(text(asked))).toEqual([message]);
});

test('devices of all levels count together', () => {
  const more = upTo(25).map(i => ({
    id: `E${i}`,
    queues: [{ name: 'q', size: 8 }],
    service: { fixed: '1us' },
  }));
  const both = text({ devices: 40, between: 1 }).replace(
    '"assign"',
    `"devices":${JSON.stringify(more)},"assign"`,
  );
  expect(messages(both)).toEqual(['more than 64 devices, the most that a machine can have']);
});

test.each<[string, Asked]>([
  ['devices', { devices: 64, queues: 4 }],
  ['devices, in the deepest stack', { devices: 64, between: 14 }],
  ['descriptors', { queues: 2, size: 32768 }],
  ['descriptors, in the deepest stack', { queues: 2, size: 32768, between: 14 }],
  ['guests beside each other', { beside: 64 }],
])('as many %s as there may be have room in memory and among the addresses', (_, asked) => {
  const run = new Run(scenarioOf(text(asked)), QUIET);
  expect(run.queues).toHaveLength((asked.devices ?? 1) * (asked.queues ?? 1));
});

test('a guest that moves its BARs a thousand times has room for it, and rings them there', () => {
  const run = new Run(scenarioOf(text({ devices: 2, events: moves(1000) })), QUIET);
  expect(run.advance(2e6, 1e6)).toBe(true);
  expect(run.happened).toBe(1000);
  expect(run.queues[0]).toMatchObject({ lostKicks: 0, misdirectedKicks: 0 });
});

test('moved or not, no two devices of the innermost guest of the deepest stack have one address', () => {
  const scenario = scenarioOf(text({ devices: 64, between: 14 }));
  const stackMoved = (times: number) => {
    const moved = new Map(upTo(64).map(i => [placeOf(15, `D${i}`), i % 2 === 0 ? times : 0]));
    return buildStack(scenario, roomsFor([]), { moved, behind: new Map() });
  };
  const stacks = new Map([0, 1, 2, 1001].map(times => [times, stackMoved(times)]));
  const at = (times: number, device: string) =>
    stacks.get(times)!.devices.get(device)!.seen.get(15)!.found.mmio!.address;
  const all = [0, 1, 2].flatMap(times => upTo(32).map(i => at(times, `D${2 * i}`)));
  expect(new Set([...all, ...upTo(32).map(i => at(0, `D${2 * i + 1}`))]).size).toBe(4 * 32);
  expect(at(1001, 'D0')).toBe(at(1, 'D0'));
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0xfe00_0000);
});

test('a stack whose routes would together fill the memory is refused, though each could be walked', () => {
  expect(whyTooDeep(scenarioOf(text({ between: 6 })))).toBeNull();
  expect(whyTooDeep(scenarioOf(text({ devices: 4, between: 6 })))).toBe(
    'the routes of this stack make over 4000000 exits together: take levels or drivers away',
  );
});

test('the request of one of many guests beside each other is explained as if it were alone', () => {
  const besides = upTo(31).map(i => ({
    name: `S${i}`,
    drivers: [{ device: `D${i + 1}`, workload: { queue: 'q0', arrivals: { every: '20us' } } }],
  }));
  const alone = text({}).replace('"beside":[]', `"beside":${JSON.stringify(besides)}`);
  const scenario = scenarioOf(
    alone.replace(/"devices":\[.*?\}\}\]/, /"devices":\[.*?\}\}\]/.exec(text({ devices: 32 }))![0]),
  );
  const { requests } = explainScenario(scenario, false);
  expect(requests).toHaveLength(64);
  expect(requests.at(-2)!.order).toEqual(requests[0]!.order);
});
