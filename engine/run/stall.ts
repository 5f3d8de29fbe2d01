/** Why a queue that holds buffers moves no more, in one sentence. */
import type { Run } from './run.ts';

/** null while it moves, or holds nothing. */
export function stallReason(run: Run, index: number): string | null {
  const queue = run.queues[index]!;
  if (queue.driver.outstanding === 0 || !run.isStill(index)) return null;
  const { spec, device } = queue.place;
  const driver = spec.name;
  if (queue.msix.isMasked(queue.place.index))
    return `${driver} has masked the vector, ${device.id} cannot interrupt`;
  switch (queue.lastKick) {
    case 'lost':
      return `the kick was lost: ${driver}'s hypercall returned ${queue.lastError}, no doorbell left`;
    case 'no-doorbell':
      return `${driver} was shown none of the doorbells its driver can ring`;
    case 'misdirected':
      return `the kick reached another device than ${device.id}, without any error`;
    case 'suppressed':
      return `${driver} thinks ${device.id} looks at the ring by itself, and it does not`;
    case 'none':
    case 'delivered':
      return `${device.id} has not taken what the last kick announced`;
  }
}
