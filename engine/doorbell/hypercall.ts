/**
 * A hypercall. Its number is a token that the device's hypervisor gave out and told the guest in config space.
 * It always goes to the guest's own hypervisor, so it cannot be handed over: behind an assignment the token is
 * still there to be read, but it is asked of a hypervisor that never gave it out. Only where the architecture itself
 * says what such a number is, an assigning hypervisor knows to give out one of its own in its place.
 */
import { discover, replaceToken } from '../pci/virtio-function.ts';
import type { DoorbellMechanism } from './doorbell.ts';
import { freeTokens } from './token.ts';

export const hypercall: DoorbellMechanism = {
  offer({ machine, level, device, queues, token }) {
    if (token === null) return;
    for (let queue = 0; queue < queues; queue++)
      machine.levels[level]!.tokens.set(token + queue, { level, device, queue });
  },

  handOver({ machine, guest, seen, shown }) {
    const below = discover(seen).hypercall;
    // What `hide` has taken out is not there to be replaced.
    if (machine.architecture.nativeHypercall !== true || below === null || !discover(shown).hypercall) return;
    const assigner = machine.levels[guest - 1]!;
    const token = freeTokens(assigner, below.count);
    for (let i = 0; i < below.count; i++)
      assigner.tokens.set(token + i, { kind: 'reissue', base: below.token + i });
    replaceToken(shown, token);
  },

  ring: ({ hypercall: found }, queue) => found && { kind: 'hypercall', number: found.token + queue },
};
