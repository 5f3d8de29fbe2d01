import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConfigSpace } from '../../../engine/pci/config-space.ts';
import {
  assignedFunction,
  discover,
  LEGACY_BAR,
  MODERN_BAR,
  virtioFunction,
} from '../../../engine/pci/virtio-function.ts';
import type { DeviceSpec, DoorbellKind } from '../../../engine/scenario/scenario.ts';

const ALL: readonly DoorbellKind[] = ['hypercall', 'pio', 'mmio'];
const doorbellSet = fc.subarray([...ALL]);

function device(doorbells: readonly DoorbellKind[]): DeviceSpec {
  const queues = ['rx', 'tx'].map(name => ({ name, size: 16 }));
  return {
    id: 'V1',
    type: 'net',
    features: [],
    queues,
    doorbells,
    service: { kind: 'fixed', meanNs: 1 },
    physical: false,
    backEnd: null,
    coalesce: null,
    bug: null,
  };
}

function placed(doorbells: readonly DoorbellKind[]): ConfigSpace {
  const config = virtioFunction(device(doorbells), doorbells.includes('hypercall') ? 0x1234 : null);
  config.placeBar(LEGACY_BAR, 0xc000);
  config.placeBar(MODERN_BAR, 0xfe00_0000);
  return config;
}

const everyByte = (config: ConfigSpace) => Array.from({ length: 256 }, (_, at) => config.read8(at));
const shownBy = (config: ConfigSpace) => {
  const found = discover(config);
  return ALL.filter(kind => found[kind] !== null);
};

test('a guest finds ports, notify page, token and vectors where the hypervisor put them', () => {
  expect(discover(placed(ALL))).toEqual({
    // virtio 1.2, 4.1.4.10 and 4.1.4.4.
    pio: { port: 0xc000 + 0x10 },
    mmio: { address: 0xfe00_0000 + 0x3000, multiplier: 4 },
    hypercall: { token: 0x1234, count: 2 },
    vectors: 3,
  });
});

test('a doorbell that moves with its BAR is found at the new place', () => {
  const config = placed(ALL);
  config.placeBar(LEGACY_BAR, 0xd000);
  config.placeBar(MODERN_BAR, 0xfd00_0000);
  const { pio, mmio, hypercall } = discover(config);
  expect([pio?.port, mmio?.address, hypercall?.token]).toEqual([0xd010, 0xfd00_3000, 0x1234]);
});

test('a device shows exactly the doorbells that it has', () => {
  fc.assert(
    fc.property(doorbellSet, has => {
      expect(shownBy(placed(has))).toEqual(has);
    }),
  );
});

test('an assigned function hides exactly what it is told to, and the original keeps everything', () => {
  fc.assert(
    fc.property(doorbellSet, doorbellSet, (has, hide) => {
      const original = placed(has);
      const before = everyByte(original);
      const shown = assignedFunction(original, hide);
      expect(shownBy(shown)).toEqual(ALL.filter(kind => has.includes(kind) && !hide.includes(kind)));
      expect(discover(shown).vectors).toBe(3);
      expect(everyByte(original)).toEqual(before);
    }),
  );
});

test('a hidden token cannot be read anywhere in config space', () => {
  const bytes = everyByte(assignedFunction(placed(ALL), ['hypercall']));
  expect(bytes.some((byte, at) => byte === 0x34 && bytes[at + 1] === 0x12)).toBe(false);
  expect(everyByte(placed(ALL)).some((byte, at, all) => byte === 0x34 && all[at + 1] === 0x12)).toBe(true);
});
