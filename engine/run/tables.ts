/**
 * What an edit leaves of the second-stage tables. A memory slot that goes or moves makes KVM throw away all tables of
 * that guest (kvm_mmu_zap_all_fast), and of those in it; one that comes, as with a device plugged in, leaves them.
 */
import type { Level, Machine } from '../machine/machine.ts';

/** `lives`: by level, whether its guest goes on. */
export function keepTables(before: Machine, after: Machine, lives: readonly boolean[]): void {
  const kept = guestsThatKeep(before, after, lives);
  for (const [index, level] of after.levels.slice(0, kept + 1).entries()) {
    const last = before.levels[index]!;
    for (const [guest, table] of last.tables) if (guest <= kept) level.tables.set(guest, table);
    if (index < kept && knowsAllOf(level, last)) for (const cookie of last.cookies) level.cookies.add(cookie);
  }
}

/** The last of those, from the lowest on, whose world has lost nothing. */
function guestsThatKeep(before: Machine, after: Machine, lives: readonly boolean[]): number {
  const broken = after.levels.findIndex(
    ({ memory }, index) => !(lives[index] && memory.holdsAllOf(before.levels[index]!.memory)),
  );
  return broken < 0 ? after.levels.length - 1 : broken - 1;
}

const knowsAllOf = ({ tokens }: Level, before: Level): boolean =>
  [...before.tokens.keys()].every(token => tokens.has(token));
