/**
 * Scenarios of any shape that is valid: levels, devices anywhere, assigned up to any guest above. What an edit may
 * change while the machine runs (`settings`) is drawn apart from what it may not (`structure`).
 */
import fc from 'fast-check';
import { ARCHES, type Arch } from '../../engine/machine/architectures.ts';
import type { DoorbellKind, IommuKind, Scenario, VirtioFeature } from '../../engine/scenario/scenario.ts';
import { scenarioOf } from './scenarios.ts';
import { doorbellsOf, nameOf, PROFILES } from './stacks.ts';

const VIRTIO_FEATURES: readonly VirtioFeature[] = ['event-idx', 'packed', 'indirect', 'notification-data'];

interface DeviceStructure {
  readonly id: string;
  /** Level of its hypervisor, and of the guest that drives it. */
  readonly owner: number;
  readonly top: number;
  readonly type: 'net' | 'blk';
  readonly features: readonly VirtioFeature[];
  readonly sizes: readonly number[];
  /** By assignment, the lowest first. */
  readonly identity: readonly boolean[];
}

export interface Structure {
  readonly arch: Arch;
  readonly depth: number;
  readonly seed: number;
  readonly devices: readonly DeviceStructure[];
}

interface DeviceSettings {
  readonly doorbells: readonly DoorbellKind[];
  readonly service: object;
  /** By queue. */
  readonly drivers: readonly { readonly doorbells: readonly DoorbellKind[]; readonly workload: object }[];
  readonly assign: readonly { readonly iommu: IommuKind; readonly hide: readonly DoorbellKind[] }[];
}

export interface Settings {
  readonly features: readonly string[];
  readonly devices: readonly DeviceSettings[];
}

const some = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: 1 });
const depth = (most: number) => fc.integer({ min: 1, max: most });
const duration = (max: number) =>
  fc
    .record({ kind: fc.boolean(), us: fc.integer({ min: 1, max }) })
    .map(({ kind, us }) => (kind ? { fixed: `${us}us` } : { exponential: `${us}us` }));
const arrivals = fc.oneof(
  fc.integer({ min: 1, max: 400 }).map(us => ({ every: `${us}us` })),
  fc.integer({ min: 1, max: 1000 }).map(rate => ({ poisson: `${rate}k/s` })),
);

const deviceStructure = (levels: number): fc.Arbitrary<Omit<DeviceStructure, 'id'>> =>
  fc.tuple(fc.nat(levels - 1), fc.nat(levels - 1)).chain(([a, b]) => {
    const [owner, top] = [Math.min(a, b), Math.max(a, b) + 1];
    const assignments = top - owner - 1;
    return fc.record({
      owner: fc.constant(owner),
      top: fc.constant(top),
      type: fc.constantFrom('net', 'blk'),
      features: fc.subarray([...VIRTIO_FEATURES]),
      sizes: fc.array(
        fc.nat(8).map(power => 2 ** power),
        { minLength: 1, maxLength: 2 },
      ),
      identity: fc.array(
        fc.integer({ min: 0, max: 3 }).map(n => n === 3),
        {
          minLength: assignments,
          maxLength: assignments,
        },
      ),
    });
  });

export const anyStructure: fc.Arbitrary<Structure> = fc
  .constantFrom(...ARCHES)
  .chain(arch => fc.tuple(fc.constant(arch), depth(PROFILES[arch].deepest)))
  .chain(([arch, levels]) =>
    fc.record({
      arch: fc.constant(arch),
      depth: fc.constant(levels),
      seed: fc.nat(),
      devices: fc
        .array(deviceStructure(levels), { minLength: 1, maxLength: 3 })
        .map(devices => devices.map((device, i) => ({ id: `V${i + 1}`, ...device }))),
    }),
  );

const deviceSettings = (arch: Arch, { sizes, identity }: DeviceStructure): fc.Arbitrary<DeviceSettings> =>
  some(doorbellsOf(arch)).chain(doorbells =>
    fc.record({
      doorbells: fc.constant(doorbells),
      service: duration(60),
      drivers: fc.tuple(
        ...sizes.map((_, queue) =>
          fc.record({
            doorbells: some(doorbells),
            workload: fc
              .record({ arrivals, batch: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 })) })
              .map(of => ({ queue: `q${queue}`, ...of })),
          }),
        ),
      ),
      assign: fc.tuple(
        ...identity.map(same =>
          fc.record({
            iommu: same ? fc.constant<IommuKind>('identity') : fc.constantFrom<IommuKind>('none', 'emulated'),
            hide: fc.subarray([...doorbellsOf(arch)]).filter(hidden => hidden.length < 3),
          }),
        ),
      ),
    }),
  );

export const anySettings = ({ arch, devices }: Structure): fc.Arbitrary<Settings> =>
  fc.record({
    features: fc.subarray([...PROFILES[arch].features]),
    devices: fc.tuple(...devices.map(device => deviceSettings(arch, device))),
  });

/** A structure with settings for it, and others that an edit may put in their place. */
export const anyEditedScenario = anyStructure.chain(structure =>
  fc.tuple(anySettings(structure), anySettings(structure)).map(([before, after]) => ({
    before: scenarioFrom(structure, before),
    after: scenarioFrom(structure, after),
  })),
);

export const anyScenario = anyEditedScenario.map(({ before }) => before);

/** JSON is YAML. */
export function scenarioFrom(structure: Structure, settings: Settings): Scenario {
  const { arch, seed } = structure;
  const cpu = { arch, features: settings.features, costs: PROFILES[arch].costs };
  const levels = Array.from({ length: structure.depth + 1 }, (_, level) =>
    levelText(structure, settings, level),
  );
  return scenarioOf(JSON.stringify({ version: 1, title: 'a random scenario', seed, cpu, levels }));
}

function levelText({ arch, depth: top, devices }: Structure, settings: Settings, level: number): object {
  const all = devices.map((device, i) => ({ ...device, set: settings.devices[i]! }));
  return {
    name: nameOf(level),
    ...(level < top && { hypervisor: PROFILES[arch].hypervisor }),
    devices: all
      .filter(({ owner }) => owner === level)
      .map(({ id, type, features, sizes, set: { doorbells, service } }) => ({
        id,
        type,
        features,
        queues: sizes.map((size, queue) => ({ name: `q${queue}`, size })),
        doorbells,
        service,
      })),
    assign: all
      .filter(device => device.owner < level && level < device.top)
      .map(({ id, owner, set }) => ({ device: id, ...set.assign[level - owner - 1]! })),
    drivers: all
      .filter(device => device.top === level)
      .flatMap(({ id, set }) => set.drivers.map(driver => ({ device: id, ...driver }))),
  };
}
