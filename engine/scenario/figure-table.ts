/**
 * The text form of a published table (scenarios/profiles/figures/*.yaml): what others measured, and on which
 * profiles a walk is to be compared with it. A figure that no walk gives says why, and is listed all the same.
 */
import { z } from 'zod';
import type { CostProfile } from '../cost/profile.ts';
import type { Arch } from '../machine/architectures.ts';
import type { HypervisorProfile } from '../machine/profile.ts';
import type { Complain } from './complain.ts';
import { type Diagnostic, hasErrors } from './diagnostics.ts';
import { checkFeatures } from './features.ts';
import { findCosts, findHypervisor, type Library, type ProfileSource, readProfile } from './library.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { printableForm } from './printable.ts';
import { machineSchema } from './schema.ts';
import type { Path } from './yaml.ts';

/** One hypervisor at every level of one machine. */
export interface MachineSpec {
  readonly arch: Arch;
  readonly features: readonly string[];
  readonly costs: CostProfile;
  readonly hypervisor: HypervisorProfile;
}

/** What a walk is to come to. */
export interface Comparison {
  readonly on: MachineSpec;
  /** As `explain --op` takes it. */
  readonly operation: string;
  /** Level that emulates the page of an assigned-mmio operation. */
  readonly owner: number;
  /** Count the exits that come as far as this level's hypervisor: 0 is all of them. */
  readonly countedAt: number;
  /** Some parameter was chosen so that it is met; otherwise the profiles did not know of it. */
  readonly calibrated: boolean;
  /** How far off the walk may be, as a share of the published value. */
  readonly within: number;
}

export interface Figure {
  readonly name: string;
  /** The level whose guest does it; null where the publication means none. */
  readonly level: number | null;
  readonly published: number;
  readonly unit: 'cycles' | 'exits' | 'us';
  /** The walk to compare it with, or the reason that there is none. */
  readonly comparison: Comparison | { readonly whyNot: string };
}

export interface FigureTable {
  readonly name: string;
  readonly source: string;
  readonly measuredOn: string;
  readonly figures: readonly Figure[];
}

const line = z.string().regex(printableForm(200)).meta({ expected: 'one line, at most 200 characters' });
const published = z.number().positive().meta({ expected: 'a number above 0' });
const level = z.int().min(1).max(15).meta({ expected: 'a level from 1 to 15' });
const below = z.int().min(0).max(14).default(0).meta({ expected: 'a level below that of the guest' });
const percent = z
  .string()
  .regex(/^\d{1,3}(\.\d+)?%$/)
  .transform(text => Number(text.slice(0, -1)) / 100)
  .meta({ expected: 'a share such as 10%' });

const compared = z.strictObject({
  figure: line,
  operation: z.string().meta({ expected: 'an operation as `explain --op` takes it' }),
  level,
  owner: below,
  'counted-at': below,
  published,
  unit: z.enum(['cycles', 'exits']).default('cycles').meta({ expected: 'cycles or exits' }),
  calibrated: z.boolean().default(false).meta({ expected: 'true or false' }),
  within: percent,
  on: machineSchema.optional(),
});
const listed = z.strictObject({
  figure: line,
  level: level.optional(),
  published,
  unit: z.enum(['cycles', 'exits', 'us']).default('cycles').meta({ expected: 'cycles, exits or us' }),
  'why-not': line,
});

const tableSchema = z.strictObject({
  table: line,
  source: line,
  'measured-on': line,
  on: machineSchema.optional(),
  figures: z
    .array(z.union([compared, listed]))
    .min(1)
    .meta({ expected: 'a list of figures, such as [{ figure: cpuid, published: 2600, ... }]' }),
});

type TableText = z.output<typeof tableSchema>;
type ComparedText = z.output<typeof compared>;
type MachineText = z.output<typeof machineSchema>;

export interface ReadTable {
  /** null if and only if a diagnostic is an error. */
  readonly table: FigureTable | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** `operations`: the names that a figure may use. */
export function readFigureTable(
  source: ProfileSource,
  library: Library,
  operations: readonly string[],
): ReadTable {
  const found: Diagnostic[] = [];
  const build = (text: TableText, complain: Complain) =>
    new TableBuilder(library, operations, complain, found).build(text);
  const table = readProfile(source, { schema: tableSchema, build }, found);
  return { table: hasErrors(found) ? null : table, diagnostics: found };
}

/** Resolves the names in one table and complains of those that it cannot. */
class TableBuilder {
  readonly #library: Library;
  readonly #operations: readonly string[];
  readonly #complain: Complain;
  readonly #found: Diagnostic[];

  constructor(library: Library, operations: readonly string[], complain: Complain, found: Diagnostic[]) {
    this.#library = library;
    this.#operations = operations;
    this.#complain = complain;
    this.#found = found;
  }

  build(text: TableText): FigureTable {
    const usual = text.on && this.#machine(text.on, ['on']);
    const figures = text.figures.flatMap((figure, i): Figure[] => {
      const { figure: name, level = null, published, unit } = figure;
      const comparison =
        'why-not' in figure ? { whyNot: figure['why-not'] } : this.#comparison(figure, usual, ['figures', i]);
      return comparison === null ? [] : [{ name, level, published, unit, comparison }];
    });
    return { name: text.table, source: text.source, measuredOn: text['measured-on'], figures };
  }

  /** `usual`: what the table names; null where that is wrong. */
  #comparison(text: ComparedText, usual: MachineSpec | null | undefined, at: Path): Comparison | null {
    this.#check(text, at);
    const on = text.on === undefined ? usual : this.#machine(text.on, [...at, 'on']);
    if (on === undefined)
      this.#complain(at, 'missing-key', 'on which machine? Neither the figure nor the table has a key `on`');
    if (!on) return null;
    const { operation, owner, calibrated, within } = text;
    return { on, operation, owner, countedAt: text['counted-at'], calibrated, within };
  }

  #check(text: ComparedText, at: Path): void {
    if (!this.#operations.includes(text.operation))
      this.#complain([...at, 'operation'], 'unknown-operation', `unknown operation \`${text.operation}\``, {
        expected: oneOf(this.#operations),
        ...didYouMean(text.operation, this.#operations),
      });
    for (const key of ['owner', 'counted-at'] as const)
      if (text[key] >= text.level)
        this.#complain(
          [...at, key],
          'out-of-range',
          `L${text[key]} is not below the guest at L${text.level}`,
        );
    if (text['counted-at'] > 0 && text.unit !== 'exits')
      this.#complain([...at, 'counted-at'], 'out-of-range', 'only exits are counted: add `unit: exits`');
  }

  #machine(text: MachineText, at: Path): MachineSpec | null {
    const reports = { complain: this.#complain, found: this.#found, profiles: [] };
    checkFeatures(text, [...at, 'features'], this.#complain);
    const costs = findCosts(this.#library, text.costs, [...at, 'costs'], reports);
    const hypervisor = findHypervisor(
      this.#library,
      text.hypervisor,
      text.arch,
      [...at, 'hypervisor'],
      reports,
    );
    return costs && hypervisor && { arch: text.arch, features: text.features, costs, hypervisor };
  }
}
