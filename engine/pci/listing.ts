/** A function's config space as a guest lists it, in words: what `lspci -v` shows of a virtio device. */
import type { ConfigSpace } from './config-space.ts';
import { CAP_MSIX, CAP_VENDOR, CFG_TYPE, discover } from './virtio-function.ts';

export interface SeenBar {
  readonly index: number;
  readonly kind: 'io' | 'memory';
  readonly address: number;
  /** Bytes. */
  readonly size: number;
}

export interface SeenCapability {
  /** Offset of its first byte in config space. */
  readonly at: number;
  readonly id: number;
  /** "virtio notify", "MSI-X" ... */
  readonly name: string;
  readonly detail: string;
}

/** Those that have a size, each with the address where the guest has put it. */
export function listBars(config: ConfigSpace): SeenBar[] {
  return config.bars.flatMap((_, index) => {
    const size = config.sizeBar(index);
    const kind = config.isIoBar(index) ? 'io' : 'memory';
    return size === 0 ? [] : [{ index, kind, address: config.barAddress(index), size }];
  });
}

/** In the order of the list. */
export function listCapabilities(config: ConfigSpace): SeenCapability[] {
  return [...config.capabilities()].map(({ at, id }) => ({ at, id, ...describe(config, at, id) }));
}

type Description = Pick<SeenCapability, 'name' | 'detail'>;

function describe(config: ConfigSpace, at: number, id: number): Description {
  if (id === CAP_MSIX) return { name: 'MSI-X', detail: `${discover(config).vectors} vectors` };
  if (id === CAP_VENDOR) return describeVendor(config, at);
  return { name: `capability ${hex(id)}`, detail: '' };
}

/** virtio 1.2, 4.1.4: where each group of registers is; the vendor's own says what it likes (4.1.4.8). */
function describeVendor(config: ConfigSpace, at: number): Description {
  const type = config.read8(at + 3);
  const { hypercall, mmio } = discover(config);
  if (type === CFG_TYPE.vendor && hypercall !== null)
    return { name: 'vendor: hypercall token', detail: `${hypercall.count} from ${hex(hypercall.token)}` };
  const where = `BAR ${config.read8(at + 4)} + ${hex(config.read32(at + 8))}`;
  const multiplier = type === CFG_TYPE.notify && mmio !== null ? `, multiplier ${mmio.multiplier}` : '';
  return { name: `virtio ${GROUPS.get(type) ?? type}`, detail: `${where}${multiplier}` };
}

const GROUPS = new Map<number, string>(Object.entries(CFG_TYPE).map(([name, type]) => [type, name]));

const hex = (value: number): string => `0x${value.toString(16)}`;
