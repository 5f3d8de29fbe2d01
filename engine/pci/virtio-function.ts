/**
 * A virtio device as a PCI function (virtio 1.2, 4.1): its BARs, its capabilities, and a vendor capability that
 * carries the token of its hypercall doorbell, so that a token is negotiated as an address is.
 */
import type { DeviceSpec, DeviceType, DoorbellKind } from '../scenario/scenario.ts';
import { type Bar, ConfigSpace } from './config-space.ts';

const VENDOR_VIRTIO = 0x1af4;
/** 4.1.2: PCI device ids of virtio devices start here. */
const DEVICE_BASE = 0x1040;
const DEVICE_TYPE: Readonly<Record<DeviceType, number>> = { net: 1, blk: 2 };

export const CAP_MSIX = 0x11;
export const CAP_VENDOR = 0x09;

/** 4.1.4, struct virtio_pci_cap: cap_vndr, cap_next, cap_len, cfg_type, bar, id, padding, offset, length. */
export const CFG_TYPE = { common: 1, notify: 2, isr: 3, device: 4, vendor: 9 } as const;

/** BAR 0: the legacy registers; BAR 4: the modern ones, a page for each group (the layout QEMU uses). */
export const LEGACY_BAR = 0;
export const MODERN_BAR = 4;
const LEGACY_SIZE = 0x20;
/** 4.1.4.10: Queue Notify of the legacy layout. */
export const LEGACY_NOTIFY = 0x10;
const MODERN_SIZE = 0x4000;
const GROUP_SIZE = 0x1000;
export const NOTIFY_OFFSET = 0x3000;
/** Bytes from one queue's notify address to the next. */
export const NOTIFY_MULTIPLIER = 4;

/** The vendor capability's own fields, after cap_len and cfg_type: vendor id, padding, token, number of tokens. */
const TOKEN_AT = 6;

/** `token`: what the hypervisor gave queue 0; queue q has token + q. null: it has no hypercall doorbell. */
export function virtioFunction(spec: DeviceSpec, token: number | null): ConfigSpace {
  const io: Bar | null = spec.doorbells.includes('pio') ? { kind: 'io', size: LEGACY_SIZE } : null;
  const memory: Bar = { kind: 'memory', size: MODERN_SIZE };
  const config = new ConfigSpace(VENDOR_VIRTIO, DEVICE_BASE + DEVICE_TYPE[spec.type], [
    io,
    null,
    null,
    null,
    memory,
    null,
  ]);
  config.addCapability(CAP_VENDOR, virtioCap(CFG_TYPE.common, 0));
  config.addCapability(CAP_VENDOR, virtioCap(CFG_TYPE.isr, GROUP_SIZE));
  config.addCapability(CAP_VENDOR, virtioCap(CFG_TYPE.device, 2 * GROUP_SIZE));
  if (spec.doorbells.includes('mmio')) config.addCapability(CAP_VENDOR, notifyCap());
  if (token !== null) config.addCapability(CAP_VENDOR, tokenCap(token, spec.queues.length));
  config.addCapability(CAP_MSIX, msixCap(spec.queues.length + 1));
  return config;
}

function virtioCap(type: number, offset: number, length = 16): Uint8Array {
  const body = new Uint8Array(length - 2);
  const view = new DataView(body.buffer);
  body[0] = length;
  body[1] = type;
  body[2] = MODERN_BAR;
  view.setUint32(6, offset, true);
  view.setUint32(10, GROUP_SIZE, true);
  return body;
}

/** 4.1.4.4: the notify capability ends with the multiplier. */
function notifyCap(): Uint8Array {
  const body = virtioCap(CFG_TYPE.notify, NOTIFY_OFFSET, 20);
  new DataView(body.buffer).setUint32(14, NOTIFY_MULTIPLIER, true);
  return body;
}

/** 4.1.4.8: a vendor data capability says whose it is and may then hold what that vendor likes. */
function tokenCap(token: number, count: number): Uint8Array {
  const body = new Uint8Array(14);
  const view = new DataView(body.buffer);
  body[0] = 16;
  body[1] = CFG_TYPE.vendor;
  view.setUint16(2, VENDOR_VIRTIO, true);
  view.setUint32(TOKEN_AT, token, true);
  view.setUint32(TOKEN_AT + 4, count, true);
  return body;
}

/** PCI 3.0, 6.8.2: message control holds the table size less one. */
function msixCap(vectors: number): Uint8Array {
  const body = new Uint8Array(10);
  new DataView(body.buffer).setUint16(0, vectors - 1, true);
  return body;
}

/** What a guest finds when it walks the list: each doorbell's address in its own terms, null where there is none. */
export interface Discovered {
  readonly pio: { readonly port: number } | null;
  readonly mmio: { readonly address: number; readonly multiplier: number } | null;
  readonly hypercall: { readonly token: number; readonly count: number } | null;
  readonly vectors: number;
}

export function discover(config: ConfigSpace): Discovered {
  let mmio: Discovered['mmio'] = null;
  let hypercall: Discovered['hypercall'] = null;
  let vectors = 0;
  for (const { at, id } of config.capabilities()) {
    const type = config.read8(at + 3);
    if (id === CAP_MSIX) vectors = config.read16(at + 2) + 1;
    else if (id === CAP_VENDOR && type === CFG_TYPE.notify)
      mmio = {
        address: config.barAddress(config.read8(at + 4)) + config.read32(at + 8),
        multiplier: config.read32(at + 16),
      };
    else if (id === CAP_VENDOR && type === CFG_TYPE.vendor)
      hypercall = { token: config.read32(at + 2 + TOKEN_AT), count: config.read32(at + 6 + TOKEN_AT) };
  }
  const port = config.barAddress(LEGACY_BAR) + LEGACY_NOTIFY;
  return { pio: config.sizeBar(LEGACY_BAR) > 0 ? { port } : null, mmio, hypercall, vectors };
}

/** What a guest reads as the token of queue 0 from now on; the function must have the capability. */
export function replaceToken(config: ConfigSpace, token: number): void {
  for (const { at, id } of config.capabilities())
    if (id === CAP_VENDOR && config.read8(at + 3) === CFG_TYPE.vendor)
      config.write32(at + 2 + TOKEN_AT, token);
}

/** The function as an assigning hypervisor shows it to its guest: what it hides cannot be found there. */
export function assignedFunction(config: ConfigSpace, hide: readonly DoorbellKind[]): ConfigSpace {
  const bars = config.bars.map((bar, index) => (index === LEGACY_BAR && hide.includes('pio') ? null : bar));
  const shown = config.copy(bars);
  for (const { at, id } of [...shown.capabilities()]) {
    if (id !== CAP_VENDOR) continue;
    const type = shown.read8(at + 3);
    if (type === CFG_TYPE.vendor && hide.includes('hypercall')) shown.removeCapability(at);
    if (type === CFG_TYPE.notify && hide.includes('mmio')) shown.removeCapability(at);
  }
  return shown;
}
