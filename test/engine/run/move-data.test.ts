/** Where a device's reads and writes end: descriptors that lead out of the guest's memory, or to its last byte. */
import { expect, test } from 'vitest';
import { DmaPath } from '../../../engine/memory/dma.ts';
import { Ram } from '../../../engine/memory/ram.ts';
import { MsixTable } from '../../../engine/pci/msix.ts';
import { queuePlaces } from '../../../engine/run/places.ts';
import { Queue } from '../../../engine/run/queue.ts';
import { queueMemory } from '../../../engine/virtio/ring.ts';
import { scenarioOf } from '../../helpers/scenarios.ts';

const SIZE = 4;
const HOST = 0x4000;

/** A queue at the guest's address 0, with nothing behind it: one request is in the ring, and the device has taken it. */
function serving(features: string) {
  const [place] = queuePlaces(
    scenarioOf(`
version: 1
title: t
cpu: { arch: svm, costs: zen-3 }
levels:
  - name: H
    hypervisor: kvm-6.1
    devices: [{ id: V, type: blk, features: ${features}, queues: [{ name: q, size: ${SIZE} }], service: { fixed: 1us } }]
  - { name: G, drivers: [{ device: V, workload: { queue: q, arrivals: { every: 1us } } }] }
`),
  );
  const { bytes, tables } = queueMemory(place!.device, SIZE);
  const ram = new Ram(HOST + bytes);
  const queue = new Queue(place!, { ram, offset: 0, address: 0, host: HOST }, new MsixTable(2), 1);
  queue.arrive(Float64Array.of(0));
  queue.submit();
  queue.serving = queue.device.pop();
  const dma = new DmaPath([{ start: 0, size: bytes, base: HOST }], false);
  return { queue, ram, bytes, table: HOST + tables, move: () => queue.moveData(dma) };
}

test.each(['[]', '[packed]', '[indirect]', '[packed, indirect]'])(
  '%s: a request is moved whole',
  features => {
    const { queue, move } = serving(features);
    expect(move()).toBe(true);
    const { moved, written, dmaFaults, corruptions } = queue;
    expect({ moved, written, dmaFaults, corruptions }).toEqual({
      moved: 16 + 512 + 1,
      written: 512 + 1,
      dmaFaults: 0,
      corruptions: 0,
    });
  },
);

test('a part that begins in memory and runs out of it faults', () => {
  const { queue, ram, bytes, move } = serving('[]');
  ram.write32(HOST + 8, bytes);
  expect(move()).toBe(false);
  expect(queue.dmaFaults).toBe(1);
});

test('so does a table', () => {
  const { queue, ram, bytes, move } = serving('[indirect]');
  ram.write32(HOST + 8, bytes);
  expect(move()).toBe(false);
  expect(queue.dmaFaults).toBe(1);
});

test('the last byte of memory can be read', () => {
  const { ram, bytes, table, move } = serving('[indirect]');
  ram.writeAddress(table, bytes - 1);
  ram.write32(table + 8, 1);
  expect(move()).toBe(true);
});

test('a table of nothing fails the request and is no fault of its addresses', () => {
  const { queue, ram, table, move } = serving('[indirect]');
  for (let at = 0; at < 48; at += 4) ram.write32(table + at, 0);
  expect(move()).toBe(false);
  expect(queue.dmaFaults).toBe(0);
});
