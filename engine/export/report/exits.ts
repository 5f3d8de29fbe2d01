/** Every exit by the level that it came from, its reason, and who served it. */
import { type Markup, markup } from './markup.ts';
import { exact, rate, share } from './numbers.ts';
import type { Story } from './story.ts';
import { type Exits, exitsIn } from './tally.ts';

const MOST_ROWS = 150;

export function exitTable({ all, levels }: Story): Markup {
  const rows = [...all.exits.values()]
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.level - a.level || b.count - a.count);
  if (rows.length === 0) return markup`<p>Nothing made an exit.</p>`;
  const total = exitsIn(all);
  const name = (level: number) => `L${level} ${levels[level] ?? ''}`.trim();
  const rowOf = ({ level, reason, handledBy, reflected, count }: Exits) =>
    markup`<tr><td>${name(level)}</td><th scope="row">${reason}</th><td>${name(handledBy)}${reflected && markup` <span class="reflected">reflected</span>`}</td><td class="number">${exact(count)}</td><td class="number">${rate((count / all.ns) * 1e9)}</td><td class="number">${share(count, total)}</td><td class="bar"><svg aria-hidden="true" width="100%" height="10"><rect class="${reflected ? 'warning' : 's0'} fill" width="${((100 * count) / total).toFixed(2)}%" height="10"/></svg></td></tr>
`;
  const more = rows.length - MOST_ROWS;
  return markup`<p class="note">All of them arrive at ${levels[0] ?? 'L0'}; it serves them itself, or reflects them to a guest hypervisor.</p>
<div class="wide"><table>
<thead><tr><th scope="col">From</th><th scope="col">Reason</th><th scope="col">Served by</th><th scope="col" class="number">Exits</th><th scope="col" class="number">A second</th><th scope="col" class="number">Of all</th><td></td></tr></thead>
<tbody>${rows.slice(0, MOST_ROWS).map(rowOf)}</tbody>
<tfoot><tr><td></td><th scope="row">all</th><td></td><td class="number">${exact(total)}</td><td class="number">${rate((total / all.ns) * 1e9)}</td><td class="number">${share(total, total)}</td><td></td></tr></tfoot></table></div>
${more > 0 && markup`<p class="note">And ${more} rarer ones.</p>`}`;
}
