/** Logs that older versions wrote. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readSession } from '../../../engine/session/reader.ts';

/** Of square-wheel.yaml at 0.01x, with an edit to 60k/s and a pause. */
const before = readFileSync(new URL('../../fixtures/before-profiles.session', import.meta.url));

test('a log from before profiles were kept in it is read, without them', () => {
  const { header, inputs, missing, kicks, routes } = readSession(before);
  expect(missing).toBeNull();
  expect(header).toMatchObject({ seed: 42, profiles: [], scenario: expect.stringContaining('50k/s') });
  expect(inputs).toMatchObject([
    { kind: 'edit', profiles: [], text: header.scenario.replace('50k/s', '60k/s') },
    { kind: 'pause' },
  ]);
  expect([...kicks].length).toBeGreaterThan(routes.size);
});
