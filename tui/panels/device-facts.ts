/** What a guest finds of a device that it was given, as words and numbers to set beside what another guest finds. */
import type { DeviceView, LevelSnapshot, SeenDevice } from '../run.ts';

/** Something that a guest reads or is given; null where it has none. */
export interface Fact {
  readonly label: string;
  readonly read: (seen: SeenDevice) => string | null;
  readonly alarms?: (seen: SeenDevice) => boolean;
}

/** What the drivers use first, then config space in its order. */
export function factsOf(device: DeviceView, levels: readonly LevelSnapshot[]): Fact[] {
  const own = `${levels[device.level]?.name}:${device.id}`;
  const astray = device.seen.some(({ leadsTo }) => leadsTo !== own);
  const leads: Fact = {
    label: 'really leads to',
    read: ({ leadsTo }) => leadsTo,
    alarms: ({ leadsTo }) => leadsTo !== own,
  };
  return [
    ...doorbellFacts,
    ...(astray ? [leads] : []),
    {
      label: 'MSI-X vectors',
      read: ({ vectors, masked }) =>
        `${vectors}${masked.length === 0 ? '' : `, masked: ${masked.join(', ')}`}`,
      alarms: ({ masked }) => masked.length > 0,
    },
    {
      label: 'IOMMU',
      read: ({ iommu, level }) => (iommu === null ? null : `${iommu}, by ${levels[level - 1]?.name}`),
      alarms: ({ iommu }) => iommu === 'none',
    },
    { label: 'vendor:device', read: ({ vendorId, deviceId }) => `${hex(vendorId, 4)}:${hex(deviceId, 4)}` },
    ...barFacts(device.seen),
    ...capabilityFacts(device.seen),
  ];
}

const doorbellFacts: readonly Fact[] = [
  { label: 'doorbell hypercall', read: ({ token }) => token && tokens(token) },
  { label: 'doorbell pio', read: ({ port }) => (port === null ? null : `port ${address(port)}`) },
  { label: 'doorbell mmio', read: ({ notify }) => notify && address(notify.address) },
];

function tokens({ base, count }: { base: number; count: number }): string {
  return count === 1 ? `token ${address(base)}` : `tokens ${address(base)} to ${address(base + count - 1)}`;
}

function barFacts(seen: readonly SeenDevice[]): Fact[] {
  const labelOf = ({ index, kind }: SeenDevice['bars'][number]) => `BAR ${index}, ${kind}`;
  return labels(seen.flatMap(({ bars }) => bars.map(labelOf))).map(label => ({
    label,
    read: ({ bars }) => {
      const bar = bars.find(one => labelOf(one) === label);
      return bar ? `${address(bar.address)}, ${bytes(bar.size)}` : null;
    },
  }));
}

/** As lspci prints them: the offset in brackets. */
function capabilityFacts(seen: readonly SeenDevice[]): Fact[] {
  const labelOf = ({ at, id, name }: SeenDevice['capabilities'][number]) =>
    `[${hex(at, 2)}] ${hex(id, 2)} ${name}`;
  return labels(seen.flatMap(({ capabilities }) => capabilities.map(labelOf))).map(label => ({
    label,
    read: ({ capabilities }) => capabilities.find(one => labelOf(one) === label)?.detail ?? null,
  }));
}

const labels = (all: readonly string[]): string[] => [...new Set(all)];

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export const address = (value: number): string => `0x${value.toString(16)}`;

/** Sizes of BARs are powers of two: 32 B, 16 KiB. */
function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  return size < 1024 ** 2 ? `${size / 1024} KiB` : `${size / 1024 ** 2} MiB`;
}
