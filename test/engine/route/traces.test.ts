/**
 * The model against real machines: what ftrace saw on the host while a tiny guest executed one operation, on
 * Linux 6.1 and AMD SVM. `vls` stands for a CPU that offers virtual GIF with it; `-fwd` for a VMM that reissues.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Hop } from '../../../engine/route/route.ts';
import { bareStack, warm } from '../../helpers/stacks.ts';

interface Traced {
  readonly config: string;
  readonly operation: string;
  readonly level: 'L1' | 'L2';
  readonly exitsMode: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly order: readonly string[];
  /** What G1's own trace shows; null where it saw nothing. */
  readonly seenByG1: readonly string[] | null;
}

const FIXTURE = new URL('../../fixtures/kvm-6.1-svm-counts.json.gz', import.meta.url);
const traced: readonly Traced[] = JSON.parse(gunzipSync(readFileSync(FIXTURE)).toString());

/** `read 0x1d9` of a profile is `r 1d9` in a trace. */
function traceName({ reason, detail }: Hop): string {
  const access = /^(?<direction>[rw])\w+ 0x(?<register>[0-9a-f]+)$/.exec(detail ?? '')?.groups;
  return access === undefined ? reason : `${reason}(${access.direction} ${access.register})`;
}

/** H's trace names the register of G1's own accesses only: an exit that it reflects is logged bare. */
function asHostTraces(hop: Hop): string {
  const to = hop.reflected ? `>G${hop.handledBy}` : '';
  return `L${hop.level}:${hop.reflected ? hop.reason : traceName(hop)}${to}`;
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function walk({ config, operation, level }: Traced): readonly Hop[] {
  const features = config.startsWith('vls') ? ['vgif', 'vls'] : [];
  return warm(bareStack({ arch: 'svm', features }, Number(level.slice(1))), operation).hops;
}

test('the traces hold every operation at both levels', () => {
  expect(traced).toHaveLength(58);
});

test.each(traced)('$config: $operation at $level makes the exits that were traced', row => {
  const names = walk(row).map(asHostTraces);
  expect(names).toEqual(row.order);
  expect(names).toHaveLength(row.exitsMode);
  expect(counted(names.map(name => name.replace(/>G\d$/, '')))).toEqual(row.byReason);
});

test.each(traced)('$config: G1 believes to have seen of $operation at $level what it traced', row => {
  const reflected = walk(row).filter(hop => hop.reflected && hop.handledBy === 1);
  expect(reflected.map(traceName)).toEqual(row.seenByG1 ?? []);
});
