/** Diagnostics for a person: in colour on a terminal, plain where they are read by another program. */
import { styleText } from 'node:util';
import { type Diagnostic, formatDiagnostic, type Paint } from '../engine/index.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** To standard error, an empty line between two. */
export function printDiagnostics(files: readonly Pick<ScenarioFile, 'diagnostics' | 'textOf'>[]): void {
  const texts = files.flatMap(({ diagnostics, textOf }) =>
    diagnostics.map(each => formatDiagnostic(each, textOf, inColor)),
  );
  if (texts.length > 0) process.stderr.write(`${texts.join('\n\n')}\n`);
}

const STYLES = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  place: ['bold'],
  label: ['cyan'],
  quiet: ['dim'],
} as const satisfies Record<Parameters<Paint>[0], readonly Parameters<typeof styleText>[0][]>;

/** Node knows of NO_COLOR, of FORCE_COLOR, and whether a terminal is there. */
const inColor: Paint = (role, text) => styleText([...STYLES[role]], text, { stream: process.stderr });

/** `3 errors, 1 warning in 2 files`. */
export function summaryOf(diagnostics: readonly Diagnostic[]): string {
  const of = (severity: Diagnostic['severity']) =>
    diagnostics.filter(each => each.severity === severity).length;
  const counted = [plural(of('error'), 'error'), plural(of('warning'), 'warning')].filter(
    text => text !== '',
  );
  return `${counted.join(', ')} in ${plural(new Set(diagnostics.map(each => each.file)).size, 'file')}`;
}

function plural(count: number, what: string): string {
  if (count === 0) return '';
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
