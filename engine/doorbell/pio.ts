/** A port write. Every hypervisor keeps its guest's ports, so a port is translated and reissued at every level. */
import { discover } from '../pci/virtio-function.ts';
import type { DoorbellMechanism } from './doorbell.ts';

/** Legacy Queue Notify is one 16-bit port for all queues (virtio 1.2, 4.1.4.10). */
const BYTES = 2;

export const pio: DoorbellMechanism = {
  offer({ machine, level, device, config }) {
    const found = discover(config).pio;
    if (found === null) return;
    machine.levels[level + 1]!.ports.add({
      kind: 'trapped',
      start: found.port,
      size: BYTES,
      target: { kind: 'device', served: 'ioeventfd', bell: { level, device } },
    });
  },

  handOver({ machine, guest, seen, shown }) {
    const below = discover(seen).pio;
    const above = discover(shown).pio;
    if (below === null || above === null) return;
    machine.levels[guest]!.ports.add({
      kind: 'trapped',
      start: above.port,
      size: BYTES,
      target: { kind: 'reissue', base: below.port },
    });
  },

  ring: ({ pio: found }, queue) => found && { kind: 'port-write', port: found.port, value: queue },
};
