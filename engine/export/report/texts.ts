/** The scenario as it was written, and what each edit did to its text. */
import { structuredPatch } from 'diff';
import type { Session } from '../../session/reader.ts';
import type { Change } from './changes.ts';
import { type Markup, markup, shortened } from './markup.ts';
import { duration, exact } from './numbers.ts';
import type { Story } from './story.ts';

/** Characters of a line, lines of a text, and of all that is shown of edits together. */
const LONGEST = 240;
const MOST_LINES = 600;
const MOST_DIFF_LINES = 500;
/** Lines that come or go; to compare texts that have less in common takes long, and says nothing. */
const MOST_EDITED = 1000;

export function edits({ changes }: Story): Markup {
  const edited = changes.filter(({ edit }) => edit !== null);
  if (edited.length === 0) return markup`<p>The scenario was not edited.</p>`;
  let left = MOST_DIFF_LINES;
  return markup`${edited.map(change => {
    const lines = diffOf(change);
    const shown = lines?.slice(0, left) ?? [];
    left -= shown.length;
    const more = (lines?.length ?? 0) - shown.length;
    return markup`<article><h3><span class="letter">${change.letter}</span> at ${duration(change.atNs)}</h3>
${lines === null ? markup`<p>Too much of the text is another to show what.</p>` : shown.length > 0 && markup`<pre class="diff">${shown.map(diffLine)}</pre>`}
${lines?.length === 0 && markup`<p>The text is the same; a file that it names has changed.</p>`}
${more > 0 && markup`<p class="note">And ${exact(more)} more lines.</p>`}</article>
`;
  })}`;
}

/** null where there is too much. */
function diffOf({ edit }: Change): string[] | null {
  const { before, after } = edit!;
  const patch = structuredPatch('', '', before, after, '', '', { context: 2, maxEditLength: MOST_EDITED });
  return (
    patch?.hunks.flatMap(({ oldStart, lines }, at) => [
      ...(at > 0 ? [`@ line ${oldStart}`] : []),
      ...lines,
    ]) ?? null
  );
}

function diffLine(line: string): Markup {
  const text = shortened(line, LONGEST);
  if (line.startsWith('+')) return markup`<ins>${text}</ins>\n`;
  if (line.startsWith('-')) return markup`<del>${text}</del>\n`;
  return markup`<span${line.startsWith('@') && markup` class="hunk"`}>${text}</span>\n`;
}

/** As the run began with it. */
export function scenarioText({ header }: Session): Markup {
  const lines = header.scenario.trimEnd().split('\n');
  const more = lines.length - MOST_LINES;
  return markup`<pre class="scenario">${lines.slice(0, MOST_LINES).map(line => markup`${shortened(line, LONGEST)}\n`)}</pre>
${more > 0 && markup`<p class="note">And ${exact(more)} more lines.</p>`}`;
}
