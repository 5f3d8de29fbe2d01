/** A run without an engine: two queues of a two-level stack that the test moves by hand. */

import type { Hop, Route } from '../../engine/route/route.ts';
import type { Consequence } from '../../engine/run/consequence.ts';
import type { DeviceView } from '../../engine/run/device-view.ts';
import type { DoorbellKind } from '../../engine/scenario/scenario.ts';
import { Histogram } from '../../engine/sim/histogram.ts';
import type {
  Applied,
  Executed,
  Latency,
  LiveRun,
  QueueSnapshot,
  Snapshot,
  Speed,
} from '../../engine/worker/live.ts';
import { fakeScenario } from './fake-scenario.ts';

const direct: Hop = {
  level: 2,
  reason: 'npf',
  detail: null,
  handledBy: 0,
  reflected: false,
  depth: 0,
  cycles: 13_815,
  servedCycles: 0,
  why: 'H walks the tables',
};

const reflected: Hop[] = [
  { ...direct, reason: 'io', handledBy: 1, reflected: true },
  { ...direct, level: 1, reason: 'msr', detail: 'read 0x1d9', depth: 1 },
  { ...direct, level: 1, reason: 'vmrun', depth: 1 },
];

export const mmioKick: Route = {
  guest: 'G2',
  level: 2,
  cause: { kind: 'kick', device: 'V1', queue: 'tx', doorbell: 'mmio' },
  state: 'warm',
  outcome: 'delivered',
  error: null,
  turn: null,
  reached: '0:V1',
  hops: [direct],
  cycles: 13_815,
};

export const pioKick: Route = {
  ...mmioKick,
  cause: { kind: 'kick', device: 'V1', queue: 'rx', doorbell: 'pio' },
  hops: reflected,
};

export class FakeRun implements LiveRun {
  /** Laid over every snapshot. */
  patch: Partial<Snapshot> = {};
  /** Thrown by the next look. */
  broken: Error | null = null;
  readonly calls: string[] = [];
  readonly scenario = fakeScenario;
  readonly failed: Promise<Error>;
  fail: (error: Error) => void = () => {};
  private kicks = 0;
  private state: Snapshot['state'] = 'running';
  private speed: Speed = 1;
  private readonly doorbells: DoorbellKind[] = ['mmio', 'pio'];

  constructor() {
    this.failed = new Promise(resolve => {
      this.fail = resolve;
    });
  }

  /** Executes one kick of each queue, a simulated millisecond apart. */
  advance(): void {
    this.kicks++;
  }

  snapshot(): Snapshot {
    if (this.broken) throw this.broken;
    const { kicks, state, speed } = this;
    const ns = kicks * 1e6;
    return {
      ...still,
      simulatedNs: ns,
      wallNs: ns,
      speed,
      state,
      levels: levelsAfter(kicks),
      queues: queuesAfter(kicks, this.doorbells),
      executed: kicks * 2,
      ...this.patch,
    };
  }

  tail(limit: number, wanted: (route: Route) => boolean = () => true): Executed[] {
    const all = Array.from({ length: this.kicks * 2 }, (_, sequence) => {
      return { sequence, atNs: Math.floor(sequence / 2) * 1e6, route: sequence % 2 ? pioKick : mmioKick };
    });
    return all.filter(({ route }) => wanted(route)).slice(-limit);
  }

  /** Every kick completes a request of each queue, those of the port write the slower ones. */
  latencies(): Latency[] {
    if (this.kicks === 0) return [];
    return this.doorbells.map((doorbell, queue) => ({
      queue,
      doorbell,
      counts: countsOf(this.kicks, doorbell === 'pio' ? 180_000 : 30_000),
    }));
  }

  devices(): DeviceView[] {
    return [device];
  }

  pause(): void {
    this.calls.push('pause');
    this.state = 'paused';
  }

  resume(): void {
    this.calls.push('resume');
    this.state = 'running';
  }

  step(): void {
    this.calls.push('step');
    this.advance();
  }

  setSpeed(speed: Speed): void {
    this.calls.push(`speed ${speed}`);
    this.speed = speed;
  }

  nextDoorbell(index: number): void {
    this.calls.push(`next doorbell ${index}`);
    const { doorbells } = queue;
    this.doorbells[index] = doorbells[(doorbells.indexOf(this.doorbells[index]!) + 1) % doorbells.length]!;
  }

  get running(): boolean {
    return this.state === 'running';
  }

  apply(): Promise<never> {
    return Promise.reject(new Error('the screen applies nothing'));
  }

  record(): Promise<never> {
    return Promise.reject(new Error('the screen records nothing'));
  }

  endRecording(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<[]> {
    return Promise.resolve([]);
  }
}

const still: Snapshot = {
  generation: 1,
  title: 'The square wheel',
  simulatedNs: 0,
  hz: 3.4e9,
  wallNs: 0,
  speed: 1,
  state: 'running',
  levels: [],
  queues: [],
  dma: { faults: 0, corruptions: 0, iotlbHits: 0, iotlbMisses: 0 },
  executed: 0,
  recording: null,
};

function levelsAfter(kicks: number): Snapshot['levels'] {
  const spent = (share: number) => kicks * share * 1e6 * 3.4;
  const own = (reason: string) => ({ reason, handledBy: 0, reflected: false, count: kicks });
  return [
    { name: 'H', hypervisor: 'kvm-6.1', sinceNs: 0, exits: [], cycles: spent(0.2) },
    { name: 'G1', hypervisor: 'kvm-6.1', sinceNs: 0, exits: [own('msr'), own('vmrun')], cycles: spent(0.05) },
    {
      name: 'G2',
      hypervisor: null,
      sinceNs: 0,
      exits: [own('npf'), { ...own('io'), handledBy: 1, reflected: true }],
      cycles: 0,
    },
  ];
}

function queuesAfter(kicks: number, [tx, rx]: readonly DoorbellKind[]): QueueSnapshot[] {
  const wave = (period: number) => Math.round(100 + 80 * Math.sin(kicks / period));
  return [
    { ...queue, queue: 'tx', doorbell: tx!, occupancy: wave(40), ...countsAfter(kicks) },
    { ...queue, queue: 'rx', doorbell: rx!, occupancy: wave(25), ...countsAfter(kicks) },
  ];
}

function countsAfter(kicks: number) {
  return {
    ...{ kicks, submitted: kicks, completed: kicks, meanLatencyNs: kicks > 0 ? 58_300 : Number.NaN },
    ...{ lastAvailIdx: kicks & 0xffff, usedIdx: (kicks - queue.inUse) & 0xffff },
  };
}

/** Requests around `meanNs`, a rare one far from it. */
function countsOf(requests: number, meanNs: number): Float64Array {
  const histogram = new Histogram();
  for (let i = 0; i < requests; i++)
    histogram.record(Math.round(meanNs * (i % 50 === 49 ? 5 : 1 + Math.sin(i) / 4)));
  return histogram.usedCounts;
}

export const queue: QueueSnapshot = {
  level: 2,
  guest: 'G2',
  device: 'V1',
  queue: 'tx',
  size: 256,
  doorbell: 'mmio',
  doorbells: ['mmio', 'pio', 'hypercall'],
  occupancy: 0,
  inUse: 4,
  lastAvailIdx: 0,
  usedIdx: 0,
  backlog: 0,
  submitted: 0,
  completed: 0,
  lost: 0,
  refused: 0,
  dropped: 0,
  kicks: 0,
  lostKicks: 0,
  misdirectedKicks: 0,
  suppressedKicks: 0,
  interrupts: 0,
  corruptions: 0,
  stalled: null,
  meanLatencyNs: Number.NaN,
  stolenNs: 0,
};

const seen = {
  vendorId: 0x1af4,
  deviceId: 0x1041,
  bars: [
    { index: 0, kind: 'io', address: 0xc100, size: 0x20 },
    { index: 4, kind: 'memory', address: 0xfe10_0000, size: 0x4000 },
  ],
  capabilities: [
    { at: 0x40, id: 0x09, name: 'virtio notify', detail: 'BAR 4 + 0x3000, multiplier 4' },
    { at: 0x54, id: 0x09, name: 'vendor: hypercall token', detail: '2 from 0x1000' },
    { at: 0x64, id: 0x11, name: 'MSI-X', detail: '3 vectors' },
  ],
  token: { base: 0x1000, count: 2 },
  notify: { address: 0xfe10_3000, multiplier: 4 },
  port: 0xc110,
  vectors: 3,
  masked: [],
  hidden: [],
  leadsTo: 'H:V1',
} as const;

/** What both queues are of, as each guest sees it. */
export const device: DeviceView = {
  id: 'V1',
  type: 'net',
  level: 0,
  physical: false,
  features: ['event-idx'],
  back: null,
  seen: [
    { ...seen, level: 1, guest: 'G1', iommu: null },
    { ...seen, level: 2, guest: 'G2', iommu: 'emulated' },
  ],
  map: [
    {
      guest: 'G2',
      queue: 'tx',
      iova: 0x2000,
      stages: [
        { level: 1, address: 0x10_2000 },
        { level: 0, address: 0x20_2000 },
      ],
      ends: 'right',
    },
  ],
};

/** An edit of one change. */
export const applied = (force: Consequence['force'], ...because: string[]): Applied => ({
  atNs: 0,
  consequences: [{ force, whom: '', because, resubmitted: 0, dropped: 0 }],
});
