import { expect, test } from 'vitest';
import { Totals } from '../../../engine/run/totals.ts';
import { route } from '../../helpers/recorded.ts';

test('a route of as many hops as a walk may make is added up', () => {
  const totals = new Totals();
  const hops = Array.from({ length: 1_000_000 }, () => route.hops[0]!);
  totals.add({ ...route, hops });
  const [, , guest] = totals.byLevel([2], [0, 0, 0]);
  expect(guest?.exits).toMatchObject([{ reason: 'hypercall', count: 2_000_000 }]);
});
