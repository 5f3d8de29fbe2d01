import { expect, test } from 'vitest';
import { doorbellRoutes } from '../../../engine/run/explain.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

test('every doorbell that a guest finds has a route, listed by its driver first', () => {
  const routes = doorbellRoutes(scenarioOf(bundledText('three-doorbells.yaml')));
  const of = (queue: number) => routes.filter(one => one.queue === queue).map(({ doorbell }) => doorbell);
  expect([0, 1, 2].map(of)).toEqual([
    ['hypercall', 'pio', 'mmio'],
    ['pio', 'hypercall', 'mmio'],
    ['mmio', 'hypercall', 'pio'],
  ]);
  for (const { route } of routes) expect(route.state).toBe('warm');
});

test('a guest so deep that its kicks cannot be walked leaves the others their routes', () => {
  const hypervisor = 'kvm-6.1';
  const drives = (device: string) => ({ device, workload: { queue: 'tx', arrivals: { poisson: '1k/s' } } });
  const queues = [{ name: 'tx', size: 64 }];
  const service = { fixed: '1us' };
  const assign = [{ device: 'V1', iommu: 'emulated' }];
  const between = Array.from({ length: 6 }, (_, at) => ({ name: `G${at + 2}`, hypervisor, assign }));
  const levels = [
    { name: 'H', hypervisor, devices: ['V0', 'V1'].map(id => ({ id, queues, service })) },
    { name: 'G1', hypervisor, assign, drivers: [drives('V0')] },
    ...between,
    { name: 'G8', drivers: [drives('V1')] },
  ];
  const scenario = scenarioOf(
    JSON.stringify({ version: 1, title: 'deep', cpu: { arch: 'svm', costs: 'zen-3' }, levels }),
  );
  expect(doorbellRoutes(scenario).map(({ queue, doorbell }) => [queue, doorbell])).toEqual([
    [0, 'pio'],
    [0, 'mmio'],
  ]);
});
