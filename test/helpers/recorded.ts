/** What the session logs of tests hold: a header, a route, a layout. */
import type { Route } from '../../engine/route/route.ts';
import type { Layout, SessionHeader } from '../../engine/session/payload.ts';

export const header: SessionHeader = {
  engine: '0.1.0',
  scenario: 'version: 1\ntitle: übergroß\n',
  scenarioSha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  profiles: [
    { kind: 'costs', name: './my-machine.yaml', text: 'costs: mine\n' },
    { kind: 'hypervisor', name: 'kvm-6.1', arch: 'svm', text: 'hypervisor: kvm-6.1\n' },
  ],
  seed: 42,
  recordedAt: '2026-01-02T03:04:05.678Z',
};

export const route: Route = {
  guest: 'G2',
  level: 2,
  cause: { kind: 'kick', device: 'V1', queue: 'tx', doorbell: 'hypercall' },
  state: 'warm',
  outcome: 'error',
  error: -1000,
  turn: null,
  reached: null,
  hops: [
    {
      level: 2,
      reason: 'hypercall',
      detail: null,
      handledBy: 1,
      reflected: true,
      depth: 0,
      cycles: 1188,
      servedCycles: 0,
      why: 'G1 does not know the token',
    },
  ],
  cycles: 1188,
};

export const layout: Layout = {
  generation: 1,
  title: 'Übergroß',
  arch: 'svm',
  hz: 3.4e9,
  levels: [
    { name: 'H', hypervisor: 'kvm-6.1', sinceNs: 0, sinceRoute: 0 },
    { name: 'G1', hypervisor: 'kvm-6.1', sinceNs: 0, sinceRoute: 0 },
    { name: 'G2', hypervisor: null, sinceNs: 0, sinceRoute: 0 },
  ],
  run: ['simulatedNs', 'wallNs'],
  queue: ['kicks', 'occupancy'],
  queues: [{ level: 2, guest: 'G2', device: 'V1', queue: 'tx', size: 64, processor: null }],
  doorbells: ['mmio', 'pio'],
  buckets: 8,
  routes: 6,
  firstRoute: 0,
};
