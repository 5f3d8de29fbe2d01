/**
 * A second-stage table (NPT, EPT) as one hypervisor fills it for one guest: page by page, on demand. The table
 * that the hardware uses for Lk is the composition of all the tables between Lk and L0; L0 keeps that one as a
 * shadow and fills it from the guest hypervisor's table as faults come in.
 */
import { pageOf } from './page.ts';

/** `memory`: maps to a page one level down. `emulated`: an entry that is made to fault, so that a store is known at once. */
export type EntryKind = 'memory' | 'emulated';

export class SecondStage {
  readonly #pages = new Map<number, { kind: EntryKind; base: number }>();
  /** Counts every change: a walk that left it as it was is warm. */
  changes = 0;

  lookup(address: number): { readonly kind: EntryKind; readonly base: number } | null {
    return this.#pages.get(pageOf(address)) ?? null;
  }

  /** `base`: the address, one level down, of the page's first byte. */
  install(address: number, kind: EntryKind, base: number): void {
    const page = pageOf(address);
    const before = this.#pages.get(page);
    if (before?.kind === kind && before.base === base) return;
    this.#pages.set(page, { kind, base });
    this.changes++;
  }
}
