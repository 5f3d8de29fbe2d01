/** The text form of a hypervisor profile (scenarios/profiles/hypervisors/*.yaml), whole or changed by a scenario. */
import { z } from 'zod';
import { ARCHES, type Arch, architectures } from '../machine/architectures.ts';
import type { HypervisorProfile, Instruction } from '../machine/profile.ts';
import type { Complain } from './complain.ts';
import { INSTRUCTION_EXPECTED, INSTRUCTION_FORM, parseInstruction } from './instruction.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { printableForm } from './printable.ts';
import { publishedSchema } from './published-schema.ts';
import { word } from './values.ts';
import type { Path } from './yaml.ts';

const text = z.string().regex(printableForm(400)).meta({ expected: 'one printable line' });
const operation = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({ expected: 'an operation, such as hypercall', description: 'An operation of the architecture.' });

/** `vmread: GUEST_RIP` in a list is a mapping of one pair for YAML; between quotes it is a text. */
const line = z.union([
  z.string().meta({ pattern: INSTRUCTION_FORM.source }),
  z
    .record(z.string(), z.string())
    .refine(pair => Object.keys(pair).length === 1, {
      message: 'an instruction is one pair: `op: detail`',
    })
    .meta({ minProperties: 1, maxProperties: 1 }),
]);

const instruction = line
  .transform((written, context): Instruction => {
    const line = typeof written === 'string' ? written : Object.entries(written)[0]!.join(': ');
    const parsed = parseInstruction(line);
    if (parsed !== null) return parsed;
    context.issues.push({ code: 'custom', message: `\`${line}\` is not an instruction`, input: line });
    return z.NEVER;
  })
  .meta({
    expected: INSTRUCTION_EXPECTED,
    description:
      'A privileged instruction, what it touches, how often, and the CPU feature with which it does not trap: `op[: detail][ x N][ if [not ]feature][ unless feature]`.',
    examples: ['vmsave unless vls', 'vmread x 11', 'msr: read 0x1d9'],
  });

const path = z.array(instruction).meta({
  expected: 'a list of instructions, such as [vmsave unless vls, vmrun]',
  examples: [['vmsave unless vls', 'vmrun']],
});
const features = z.array(z.string()).meta({
  expected: 'a list of CPU features that it passes on to its guest',
  description: 'CPU features that it passes on to its guest, if it was offered them itself.',
  examples: [['vgif', 'vls']],
});
const handlers = z.record(operation, path).meta({
  expected: 'a mapping from operations to lists of instructions',
  description: 'What the handler of one kind of exit adds, by operation.',
  examples: [{ ipi: ['ipi'] }],
});
const fields = z.array(z.string()).meta({
  expected: 'a list of VMCS fields, such as [GUEST_RIP]',
  examples: [['GUEST_RIP', 'GUEST_RSP']],
});
const shadowed = z
  .strictObject({
    'read-only': fields.meta({ description: 'VMCS fields that its guest reads without an exit.' }),
    'read-write': fields.meta({
      description: 'VMCS fields that its guest reads and writes without an exit.',
    }),
  })
  .meta({
    expected: 'the VMCS fields that it lets its guest access by VMCS shadowing',
    description: 'The VMCS fields that it lets its guest access by VMCS shadowing (SDM volume 3, 25.6.15).',
    examples: [{ 'read-only': ['VM_EXIT_REASON'], 'read-write': ['GUEST_RIP'] }],
  });
const unknownHypercall = z.int().meta({
  expected: 'what an unknown hypercall returns: -1000 is -KVM_ENOSYS',
  description: 'What a hypercall returns whose number it never gave out: -1000 is -KVM_ENOSYS.',
  examples: [-1000, -38],
});

const knownHypercalls = z
  .array(z.int().min(0))
  .min(1)
  .meta({
    expected: 'a list of hypercall numbers that it serves itself',
    description: 'Hypercall numbers that it serves itself, whatever tokens others have given out.',
    examples: [[1]],
  });

/** When each of the lists is executed. */
const paths = {
  enter: path.meta({ description: "From its guest's exit until interrupts are on again." }),
  'user-space': path.meta({
    description: 'Added where its user space, the VMM, served the exit: on the way back.',
  }),
  resume: path.meta({
    description: "From the handler's end until its guest runs: ends with vmrun or vmresume.",
  }),
  reflect: path.meta({ description: 'Added when it reflects an exit to a guest hypervisor of its own.' }),
  'nested-entry': path.meta({
    description: "Added when it emulates a guest hypervisor's own vmrun or vmresume.",
  }),
};

const profileSchema = z
  .strictObject({
    arch: word(
      Object.fromEntries(ARCHES.map(arch => [arch, architectures[arch].title])) as Record<Arch, string>,
    ).meta({
      expected: `a CPU architecture: ${ARCHES.join(', ')}`,
      description: 'The architecture whose instructions these are.',
      examples: ['svm'],
    }),
    hypervisor: text.meta({
      description: 'The name by which scenarios find the profile, one for each architecture.',
      examples: ['kvm-6.1'],
    }),
    source: text.meta({
      description: 'Where the lists come from: a trace, or the source that was read.',
      examples: ['ftrace of Linux 6.1.0-50-cloud-amd64, kvm_amd nested=1'],
    }),
    offers: features,
    shadowed: shadowed.default({ 'read-only': [], 'read-write': [] }),
    enter: paths.enter,
    'user-space': paths['user-space'],
    resume: paths.resume,
    reflect: paths.reflect.default([]),
    'nested-entry': paths['nested-entry'].default([]),
    handlers: handlers.default({}),
    // KVM's, on every architecture that has them (linux/kvm_para.h: KVM_HC_VAPIC_POLL_IRQ is 1).
    'known-hypercalls': knownHypercalls.default([1]),
    'unknown-hypercall': unknownHypercall.default(-1000),
  })
  .meta({
    title: 'Hypervisor profile',
    description: 'Which privileged instructions one hypervisor executes around an exit of its guest.',
  });

export const hypervisorOverrides = z
  .strictObject({
    from: text.meta({
      expected: "a hypervisor profile's name or file",
      description: 'The hypervisor profile to begin with: its name, or the path of a file of your own.',
      examples: ['kvm-6.1', 'xen'],
    }),
    offers: features.optional(),
    shadowed: shadowed.optional(),
    enter: paths.enter.optional(),
    'user-space': paths['user-space'].optional(),
    resume: paths.resume.optional(),
    reflect: paths.reflect.optional(),
    'nested-entry': paths['nested-entry'].optional(),
    handlers: handlers.optional(),
    'known-hypercalls': knownHypercalls.optional(),
    'unknown-hypercall': unknownHypercall.optional(),
  })
  .meta({
    title: 'Hypervisor',
  });

/** The shape of a profile's file as a JSON schema, for editors: scenarios/profiles/hypervisors/schema.json. */
export function hypervisorJsonSchema(): object {
  return publishedSchema(profileSchema);
}

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
    for (const name of names ?? []) checkName(name, Object.keys(known.features), 'feature', place, complain);
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
