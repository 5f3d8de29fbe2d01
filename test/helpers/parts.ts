/** What a device finds in a buffer, as the tests compare it. */
import { ADDRESS, type Chain, LENGTH, PART } from '../../engine/virtio/chain.ts';
import type { Part } from './mock-queue.ts';

/** The parts of a chain that leads to no table, up to where it ends or breaks a rule. */
export function partsOf(chain: Chain): Part[] {
  const parts: Part[] = [];
  while (chain.next() === PART)
    parts.push({ address: chain.part[ADDRESS]!, length: chain.part[LENGTH]!, writable: chain.writable });
  return parts;
}
