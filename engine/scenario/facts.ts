/** What is compared of two scenarios: facts by a label for people, each with what it forces where it changes. */

/** What a change does to the machine that runs, the mildest first. */
export const FORCES = [
  /** It is put into the running machine, and nobody but those it is about notices. */
  'nothing',
  /** The ways to a device, or to all, are walked anew; a driver that waits kicks again. */
  'way',
  /** Parts come or go: what stays is walked anew and finds nothing changed. What goes drops its requests. */
  'plug',
  /** The driver resets the device (virtio 1.2, 2.4) and submits again what was outstanding. */
  'reset',
  /** Another device, or another driver, in the old one's place: what was outstanding is dropped. */
  'replace',
  /** The guest starts again, and every guest in it: their memory is gone, and with it what was outstanding. */
  'restart',
  /** The machine itself is another: all of it is built anew, and every counter begins at zero. */
  'anew',
] as const;
export type Force = (typeof FORCES)[number];

export interface Fact {
  readonly shown: string;
  /** What is compared: `shown` may be rounded. */
  readonly value: string;
  readonly force: Force;
  /** Device, `DEVICE.QUEUE` or guest that is reset, replaced, restarted, or walked to anew; empty for all. */
  readonly whom: string;
  /** Label of what it is a part of: where that came or went, the part is not told apart. */
  readonly of: string | null;
  /** Label of the name that stands for it: where that changed, it is not told apart either. */
  readonly namedBy: string | null;
}

type Rest = Partial<Pick<Fact, 'value' | 'whom' | 'of' | 'namedBy'>>;

export class FactSheet {
  readonly #facts = new Map<string, Fact>();

  add(force: Force, label: string, shown: string, rest: Rest = {}): void {
    this.#facts.set(label, { shown, value: shown, force, whom: '', of: null, namedBy: null, ...rest });
  }

  get(label: string): Fact | undefined {
    return this.#facts.get(label);
  }

  get labels(): string[] {
    return [...this.#facts.keys()];
  }
}
