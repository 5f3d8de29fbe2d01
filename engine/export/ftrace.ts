/**
 * The kernel's own trace (Documentation/trace/ftrace.rst) of the events `kvm:*`, as the host's tracer would print it: one
 * processor of the host for each virtual one, and times of the simulation. Events are spelled as Linux 6.1 does, in
 * arch/x86/kvm/trace.h and arch/arm64/kvm/trace_arm.h. The model has no instruction pointers, exit information and
 * values of registers: they are zero. KVM on ARM64 prints neither a level nor whom an exit is given to.
 */
import type { Architecture } from '../machine/architecture.ts';
import { type Arch, architectures } from '../machine/architectures.ts';
import type { Hop } from '../route/route.ts';
import { type Step, stepsOf } from './exits.ts';
import { CannotExport, type ExportedLog, Machines, type Processor } from './machines.ts';

/** Throws CannotExport where KVM has no such events for the architecture. */
export function* ftrace(log: ExportedLog): Generator<string> {
  const machines = new Machines(log);
  for (const { arch } of machines.all)
    if (dialects[arch] === null)
      throw new CannotExport(
        `KVM traces no exits of ${architectures[arch].title} as kvm_exit: ftrace has no text for them`,
      );
  yield HEADER;
  const host = new Host();
  for (const step of stepsOf(log, machines)) {
    const { arch } = machines.at(step.of.atNs);
    yield* host.entriesUpTo(step.atNs);
    yield* host.take(step, dialects[arch]!);
  }
  yield* host.entriesUpTo(Number.POSITIVE_INFINITY);
}

const HEADER = `# tracer: nop
#
#                                _-----=> irqs-off/BH-disabled
#                               / _----=> need-resched
#                              | / _---=> hardirq/softirq
#                              || / _--=> preempt-depth
#                              ||| / _-=> migrate-disable
#                              |||| /     delay
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
`;

/** How KVM prints what happens on one of its architectures: each line an event and what follows it. */
interface Dialect {
  readonly exits: Architecture['exits'];
  exit(hop: Hop, vcpu: number): string[];
  entry(vcpu: number): string;
}

/** The host's tracer. An entry is printed when its time has come, which other processors' exits may come before. */
class Host {
  readonly #entries = new Map<Processor, { readonly atNs: number; readonly line: string }>();

  *entriesUpTo(ns: number): Generator<string> {
    for (;;) {
      const [first] = [...this.#entries].sort(([, a], [, b]) => a.atNs - b.atNs);
      if (first === undefined || first[1].atNs > ns || first[1].atNs === Number.POSITIVE_INFINITY) return;
      yield* this.#enter(first[0], first[1].atNs);
    }
  }

  *take(step: Step, dialect: Dialect): Generator<string> {
    const { processor } = step.of;
    // What was halted has been woken.
    if (step.kind === 'begin') yield* this.#enter(processor, step.atNs);
    if (step.kind !== 'exit') return;
    const { hop, atNs, endNs } = step;
    for (const event of dialect.exit(hop, processor.index)) yield line(processor, '.....', atNs, event);
    const halts = hop.reason === dialect.exits.hlt?.reason && hop.handledBy === 0 && processor.vcpu !== null;
    const entry = dialect.entry(processor.index);
    this.#entries.set(processor, { atNs: halts ? Number.POSITIVE_INFINITY : endNs, line: entry });
  }

  *#enter(processor: Processor, ns: number): Generator<string> {
    const entry = this.#entries.get(processor);
    if (entry === undefined) return;
    this.#entries.delete(processor);
    yield line(processor, 'd..1.', ns, entry.line);
  }
}

const FIRST_PID = 1000;

function line({ index, guest, vcpu }: Processor, flags: string, ns: number, event: string): string {
  // A task's name has up to 15 bytes; what parsers might trip over is taken out.
  const task = `${guest.replaceAll(/[^\w.]/g, '_').slice(0, 10)}/${vcpu ?? 'x'}`;
  const cpu = String(index).padStart(3, '0');
  const time = (Math.round(ns / 1000) / 1e6).toFixed(6).padStart(12);
  return `${task.padStart(16)}-${String(FIRST_PID + index).padEnd(7)} [${cpu}] ${flags} ${time}: ${event}\n`;
}

const NO_POINTER = '0x0000000000000000';

/** Of what x86 calls its guests' control block and second-stage table. */
function x86(arch: 'svm' | 'vmx'): Dialect {
  const { exits } = architectures[arch];
  const [block, table, root] =
    arch === 'vmx' ? ['vmcs', 'ept', 'nested_eptp'] : ['vmcb', 'npt', 'nested_cr3'];
  const entering = new Set(Object.values(exits).flatMap(({ entry, reason }) => (entry ? reason : [])));
  const enter = `kvm_nested_vmenter: rip: ${NO_POINTER} ${block}: ${NO_POINTER} nested_rip: ${NO_POINTER} int_ctl: 0x00000000 event_inj: 0x00000000 nested_${table}=y ${root}: ${NO_POINTER}`;
  return {
    exits,
    exit(hop, vcpu) {
      const { level, reflected, handledBy } = hop;
      const reason = word(hop.reason);
      const what = `vcpu ${vcpu} reason ${reason} rip 0x0 info1 ${NO_POINTER} info2 ${NO_POINTER} intr_info 0x00000000 error_code 0x00000000`;
      const lines = [`kvm_exit: ${what}`];
      if (level > 1) lines.push(`kvm_nested_vmexit: ${what}`);
      if (reflected && hop.reason === exits.interrupt!.reason)
        lines.push(`kvm_nested_intr_vmexit: rip: ${NO_POINTER}`);
      if (reflected)
        lines.push(
          `kvm_nested_vmexit_inject: reason: ${reason} ext_inf1: ${NO_POINTER} ext_inf2: ${NO_POINTER} ext_int: 0x00000000 ext_int_err: 0x00000000`,
        );
      else lines.push(...msrAccess(hop));
      if (handledBy === 0 && entering.has(hop.reason)) lines.push(enter);
      return lines;
    },
    entry: vcpu => `kvm_entry: vcpu ${vcpu}, rip 0x0`,
  };
}

/** KVM names the register of an access that it serves itself. */
function msrAccess({ reason, detail }: Hop): string[] {
  const access = /^(read|write) 0x([0-9a-f]{1,8})$/.exec(detail ?? '');
  if (access === null || !/^msr/i.test(reason)) return [];
  return [`kvm_msr: msr_${access[1]} ${access[2]} = 0x0`];
}

function arm64(): Dialect {
  const { exits } = architectures.arm64;
  const codes = new Map(Object.values(exits).map(({ reason, code }) => [reason, code]));
  const interrupt = exits.interrupt!.reason;
  return {
    exits,
    exit({ reason }) {
      // An interrupt has no exception class.
      const [type, name] = reason === interrupt ? ['IRQ', 'UNKNOWN'] : ['TRAP', word(reason)];
      const code = (codes.get(reason) ?? 0).toString(16).padStart(4, '0');
      return [`kvm_exit: ${type}: HSR_EC: 0x${code} (${name}), PC: ${NO_POINTER}`];
    },
    entry: () => `kvm_entry: PC: ${NO_POINTER}`,
  };
}

/** A reason as it stands in a log may be anything. */
const word = (reason: string): string => reason.replaceAll(/[^\w ().-]/g, '?');

/** KVM on s390x traces interceptions by events of its own (kvm_s390_intercept_*), which have no entries. */
const dialects: Readonly<Record<Arch, Dialect | null>> = {
  svm: x86('svm'),
  vmx: x86('vmx'),
  arm64: arm64(),
  s390x: null,
};
