/**
 * A store to a page. The page traps only where the device is emulated: every hypervisor in between maps it
 * through, so the exit goes straight from the innermost guest to the device's hypervisor.
 */
import { PAGE_SIZE } from '../memory/page.ts';
import { discover } from '../pci/virtio-function.ts';
import type { DoorbellMechanism } from './doorbell.ts';

/** Above all memory of the bare machine. */
const HARDWARE = 2 ** 40;

export const mmio: DoorbellMechanism = {
  offer({ machine, level, device, config, physical }) {
    const found = discover(config).mmio;
    if (found === null) return;
    const page = { start: found.address, size: PAGE_SIZE };
    const target = { kind: 'device', served: 'ioeventfd', bell: { level, device } } as const;
    if (physical) {
      // The bare machine has the page where its firmware put it, and the host maps it through.
      const base = HARDWARE + found.address;
      machine.levels[0]!.memory.add({ kind: 'trapped', start: base, size: PAGE_SIZE, target });
      machine.levels[1]!.memory.add({ ...page, kind: 'mapped', base });
    } else machine.levels[level + 1]!.memory.add({ ...page, kind: 'trapped', target });
  },

  handOver({ machine, guest, seen, shown }) {
    const below = discover(seen).mmio;
    const above = discover(shown).mmio;
    if (below === null || above === null) return;
    machine.levels[guest]!.memory.add({
      kind: 'mapped',
      start: above.address,
      size: PAGE_SIZE,
      base: below.address,
    });
  },

  ring: ({ mmio: found }, queue, notification) =>
    found && { kind: 'store', address: found.address + queue * found.multiplier, value: notification },
};
