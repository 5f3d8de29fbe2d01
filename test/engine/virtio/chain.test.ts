/** What a device makes of descriptors, those above all that no driver in its right mind writes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ram } from '../../../engine/memory/ram.ts';
import {
  ADDRESS,
  BROKEN,
  Chain,
  END,
  PART,
  type RingFormat,
  type Step,
  TABLE,
} from '../../../engine/virtio/chain.ts';

const SIZE = 4;
const TABLE_AT = 0x200;
const [NEXT, WRITE, INDIRECT] = [1, 2, 4];
const formats = [{ format: 'split' }, { format: 'packed' }] as const;

interface Entry {
  readonly address?: number;
  readonly length?: number;
  readonly flags?: number;
  readonly next?: number;
}

function write(ram: Ram, at: number, format: RingFormat, { address, length, flags, next }: Entry): void {
  ram.writeAddress(at, address ?? 0);
  ram.write32(at + 8, length ?? 8);
  ram.write16(at + (format === 'split' ? 12 : 14), flags ?? 0);
  ram.write16(at + (format === 'split' ? 14 : 12), next ?? 0);
}

function chainOf(format: RingFormat, ring: readonly Entry[], table: readonly Entry[] = [], indirect = true) {
  const ram = new Ram(0x400);
  for (const [i, entry] of ring.entries()) write(ram, 16 * i, format, entry);
  for (const [i, entry] of table.entries()) write(ram, TABLE_AT + 16 * i, format, entry);
  return new Chain(ram, 0, SIZE, format, indirect);
}

/** All steps from a descriptor of the ring, through the table where it leads to one. */
function stepsFrom(chain: Chain, descriptor: number): Step[] {
  const steps: Step[] = [];
  chain.begin(descriptor);
  for (let step = chain.next(); ; step = chain.next()) {
    steps.push(step);
    if (step === END || step === BROKEN) return steps;
    if (step === TABLE) chain.enterTable(chain.part[ADDRESS]!);
  }
}

const toTable = (entries: number): Entry => ({ address: TABLE_AT, length: 16 * entries, flags: INDIRECT });

test.each(formats)(
  '$format: parts of the ring may come before a table, none behind it (2.7.5.3.2)',
  ({ format }) => {
    const table = [{ flags: NEXT, next: 1 }, { flags: WRITE }];
    const chain = chainOf(format, [{ flags: NEXT, next: 1 }, toTable(2)], table);
    expect(stepsFrom(chain, 0)).toEqual([PART, TABLE, PART, PART, END]);
    expect(chain.writable).toBe(true);
    const behind = chainOf(format, [{ ...toTable(2), flags: INDIRECT | NEXT, next: 1 }, {}], table);
    expect(stepsFrom(behind, 0)).toEqual([BROKEN]);
  },
);

test('split: a table is a chain of its own, in any order (2.7.5.3)', () => {
  const table = [{ flags: NEXT, next: 2, length: 1 }, { length: 3 }, { flags: NEXT, next: 1, length: 2 }];
  expect(stepsFrom(chainOf('split', [toTable(3)], table), 0)).toEqual([TABLE, PART, PART, PART, END]);
});

test('packed: a table is a plain list, of whose flags only WRITE counts (2.8.7)', () => {
  const table = [{ flags: INDIRECT }, { flags: NEXT | 0x8080 }, {}];
  expect(stepsFrom(chainOf('packed', [toTable(3)], table), 0)).toEqual([TABLE, PART, PART, PART, END]);
});

test('packed: a list of the ring goes on at its beginning (2.8.6)', () => {
  const ring = [{ address: 0x4000 }, {}, {}, { address: 0x3000, flags: NEXT }];
  const chain = chainOf('packed', ring);
  expect(stepsFrom(chain, 3)).toEqual([PART, PART, END]);
  expect(chain.part[ADDRESS]).toBe(0x4000);
});

test('split: no table inside a table (2.7.5.3.1)', () => {
  const table = [{ address: TABLE_AT, length: 16, flags: INDIRECT }];
  expect(stepsFrom(chainOf('split', [toTable(1)], table), 0)).toEqual([TABLE, BROKEN]);
});

test.each(formats)(
  '$format: no table where the feature was not negotiated (2.7.5.3.1, 2.8.19)',
  ({ format }) => {
    expect(stepsFrom(chainOf(format, [toTable(1)], [{}], false), 0)).toEqual([BROKEN]);
  },
);

test.each(formats)(
  '$format: a table holds whole descriptors, and at least one (2.7.5.3, 2.8.7)',
  ({ format }) => {
    for (const length of [0, 8, 17])
      expect(stepsFrom(chainOf(format, [{ ...toTable(1), length }], [{}]), 0)).toEqual([BROKEN]);
  },
);

test.each(formats)('$format: a circle ends where the queue is as long (2.7.5.2, 2.8.17)', ({ format }) => {
  const circle = Array.from({ length: SIZE }, (_, i) => ({ flags: NEXT, next: (i + 1) % SIZE }));
  expect(stepsFrom(chainOf(format, circle), 2)).toEqual([PART, PART, PART, PART, BROKEN]);
  const table = Array.from({ length: 9 }, () => ({ flags: NEXT, next: 0 }));
  expect(stepsFrom(chainOf(format, [toTable(9)], table), 0)).toEqual([TABLE, PART, PART, PART, PART, BROKEN]);
});

test('split: an index behind the end of ring or table leads nowhere', () => {
  expect(stepsFrom(chainOf('split', [{ flags: NEXT, next: SIZE }]), 0)).toEqual([PART, BROKEN]);
  expect(stepsFrom(chainOf('split', []), 0xffff)).toEqual([BROKEN]);
  const table = [{ flags: NEXT, next: 2 }, {}];
  expect(stepsFrom(chainOf('split', [toTable(2)], table), 0)).toEqual([TABLE, PART, BROKEN]);
});

test.each(formats)(
  '$format: no part is empty, and all parts together have at most 2^32 bytes (2.7.5.2)',
  ({ format }) => {
    expect(stepsFrom(chainOf(format, [{ length: 0 }]), 0)).toEqual([BROKEN]);
    const half = { length: 2 ** 31, flags: NEXT };
    const fits = [{ ...half, next: 1 }, { length: 2 ** 31 }];
    expect(stepsFrom(chainOf(format, fits), 0)).toEqual([PART, PART, END]);
    const over = [{ ...half, next: 1 }, { ...half, next: 2 }, { length: 1 }];
    expect(stepsFrom(chainOf(format, over), 0)).toEqual([PART, PART, BROKEN]);
  },
);

const anyEntry: fc.Arbitrary<Entry> = fc.record({
  address: fc.oneof(fc.nat(0x3ff), fc.maxSafeNat()),
  length: fc.oneof(fc.constantFrom(0, 1, 16, 32, 160), fc.nat(0xffff_ffff)),
  flags: fc.oneof(fc.nat(7), fc.nat(0xffff)),
  next: fc.oneof(fc.nat(SIZE), fc.nat(0xffff)),
});

// Reads outside of memory throw.
test.each(formats)(
  '$format: whatever is in memory, a buffer ends and nothing outside is read',
  ({ format }) => {
    const entries = fc.array(anyEntry, { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(entries, fc.nat(SIZE), fc.boolean(), (memory, descriptor, indirect) => {
        const ram = new Ram(0x400);
        for (const [i, entry] of memory.entries()) write(ram, 16 * i, format, entry);
        const chain = new Chain(ram, 0, SIZE, format, indirect);
        chain.begin(descriptor);
        let steps = 0;
        for (let step = chain.next(); step === PART || step === TABLE; step = chain.next()) {
          // At most: the queue's size in parts, and one table.
          if (++steps > SIZE + 1) expect.fail('it goes on and on');
          if (step === PART) continue;
          const [at, length] = chain.part;
          if (at! + length! > 0x400) return;
          chain.enterTable(at!);
        }
      }),
      { numRuns: 3000 },
    );
  },
);
