/** Tokens: hypercall numbers of back ends, each in the namespace of the hypervisor that hands it out. */
import type { Level } from '../machine/machine.ts';

/** Above the numbers that KVM uses itself (linux/kvm_para.h). Every hypervisor starts here, so tokens collide. */
const FIRST_TOKEN = 0x1000;

/** The first of `count` consecutive tokens that this level's hypervisor has not given out. */
export function freeTokens(level: Level, count: number): number {
  let first = FIRST_TOKEN;
  for (let token = first; token < first + count; token++) if (level.tokens.has(token)) first = token + 1;
  return first;
}
