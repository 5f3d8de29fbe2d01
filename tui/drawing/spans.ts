/** Lines as they are before they become text: how long they are, cut, padded and broken. */
import { first, lengthOfText, type Span } from './text.ts';

export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + lengthOfText(typeof span === 'string' ? span : span[1]), 0);
}

/** Exactly `width` characters, cut or padded on the right. */
export function fitted(spans: readonly Span[], width: number): Span[] {
  let left = width;
  const kept: Span[] = [];
  for (const span of spans) {
    if (left === 0) break;
    const [role, text] = typeof span === 'string' ? [null, span] : span;
    const cut = first(left, text);
    kept.push(role === null ? cut : [role, cut]);
    left -= lengthOfText(cut);
  }
  return left === 0 ? kept : [...kept, ' '.repeat(left)];
}

/** Lines of whole spans, those after the first `indent` further in; a span that is longer than a line is cut there. */
export function flowed(spans: readonly Span[], width: number, indent: number): Span[][] {
  const lines: Span[][] = [[]];
  for (const span of spans) {
    const line = lines.at(-1)!;
    if (line.length === 0 || lengthOf([...line, span]) <= width) line.push(span);
    else lines.push([' '.repeat(indent), span]);
  }
  return lines;
}

/** What is left when so many characters are taken away at the left. */
export function without(count: number, spans: readonly Span[]): Span[] {
  let left = count;
  return spans.map(span => {
    const [role, text] = typeof span === 'string' ? [null, span] : span;
    const cut = first(left, text);
    left -= lengthOfText(cut);
    const kept = text.slice(cut.length);
    return role === null ? kept : [role, kept];
  });
}
