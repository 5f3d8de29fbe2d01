/** Why a queue that holds buffers moves no more, in one sentence. */
import type { Queue } from './queue.ts';
import type { Run } from './run.ts';

/** null while it moves, or holds nothing. */
export function stallReason(run: Run, index: number): string | null {
  const queue = run.queues[index]!;
  if (queue.driver.outstanding === 0 || !run.isStill(index)) return null;
  const { spec, device } = queue.place;
  if (queue.msix.isMasked(queue.place.index))
    return `${spec.name} has masked the vector: ${device.id}'s interrupt stays in the pending bit`;
  return backEndReason(run, index) ?? kickReason(queue);
}

/** What it handed on does not come back. */
function backEndReason(run: Run, index: number): string | null {
  const backEnd = run.behind[index]!;
  if (backEnd === null) return null;
  const reason = stallReason(run, backEnd.backIndex);
  if (reason === null) return null;
  const { device, driver } = backEnd.back.place;
  return `its back end waits for ${device.id}.${driver.workload.queue}: ${reason}`;
}

function kickReason({ place, lastKick, lastError, lastReached }: Queue): string {
  const { spec, device } = place;
  switch (lastKick) {
    case 'lost':
      return `the kick was lost: ${spec.name}'s hypercall returned ${lastError}, no doorbell left`;
    case 'no-doorbell':
      return `${spec.name} was shown none of the doorbells its driver can ring`;
    case 'misdirected':
      return `the kick reached ${lastReached}, another device than ${device.id}, without any error`;
    case 'suppressed':
      return device.bug === 'no-recheck'
        ? `${device.id} asks for a kick at an index that ${spec.name} has passed: it did not look again after asking`
        : `${spec.name} thinks ${device.id} looks at the ring by itself, and it does not`;
    case 'none':
    case 'delivered':
      return `${device.id} has not taken what the last kick announced`;
  }
}
