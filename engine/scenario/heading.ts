/** What a scenario's text says of itself at its head, for a list of many: nothing of it is checked. */
import { parse } from 'yaml';
import { printable } from './printable.ts';

export interface Heading {
  /** Empty where the text has none that can be read. */
  readonly title: string;
  /** The first sentence of the comment at the head; empty where there is none. */
  readonly about: string;
}

export function headingOf(text: string): Heading {
  return { title: titleOf(text), about: firstSentence(commentOf(text)) };
}

function titleOf(text: string): string {
  const [line = ''] = /^title:.*$/m.exec(text) ?? [];
  try {
    return printable(String((parse(line) as { title?: unknown } | null)?.title ?? ''));
  } catch {
    return '';
  }
}

/** Without the line that is for an editor. */
function commentOf(text: string): string {
  const [comment = ''] = /^(#.*\n)+/.exec(text) ?? [];
  const lines = comment.split('\n').filter(line => !line.startsWith('# yaml-language-server:'));
  return printable(lines.map(line => line.replace(/^#\s*/, '')).join(' ')).trim();
}

function firstSentence(text: string): string {
  return /^.*?[.?!](?=\s|$)/.exec(text)?.[0] ?? text;
}
