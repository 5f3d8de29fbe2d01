/** Stacks of bare levels, and the names that their innermost guest's walks are told by. */

import { DOORBELLS } from '../../engine/machine/architecture.ts';
import { type Arch, architectures } from '../../engine/machine/architectures.ts';
import type { Route } from '../../engine/route/route.ts';
import { walkOperation } from '../../engine/run/operations.ts';
import type { DoorbellKind, IommuKind, Scenario } from '../../engine/scenario/scenario.ts';
import { scenarioOf } from './scenarios.ts';

/** What a device of this architecture can be told by. */
export const doorbellsOf = (arch: Arch): readonly DoorbellKind[] =>
  DOORBELLS.filter(doorbell => architectures[arch].lacks[doorbell] === undefined);

/**
 * The profiles that belong together on one architecture, and how many levels above H are walked for any of its
 * features in a moment: without them, exits grow with every level by 8, by 14, and by 126 on ARM64.
 */
export const PROFILES = {
  svm: { hypervisor: 'kvm-6.1', costs: 'zen-3', features: ['vgif', 'vls'], deepest: 4 },
  vmx: { hypervisor: 'kvm-4.18', costs: 'dvh-xeon-4114', features: ['vmcs-shadowing', 'apicv'], deepest: 4 },
  arm64: { hypervisor: 'kvm-4.9', costs: 'neve-xgene', features: ['vhe', 'nv2'], deepest: 2 },
  s390x: { hypervisor: 'kvm-6.1', costs: 'z14', features: [], deepest: 4 },
} as const satisfies Record<Arch, object>;

export interface CpuText {
  readonly arch: Arch;
  readonly features: readonly string[];
}

export const nameOf = (level: number): string => (level === 0 ? 'H' : `G${level}`);

/** H, G1 .. G`depth`, the last of which is no hypervisor, and no devices. */
export function bareStack({ arch, features }: CpuText, depth: number): Scenario {
  const { costs, hypervisor } = PROFILES[arch];
  const levels = Array.from({ length: depth + 1 }, (_, level) => ({
    name: nameOf(level),
    ...(level < depth && { hypervisor }),
  }));
  return textOf({ cpu: { arch, features, costs }, levels });
}

/** JSON is YAML. */
function textOf(scenario: object): Scenario {
  return scenarioOf(JSON.stringify({ version: 1, title: 'a test', ...scenario }));
}

/** One warm operation of the innermost guest. */
export function warm(stack: Scenario, operation: string, owner = 0): Route {
  return walkOperation(stack, operation, { owner, cold: false });
}

export interface PassedThrough {
  readonly cpu: CpuText;
  /** Levels above H; the innermost drives the device. */
  readonly depth: number;
  readonly iommu?: IommuKind;
  /** What every hypervisor in between hides. */
  readonly hide?: readonly DoorbellKind[];
  /** In the driver's order. */
  readonly doorbells?: readonly DoorbellKind[];
  /** Devices that G1 makes for G2 itself, with no driver. */
  readonly ofG1?: readonly string[];
}

/** The mail's stack: H's device V1, assigned by every hypervisor in between to the innermost guest. */
export function passedThrough(of: PassedThrough): Scenario {
  const { cpu, depth, iommu = 'emulated', hide = [], ofG1 = [] } = of;
  const { doorbells = doorbellsOf(cpu.arch) } = of;
  const made = (id: string) => ({
    id,
    queues: [{ name: 'tx', size: 64 }],
    doorbells: doorbellsOf(cpu.arch),
    service: { exponential: '2us' },
  });
  const workload = { queue: 'tx', arrivals: { poisson: '50k/s' } };
  const levels = Array.from({ length: depth + 1 }, (_, level) => ({
    name: nameOf(level),
    ...(level < depth && { hypervisor: PROFILES[cpu.arch].hypervisor }),
    ...(level === 0 && { devices: [made('V1')] }),
    ...(level === 1 && { devices: ofG1.map(made) }),
    ...(level > 0 && level < depth && { assign: [{ device: 'V1', iommu, hide }] }),
    ...(level === depth && { drivers: [{ device: 'V1', doorbells, workload }] }),
  }));
  return textOf({ cpu: { ...cpu, costs: PROFILES[cpu.arch].costs }, levels });
}
