/** How a check says what is wrong: by a path into the data, which the text of that data turns into a place. */
import { type Advice, type Diagnostic, diagnostic, type Place, type Related } from './diagnostics.ts';
import type { RuleId } from './rules.ts';
import type { Path, YamlText } from './yaml.ts';

/** Another place in the same text, by its path. */
export interface Mention {
  readonly at: Path;
  readonly message: string;
}

/** Advice about the value with a path. */
export interface PathAdvice extends Omit<Advice, 'related'> {
  /** Not the value is meant but its key. */
  readonly atKey?: boolean;
  readonly within?: Part;
  readonly related?: readonly (Mention | Related)[];
}

/** The part of a text that is meant: from one of its characters up to another. */
export interface Part {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Reports something at the value with this path. */
export type Complain = (path: Path, rule: RuleId, message: string, advice?: PathAdvice) => void;

/** Collects complaints about one text. */
export function complainInto(found: Diagnostic[], yaml: YamlText): Complain {
  const mentioned = (each: Mention | Related): Related =>
    'at' in each ? { ...yaml.place(each.at), file: yaml.file, message: each.message } : each;
  return (path, rule, message, { atKey, within, related = [], ...advice } = {}) => {
    const whole = atKey ? yaml.keyPlace(path) : yaml.place(path);
    const place = within === undefined ? whole : partOf(whole, within);
    found.push(diagnostic(yaml.file, place, rule, message, { ...advice, related: related.map(mentioned) }));
  };
}

/** Between quotes the characters stand one column further; with escapes nobody knows where. */
function partOf(whole: Place, { text, from, to }: Part): Place {
  const { column, endColumn } = whole;
  const quotes = endColumn - column - text.length;
  if (whole.endLine > whole.line || (quotes !== 0 && quotes !== 2)) return whole;
  const start = column + quotes / 2;
  return { ...whole, column: start + from, endColumn: start + to };
}
