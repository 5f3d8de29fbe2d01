/** The processors that drivers run on; each also runs the back ends behind its guest's devices. */
import type { Edited, Parts, Past } from './parts.ts';
import type { QueuePlace } from './queue-place.ts';
import { Vcpu } from './vcpu.ts';

type Arranged = Omit<Parts, 'vcpus' | 'behind'>;

/** A guest that goes on keeps its processors, each in the middle of what it does. */
export function vcpusOf(parts: Arranged, pasts: readonly Past[], edited: Edited | null): Vcpu[] {
  const { queues, branches, before } = parts;
  const guestOf = ({ branch, innermost }: QueuePlace) => branches[branch]!.guests[innermost]!;
  const nameOf = (place: QueuePlace) => `${guestOf(place)} ${place.vcpu}`;
  const numbers = numbersAfter(pasts, edited);
  const names = [...new Set(queues.map(({ place }) => nameOf(place)))];
  // On a processor that is gone nobody takes what came; it comes again to where the driver runs now.
  for (const gone of edited?.parts.vcpus.filter(({ name }) => !names.includes(name)) ?? [])
    for (const queue of gone.interrupted)
      if (numbers[queue]! >= 0) queues[numbers[queue]!]!.interruptWaits = true;
  return names.map((name, index) => {
    const all = [...queues.keys()].filter(at => nameOf(queues[at]!.place) === name);
    const own = all.filter(at => queues[at]!.place.guest === queues[at]!.place.innermost);
    const known = edited?.parts.vcpus.find(vcpu => vcpu.name === name);
    const goesOn = known !== undefined && !edited!.restarts(guestOf(queues[all[0]!]!.place));
    const vcpu = goesOn ? known : new Vcpu(name);
    if (goesOn) vcpu.renumber(numbers, queue => before[queue] !== null);
    else vcpu.stolenNs = known?.stolenNs ?? 0;
    vcpu.arrange(index, own, all);
    vcpu.interrupts = all.filter(at => queues[at]!.interruptWaits).length;
    return vcpu;
  });
}

/** By the index that a queue had: the one it has now, NONE where its ring is gone. */
function numbersAfter(pasts: readonly Past[], edited: Edited | null): number[] {
  const last = edited?.parts.queues ?? [];
  return last.map(queue => pasts.findIndex(past => past.queue === queue && past.fate !== 'dropped'));
}
