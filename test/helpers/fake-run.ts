/** A run without an engine: two queues of a two-level stack that the test moves by hand. */

import type { Hop, Route } from '../../engine/route/route.ts';
import type { Executed, LiveRun, QueueSnapshot, Snapshot, Speed } from '../../engine/worker/live.ts';

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
  readonly failed: Promise<Error>;
  fail: (error: Error) => void = () => {};
  private kicks = 0;
  private state: Snapshot['state'] = 'running';
  private speed: Speed = 1;

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
      queues: queuesAfter(kicks),
      executed: kicks * 2,
      ...this.patch,
    };
  }

  tail(limit: number): Executed[] {
    const all = this.kicks * 2;
    return Array.from({ length: Math.min(limit, all) }, (_, index) => {
      const sequence = all - Math.min(limit, all) + index;
      return { sequence, atNs: Math.floor(sequence / 2) * 1e6, route: sequence % 2 ? pioKick : mmioKick };
    });
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

  get running(): boolean {
    return this.state === 'running';
  }

  apply(): Promise<never> {
    return Promise.reject(new Error('the screen applies nothing'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const still: Snapshot = {
  generation: 1,
  title: 'The square wheel',
  simulatedNs: 0,
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
  const own = (reason: string) => ({ reason, handledBy: 0, reflected: false, count: kicks });
  return [
    { name: 'H', hypervisor: 'kvm-6.1', exits: [] },
    { name: 'G1', hypervisor: 'kvm-6.1', exits: [own('msr'), own('vmrun')] },
    { name: 'G2', hypervisor: null, exits: [own('npf'), { ...own('io'), handledBy: 1, reflected: true }] },
  ];
}

function queuesAfter(kicks: number): QueueSnapshot[] {
  const wave = (period: number) => Math.round(100 + 80 * Math.sin(kicks / period));
  return [
    { ...queue, queue: 'tx', doorbell: 'mmio', occupancy: wave(40), ...countsAfter(kicks) },
    { ...queue, queue: 'rx', doorbell: 'pio', occupancy: wave(25), ...countsAfter(kicks) },
  ];
}

function countsAfter(kicks: number) {
  return { kicks, submitted: kicks, completed: kicks, meanLatencyNs: kicks > 0 ? 58_300 : Number.NaN };
}

export const queue: QueueSnapshot = {
  level: 2,
  guest: 'G2',
  device: 'V1',
  queue: 'tx',
  size: 256,
  doorbell: 'mmio',
  occupancy: 0,
  inUse: 4,
  backlog: 0,
  submitted: 0,
  completed: 0,
  lost: 0,
  refused: 0,
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
