/** What must hold of whatever text: the whole way of a scenario through the program, as far as it comes. */
import { explainScenario, whyTooDeep } from '../../engine/run/explain.ts';
import { report } from '../../engine/run/report.ts';
import { Run } from '../../engine/run/run.ts';
import { type Diagnostic, formatDiagnostic } from '../../engine/scenario/diagnostics.ts';
import { difference } from '../../engine/scenario/difference.ts';
import type { Library, ProfileSource } from '../../engine/scenario/library.ts';
import { parseScenario } from '../../engine/scenario/parse.ts';
import type { Scenario } from '../../engine/scenario/scenario.ts';
import { library, scenarioOf } from '../helpers/scenarios.ts';
import type { Specimen } from './corpus.ts';

/** How far a text came. */
export type Verdict = 'invalid' | 'too deep' | 'ran';

const FILE = 'fuzz.yaml';
const PROFILE = 'fuzz-profile.yaml';
const EVENTS = 2000;
const LONGEST_MESSAGE = 5000;
const QUIET = { route: () => {}, executed: () => {} };

class Finding extends Error {}

function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Finding(what);
}

/** Throws what is wrong with the program. */
export function judge(specimen: Specimen): Verdict {
  const { scenario, diagnostics } = parseScenario(specimen.scenario, FILE, libraryWith(specimen));
  must(diagnostics.length <= 100, `${diagnostics.length} diagnostics`);
  for (const each of diagnostics) checkDiagnostic(each, textOf(each.file, specimen));
  const wrong = diagnostics.some(({ severity }) => severity === 'error');
  must((scenario === null) === wrong, 'a scenario comes without errors or not at all');
  if (scenario === null) return 'invalid';
  if (whyTooDeep(scenario) !== null) return 'too deep';
  live(scenario, scenarioOf(specimen.original));
  return 'ran';
}

function libraryWith({ profile }: Specimen): Library {
  if (profile === null) return library;
  const source: ProfileSource = { file: PROFILE, text: profile.text };
  if (profile.kind === 'costs')
    return { ...library, costs: new Map([...library.costs, [profile.name, source]]) };
  const byArch = new Map([...library.hypervisors.get(profile.name)!, [profile.arch, source] as const]);
  return { ...library, hypervisors: new Map([...library.hypervisors, [profile.name, byArch]]) };
}

function textOf(file: string, { scenario, profile }: Specimen): string {
  if (file === FILE) return scenario;
  must(profile !== null && file === PROFILE, `a diagnostic about ${file}, in which nothing is wrong`);
  return profile.text;
}

function checkDiagnostic(found: Diagnostic, text: string): void {
  const { line, column, endLine, endColumn } = found;
  const lines = text.split('\n');
  const inside = (at: number, of: number) =>
    at >= 1 && of >= 1 && at <= lines.length && of <= lines[at - 1]!.length + 1;
  must(inside(line, column), `${line}:${column} is no place in the text: ${found.message}`);
  must(endLine > line || (endLine === line && endColumn > column), `${found.message}: ends before it begins`);
  must(endLine <= lines.length, `${found.message}: ends in line ${endLine}`);
  const printed = formatDiagnostic(found, text);
  must(!/[^\P{C}\n]/u.test(printed), `a control character is printed: ${JSON.stringify(printed)}`);
  must(printed.length <= LONGEST_MESSAGE, `${printed.length} characters are printed`);
}

/** Explained, run, and edited from and back to what it was, as the engine's thread puts an edit in. */
function live(scenario: Scenario, original: Scenario): void {
  explainScenario(scenario, false);
  must(difference(scenario, scenario).changes.length === 0, 'it differs from itself');
  let run = new Run(original, QUIET);
  run.advance(1e9, EVENTS);
  for (const next of [scenario, original]) {
    if (difference(run.scenario, next).structural) run = new Run(next, QUIET, run.now);
    else run.adopt(next);
    advance(run);
  }
}

function advance(run: Run): void {
  run.advance(run.now + 1e9, EVENTS);
  for (const [index, queue] of run.queues.entries()) {
    const { submitted, completed, lost } = queue;
    must(completed + lost <= submitted, `${completed} of ${submitted} requests completed, ${lost} lost`);
    run.nextDoorbell(index);
  }
  const numbers = JSON.stringify(report(run, 0), (_, value) => {
    must(typeof value !== 'number' || Number.isFinite(value), 'a report has a number that is none');
    return value;
  });
  must(!/[\0-\x1f\x7f-\x9f]/.test(numbers), 'a report has a control character');
}
