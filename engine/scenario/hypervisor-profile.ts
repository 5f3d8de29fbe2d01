/** The text form of a hypervisor profile (scenarios/profiles/hypervisors/*.yaml), whole or changed by a scenario. */
import { z } from 'zod';
import { ARCHES, type Arch, architectures } from '../machine/architectures.ts';
import type { HypervisorProfile, Instruction } from '../machine/profile.ts';
import type { Complain } from './complain.ts';
import { INSTRUCTION_EXPECTED, parseInstruction } from './instruction.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { printableForm } from './printable.ts';
import type { Path } from './yaml.ts';

const text = z.string().regex(printableForm(400)).meta({ description: 'one printable line' });
const operation = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({ description: 'an operation, such as hypercall' });

/** `vmread: GUEST_RIP` in a list is a mapping of one pair for YAML; between quotes it is a text. */
const line = z.union([
  z.string(),
  z.record(z.string(), z.string()).refine(pair => Object.keys(pair).length === 1, {
    message: 'an instruction is one pair: `op: detail`',
  }),
]);

const instruction = line
  .transform((written, context): Instruction => {
    const line = typeof written === 'string' ? written : Object.entries(written)[0]!.join(': ');
    const parsed = parseInstruction(line);
    if (parsed !== null) return parsed;
    context.issues.push({ code: 'custom', message: `\`${line}\` is not an instruction`, input: line });
    return z.NEVER;
  })
  .meta({ description: INSTRUCTION_EXPECTED });

const path = z
  .array(instruction)
  .meta({ description: 'a list of instructions, such as [vmsave unless vls, vmrun]' });
const features = z
  .array(z.string())
  .meta({ description: 'a list of CPU features that it passes on to its guest' });
const handlers = z
  .record(operation, path)
  .meta({ description: 'a mapping from operations to lists of instructions' });
const fields = z.array(z.string()).meta({ description: 'a list of VMCS fields, such as [GUEST_RIP]' });
const shadowed = z
  .strictObject({ 'read-only': fields, 'read-write': fields })
  .meta({ description: 'the VMCS fields that it lets its guest access by VMCS shadowing' });
const unknownHypercall = z
  .int()
  .meta({ description: 'what an unknown hypercall returns: -1000 is -KVM_ENOSYS' });

const knownHypercalls = z
  .array(z.int().min(0))
  .min(1)
  .meta({ description: 'a list of hypercall numbers that it serves itself' });

const profileSchema = z.strictObject({
  arch: z.enum(ARCHES).meta({ description: `a CPU architecture: ${ARCHES.join(', ')}` }),
  hypervisor: text,
  source: text,
  offers: features,
  shadowed: shadowed.default({ 'read-only': [], 'read-write': [] }),
  enter: path,
  'user-space': path,
  resume: path,
  reflect: path.default([]),
  'nested-entry': path.default([]),
  handlers: handlers.default({}),
  // KVM's, on every architecture that has them (linux/kvm_para.h: KVM_HC_VAPIC_POLL_IRQ is 1).
  'known-hypercalls': knownHypercalls.default([1]),
  'unknown-hypercall': unknownHypercall.default(-1000),
});

export const hypervisorOverrides = z.strictObject({
  from: text.meta({ description: "a hypervisor profile's name" }),
  offers: features.optional(),
  shadowed: shadowed.optional(),
  enter: path.optional(),
  'user-space': path.optional(),
  resume: path.optional(),
  reflect: path.optional(),
  'nested-entry': path.optional(),
  handlers: handlers.optional(),
  'known-hypercalls': knownHypercalls.optional(),
  'unknown-hypercall': unknownHypercall.optional(),
});

type Overrides = z.output<typeof hypervisorOverrides>;
/** What both forms share, as far as names of operations and features are concerned. */
type Lists = Omit<Overrides, 'from'>;

const PATHS = ['enter', 'user-space', 'resume', 'reflect', 'nested-entry'] as const;

/** The shape of a profile's file; `toHypervisor` makes the profile of it. */
export const hypervisorFile = {
  schema: profileSchema,
  build(file: z.output<typeof profileSchema>, complain: Complain): HypervisorProfile {
    checkNames(file, file.arch, [], complain);
    const { arch, source, offers, enter, resume, reflect, handlers } = file;
    const kebab = {
      name: file.hypervisor,
      shadowed: byOperation(file.shadowed),
      userSpace: file['user-space'],
      nestedEntry: file['nested-entry'],
      knownHypercalls: new Set(file['known-hypercalls']),
      unknownHypercall: file['unknown-hypercall'],
    };
    return { arch, source, offers, enter, resume, reflect, handlers, ...kebab };
  },
};

/** The profile with what the scenario says about it; `at` is where it says so. */
export function changeHypervisor(
  base: HypervisorProfile,
  changes: Overrides,
  at: Path,
  complain: Complain,
): HypervisorProfile {
  checkNames(changes, base.arch, at, complain);
  const operations = [...Object.keys(base.handlers), ...Object.keys(architectures[base.arch].exits)];
  for (const op of Object.keys(changes.handlers ?? {})) {
    checkName(op, operations, 'operation', [...at, 'handlers', op], complain, true);
  }
  const changed = Object.keys(changes).filter(key => key !== 'from');
  return {
    ...base,
    source: changed.length === 0 ? base.source : `${base.source}; ${changed.join(', ')}: the scenario`,
    offers: changes.offers ?? base.offers,
    shadowed: changes.shadowed === undefined ? base.shadowed : byOperation(changes.shadowed),
    enter: changes.enter ?? base.enter,
    userSpace: changes['user-space'] ?? base.userSpace,
    resume: changes.resume ?? base.resume,
    reflect: changes.reflect ?? base.reflect,
    nestedEntry: changes['nested-entry'] ?? base.nestedEntry,
    handlers: { ...base.handlers, ...changes.handlers },
    knownHypercalls: new Set(changes['known-hypercalls'] ?? base.knownHypercalls),
    unknownHypercall: changes['unknown-hypercall'] ?? base.unknownHypercall,
  };
}

/** Every instruction must be one that the architecture knows, every feature one that its CPUs have. */
function checkNames(lists: Lists, arch: Arch, at: Path, complain: Complain): void {
  const known = architectures[arch];
  const features = (names: readonly string[] | undefined, place: Path) => {
    for (const name of names ?? []) checkName(name, known.features, 'feature', place, complain);
  };
  const { exits, controlFields = [] } = known;
  const field = (name: string, place: Path) => checkName(name, controlFields, 'field', place, complain);
  const instructions = (list: readonly Instruction[] | undefined, place: Path) => {
    for (const [i, { op, detail, when, unless }] of (list ?? []).entries()) {
      checkName(op, Object.keys(exits), 'instruction', [...place, i], complain);
      if (exits[op]?.shadowedBy !== undefined && detail !== null) field(detail, [...place, i]);
      features(when === null ? unless : [when.feature, ...unless], [...place, i]);
    }
  };
  features(lists.offers, [...at, 'offers']);
  for (const [key, names] of Object.entries(lists.shadowed ?? {}))
    for (const [i, name] of names.entries()) field(name, [...at, 'shadowed', key, i]);
  for (const key of PATHS) instructions(lists[key], [...at, key]);
  for (const [op, list] of Object.entries(lists.handlers ?? {})) instructions(list, [...at, 'handlers', op]);
}

/** A field that may be written may be read, too. */
function byOperation(lists: z.output<typeof shadowed>): HypervisorProfile['shadowed'] {
  const { 'read-only': readOnly, 'read-write': readWrite } = lists;
  return { vmread: new Set([...readOnly, ...readWrite]), vmwrite: new Set(readWrite) };
}

function checkName(
  name: string,
  known: readonly string[],
  what: 'feature' | 'field' | 'instruction' | 'operation',
  at: Path,
  complain: Complain,
  atKey = false,
): void {
  if (known.includes(name)) return;
  const expected = oneOf(known);
  const advice = { expected, ...didYouMean(name, known), atKey };
  complain(at, `unknown-${what}`, `unknown ${what} \`${name}\``, advice);
}
