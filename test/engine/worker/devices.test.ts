import { expect, test } from 'vitest';
import { liveRun, until } from '../../helpers/live-runs.ts';
import { bundledText, scenarioOf } from '../../helpers/scenarios.ts';

const text = bundledText('moved-bar.yaml');

test('the devices are there from the first look, and as they are after every event', async () => {
  const run = await liveRun(text, 0.001);
  const v1 = () =>
    run
      .devices()
      .find(({ id }) => id === 'V1')!
      .seen.find(({ guest }) => guest === 'G2')!;
  const before = v1().notify!.address;
  expect(v1().leadsTo).toBe('H:V1');
  run.setSpeed('max');
  await until(run, () => v1().leadsTo === 'H:V2');
  expect(v1().notify!.address).not.toBe(before);
});

test('an edit shows its own devices, those that are there already and those that are plugged in', async () => {
  const run = await liveRun(text);
  const hidden = () => run.devices()[0]!.seen[1]!.hidden;
  expect(hidden()).toEqual([]);
  const edited = text.replace('device: V1, iommu: emulated', 'device: V1, iommu: none, hide: [mmio]');
  expect(await run.apply(scenarioOf(edited), edited)).toMatchObject({ consequences: [{ force: 'nothing' }] });
  expect(hidden()).toEqual(['mmio']);
  const renamed = text.replaceAll('V1', 'V9');
  expect(await run.apply(scenarioOf(renamed), renamed)).toMatchObject({
    consequences: [{ force: 'plug' }, { force: 'nothing' }],
  });
  expect(run.devices().map(({ id }) => id)).toEqual(['V9', 'V2']);
});
