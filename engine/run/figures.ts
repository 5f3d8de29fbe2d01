/** The model beside what others measured: every published figure, and what a walk of the same operation gives. */
import type { Route } from '../route/route.ts';
import type { Diagnostic } from '../scenario/diagnostics.ts';
import {
  type Comparison,
  type Figure,
  type FigureTable,
  type MachineSpec,
  readFigureTable,
} from '../scenario/figure-table.ts';
import type { Library, ProfileSource } from '../scenario/library.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { operationNames, walkOperation } from './operations.ts';

/** The names of what a figure was computed on. */
export interface ComputedOn {
  readonly arch: string;
  readonly features: readonly string[];
  readonly hypervisor: string;
  readonly costs: string;
}

/** One row of `figures --json`. Where nothing is computed, all that would be said of it is null and `whyNot` is not. */
export interface ComparedFigure {
  readonly table: string;
  readonly source: string;
  readonly measuredOn: string;
  readonly figure: string;
  readonly level: number | null;
  readonly unit: Figure['unit'];
  readonly published: number;
  readonly computed: number | null;
  /** computed / published - 1. */
  readonly error: number | null;
  /** Whether some parameter was chosen so that this figure is met. */
  readonly basis: 'calibrated' | 'predicted' | null;
  readonly computedOn: ComputedOn | null;
  /** The error that a change of the machine must not exceed, as a share. */
  readonly within: number | null;
  /** Why there is nothing computed. */
  readonly whyNot: string | null;
}

export interface Figures {
  readonly figures: readonly ComparedFigure[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads every table and walks what can be walked. A table with an error is left out. */
export function compareFigures(tables: readonly ProfileSource[], library: Library): Figures {
  const read = tables.map(source => readFigureTable(source, library, operationNames));
  return {
    figures: read.flatMap(({ table }) => (table === null ? [] : compareTable(table))),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

function compareTable({ name: table, source, measuredOn, figures }: FigureTable): ComparedFigure[] {
  return figures.map(figure => {
    const { name, level, unit, published, comparison } = figure;
    const row = { table, source, measuredOn, figure: name, level, unit, published };
    return { ...row, ...('whyNot' in comparison ? notComputed(comparison) : compared(figure, comparison)) };
  });
}

const notComputed = ({ whyNot }: { readonly whyNot: string }) =>
  ({ computed: null, error: null, basis: null, computedOn: null, within: null, whyNot }) as const;

function compared({ level, unit, published }: Figure, comparison: Comparison) {
  const { on, operation, owner, countedAt, calibrated, within } = comparison;
  const route = walkOperation(bareStack(on, level!), operation, { owner, cold: false });
  const computed = unit === 'cycles' ? route.cycles : exitsAt(route, countedAt);
  const basis = calibrated ? ('calibrated' as const) : ('predicted' as const);
  const { arch, features, hypervisor, costs } = on;
  const computedOn = { arch, features, hypervisor: hypervisor.name, costs: costs.name };
  return { computed, error: computed / published - 1, basis, computedOn, within, whyNot: null };
}

/** Every exit comes to L0; further up comes what is served there or still higher. */
function exitsAt({ hops }: Route, level: number): number {
  return hops.filter(hop => hop.handledBy >= level).length;
}

/** The guest at `depth` on equal hypervisors, and no devices. */
function bareStack({ arch, features, costs, hypervisor }: MachineSpec, depth: number): Scenario {
  const levels = Array.from({ length: depth + 1 }, (_, level) => ({
    name: level === 0 ? 'H' : `G${level}`,
    hypervisor: level < depth ? hypervisor : null,
    idle: 'poll' as const,
    eoi: 'register' as const,
    devices: [],
    assign: [],
    drivers: [],
    beside: [],
    vcpus: 1,
  }));
  return {
    title: 'a published figure',
    seed: 1,
    arch,
    features,
    costs,
    cores: null,
    levels,
    events: [],
    expect: [],
    profiles: [],
  };
}
