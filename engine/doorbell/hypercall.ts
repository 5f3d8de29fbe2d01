/**
 * A hypercall. Its number is a token that the device's hypervisor gave out and told the guest in config space.
 * It always goes to the guest's own hypervisor, so it cannot be handed over: behind an assignment the token is
 * still there to be read, but it is asked of a hypervisor that never gave it out.
 */
import type { DoorbellMechanism } from './doorbell.ts';

export const hypercall: DoorbellMechanism = {
  offer({ machine, level, device, queues, token }) {
    if (token === null) return;
    for (let queue = 0; queue < queues; queue++)
      machine.levels[level]!.tokens.set(token + queue, { level, device, queue });
  },

  handOver() {
    // Nothing can be done here; `hide` takes the capability out of the config space that the guest is shown.
  },

  ring: ({ hypercall: found }, queue) => found && { kind: 'hypercall', number: found.token + queue },
};
