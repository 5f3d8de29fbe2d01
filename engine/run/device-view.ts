/** A device as people look at it: what each guest that has it finds, and where its drivers' addresses lead. */
import { DOORBELLS } from '../machine/architecture.ts';
import { DEVICE_ID, VENDOR_ID } from '../pci/config-space.ts';
import { listBars, listCapabilities, type SeenBar, type SeenCapability } from '../pci/listing.ts';
import type { DeviceSpec, DeviceType, DoorbellKind, IommuKind } from '../scenario/scenario.ts';
import { type End, mapAddress } from './dma-map.ts';
import type { Queue } from './queue.ts';
import type { Run } from './run.ts';
import { assignmentOf, type PlacedDevice, type Seen } from './stack.ts';

/** Plain data; it is sent from one thread to the other. */
export interface DeviceView {
  readonly id: string;
  readonly type: DeviceType;
  /** Level of the hypervisor that emulates it, or that has it as hardware. */
  readonly level: number;
  readonly physical: boolean;
  /** virtio features that it offers, by the scenario's names. */
  readonly features: readonly string[];
  /** The queue that its requests are handed on to; null where it serves them itself. */
  readonly back: { readonly device: string; readonly queue: string } | null;
  /** By each guest that is given it, the lowest first. */
  readonly seen: readonly SeenDevice[];
  /** By each of its drivers, one a queue: the way of its first buffer's address. */
  readonly map: readonly MappedAddress[];
}

/** What one guest reads in the device's config space. All addresses are the guest's own. */
export interface SeenDevice {
  readonly level: number;
  readonly guest: string;
  readonly vendorId: number;
  readonly deviceId: number;
  readonly bars: readonly SeenBar[];
  /** In the order of the list. */
  readonly capabilities: readonly SeenCapability[];
  /** The hypercall numbers of its queues, from `base` on. */
  readonly token: { readonly base: number; readonly count: number } | null;
  /** Where queue 0 is notified, and the bytes from one queue's address to the next. */
  readonly notify: { readonly address: number; readonly multiplier: number } | null;
  /** The legacy port that all its queues are notified by. */
  readonly port: number | null;
  /** Entries of its MSI-X table, and those that are masked. */
  readonly vectors: number;
  readonly masked: readonly number[];
  /** What the hypervisor below takes out of what it shows. */
  readonly hidden: readonly DoorbellKind[];
  /** Of the assignment that brought it here; null for the first guest. */
  readonly iommu: IommuKind | null;
  /**
   * `LEVEL:ID` of the device that its ports and pages really lead to, another one after two assignments were
   * swapped. A token leads to whatever its own hypervisor knows by that number.
   */
  readonly leadsTo: string;
}

export interface MappedAddress {
  readonly guest: string;
  readonly queue: string;
  /** As the driver writes it into a descriptor. */
  readonly iova: number;
  /** What it is one level further down each, to host memory (level 0); null from where no memory is. */
  readonly stages: readonly { readonly level: number; readonly address: number | null }[];
  readonly ends: End;
}

/** Every device of the run's scenario, level by level, as the machine stands now. */
export function deviceViews(run: Run): DeviceView[] {
  return [...run.stack.devices.values()].map(({ spec, level, seen }) => {
    const drivers = run.queues.filter(({ place }) => place.device.id === spec.id);
    const { id, type, physical, features, backEnd: back } = spec;
    const levels = [...seen.keys()];
    return {
      ...{ id, type, level, physical, features, back },
      seen: levels.map(at => seenAt(run, spec, at, drivers)),
      map: drivers.map(driver => mapOf(run, driver)),
    };
  });
}

/** Of guests beside each other it is given to the one that drives it, and else to the one on a level of its own. */
function seenAt(run: Run, spec: DeviceSpec, level: number, drivers: readonly Queue[]): SeenDevice {
  const driver = drivers.find(({ place }) => place.guest === level);
  const placed = placedIn(run, driver?.place.branch ?? 0, spec.id);
  const { config, found, leadsTo } = placed.seen.get(level)!;
  const { hypercall, mmio, pio, vectors } = found;
  return {
    level,
    guest: (driver?.place.spec ?? run.scenario.levels[level]!).name,
    vendorId: config.read16(VENDOR_ID),
    deviceId: config.read16(DEVICE_ID),
    bars: listBars(config),
    capabilities: listCapabilities(config),
    token: hypercall && { base: hypercall.token, count: hypercall.count },
    notify: mmio,
    port: pio?.port ?? null,
    vectors,
    masked: Array.from({ length: vectors }, (_, vector) => vector).filter(vector =>
      driver?.msix.isMasked(vector),
    ),
    hidden: hiddenFrom(placed.seen.get(level)!, placed.seen.get(level - 1)),
    iommu: assignmentOf(run.scenario, level - 1, spec.id)?.iommu ?? null,
    leadsTo: `${run.scenario.levels[leadsTo.level]!.name}:${leadsTo.device}`,
  };
}

const placedIn = (run: Run, branch: number, id: string): PlacedDevice => run.stacks[branch]!.devices.get(id)!;

/** What the guest below finds and this one does not. */
function hiddenFrom({ found }: Seen, below: Seen | undefined): DoorbellKind[] {
  return DOORBELLS.filter(doorbell => found[doorbell] === null && (below?.found[doorbell] ?? null) !== null);
}

function mapOf(run: Run, { place, buffers }: Queue): MappedAddress {
  const { branch, guest, spec, device, driver } = place;
  const map = mapAddress(run.scenario, run.stacks[branch]!, placedIn(run, branch, device.id), guest, buffers);
  return { guest: spec.name, queue: driver.workload.queue, iova: buffers, ...map };
}
