/** What is wrong with a text, where, and what would be right: a value, and its one printed form. */
import { codeFrame, type Paint, type Place } from './code-frame.ts';
import { printable } from './printable.ts';
import { RULES, type Rule, type RuleId } from './rules.ts';

export type { Paint, Place };

/** Another place that has to do with it, perhaps in another file: where the name was given, where it was hidden. */
export interface Related extends Place {
  readonly file: string;
  /** What is there; one printable line. */
  readonly message: string;
}

export interface Diagnostic extends Place {
  readonly severity: Rule['severity'];
  readonly rule: RuleId;
  readonly file: string;
  /** One printable line each. */
  readonly message: string;
  /** What would be valid there. */
  readonly expected: string | null;
  /** What to do about it: a near name, a line to add. */
  readonly hint: string | null;
  /** The text to put there instead, where that is all there is to do. */
  readonly replacement: string | null;
  readonly related: readonly Related[];
}

/** What goes with a message. */
export interface Advice {
  /** Instead of the rule's own. */
  readonly severity?: Diagnostic['severity'];
  readonly expected?: string | null;
  readonly hint?: string | null;
  readonly replacement?: string | null;
  readonly related?: readonly Related[];
}

/** A diagnostic whose texts are safe to print: they quote what a stranger wrote. */
export function diagnostic(
  file: string,
  place: Place,
  rule: RuleId,
  message: string,
  advice: Advice = {},
): Diagnostic {
  const safe = (text: string | null | undefined) => (text == null ? null : printable(text));
  const { severity = RULES[rule].severity, expected, hint, replacement, related = [] } = advice;
  return {
    severity,
    rule,
    file: printable(file),
    ...place,
    message: printable(brief(message)),
    expected: safe(expected),
    hint: hint == null ? null : printable(brief(hint)),
    replacement: safe(replacement),
    related: related.map(each => ({
      ...each,
      file: printable(each.file),
      message: printable(brief(each.message)),
    })),
  };
}

/** A sentence may quote all of a text that was meant for another program: its middle is left out. */
function brief(sentence: string): string {
  return sentence.length <= 200 ? sentence : `${sentence.slice(0, 120)} ... ${sentence.slice(-60)}`;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(each => each.severity === 'error');
}

/** The text of each file that a diagnostic may speak of. */
export type TextOf = (file: string) => string;

const plain: Paint = (_, text) => text;

/**
 * `file:line:column: error: message [rule]`, the line with the place underlined, what was expected, the hint, and
 * each related place with its line. `text`: of its file, or of every one.
 */
export function formatDiagnostic(found: Diagnostic, text: string | TextOf, paint = plain): string {
  const textOf = typeof text === 'string' ? () => text : text;
  const { severity, rule, message, expected, hint, related } = found;
  const label = (name: string, value: string | null) =>
    value === null ? [] : [`  ${paint('label', `${name}:`)} ${value}`];
  return [
    `${paint('place', whereOf(found))}: ${paint(severity, `${severity}:`)} ${message} ${paint('quiet', `[${rule}]`)}`,
    ...codeFrame(found, textOf(found.file), RULES[rule].context, severity, paint),
    ...label('expected', expected),
    ...label('hint', hint),
    ...related.flatMap(place => [
      `  ${paint('label', 'see')} ${paint('place', whereOf(place))}: ${place.message}`,
      ...codeFrame(place, textOf(place.file), false, 'label', paint),
    ]),
  ].join('\n');
}

function whereOf({ file, line, column }: Related | Diagnostic): string {
  return `${file}:${line}:${column}`;
}
