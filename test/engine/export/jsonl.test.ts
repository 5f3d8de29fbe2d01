import { expect, test } from 'vitest';
import { counted, logOf, textOf } from '../../helpers/logs.ts';

test('jsonl: everything in the log, an object a line', async () => {
  const { session } = logOf('three-doorbells.yaml');
  const lines = (await textOf('jsonl', session))
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  const [operations, samples] = [[...session.kicks], [...session.samples]];
  expect(counted(lines.map(({ kind }) => kind))).toMatchObject({
    ...{ header: 1, end: 1, route: session.routes.size },
    ...{ operation: operations.length, sample: samples.length },
  });
  expect(lines[0]).toEqual({ kind: 'header', ...session.header });
  expect(lines.at(-1)).toEqual({ kind: 'end', missing: null });
  const told = lines
    .filter(({ kind }) => kind === 'operation')
    .map(({ sequence, atNs, route }) => [sequence, atNs, route]);
  expect(told).toEqual(operations.map(({ sequence, atNs, routeId }) => [sequence, atNs, routeId]));
  const last = lines.findLast(({ kind }) => kind === 'sample');
  expect(last.counters['G2.V2.tx.kicks']).toBe(samples.at(-1)!.counters['G2.V2.tx.kicks']);
});
