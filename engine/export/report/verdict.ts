/** What happened, in sentences: how many exits, who lost kicks, what stood still, and what each change made of it. */
import { quantileOf } from '../../sim/histogram.ts';
import { type Markup, markup, shortened } from './markup.ts';
import { count, duration, exact, factor, rate, share } from './numbers.ts';
import type { Stall } from './stalls.ts';
import type { Story, Stretch } from './story.ts';
import { exitsIn, latencyOf, sumOf, type Tally } from './tally.ts';

const MOST_STALLS = 12;
const MOST_QUEUES = 6;
const LONGEST = 300;

export function verdict(story: Story): Markup {
  return markup`<p class="lead">${summary(story)}</p>
${lostKicks(story.all)}
${stalls(story)}
${story.changes.length > 0 && markup`<ol class="changes">${story.stretches.slice(1).map((stretch, at) => change(stretch, story.stretches[at]!, story))}</ol>`}
${story.unmarked > 0 && markup`<p class="note">${exact(story.unmarked)} later changes have no letter here and no mark on the plots.</p>`}`;
}

function summary({ all, levels, fromNs, toNs }: Story): string {
  const exits = exitsIn(all);
  const done = sumOf(all, 'completed');
  const host = levels[0] ?? 'L0';
  const inner = [...all.exits.values()].filter(({ level }) => level === levels.length - 1);
  const own = inner.reduce((sum, each) => sum + each.count, 0);
  const guest = levels.length > 2 ? `, ${share(own, exits)} of them from ${levels.at(-1)} itself` : '';
  const each = done > 0 ? `, ${(exits / done).toFixed(1)} exits each` : '';
  const p99 = duration(quantileOf(latencyOf(all), 0.99));
  const within = done > 0 ? `; 99 of 100 took ${p99} or less` : '';
  return `In ${duration(toNs - fromNs)} of simulated time ${host} took ${exact(exits)} exits (${perSecond(all, exits)})${guest}. ${exact(done)} requests came back${each}${within}.`;
}

const perSecond = ({ ns }: Tally, what: number): string => rate((what / ns) * 1e9);

function lostKicks(all: Tally): Markup {
  const queues = [...all.queues].filter(([, counts]) => counts.lostKicks + counts.misdirectedKicks > 0);
  if (queues.length === 0) return markup`<p>No kick was lost.</p>`;
  const said = queues.slice(0, MOST_QUEUES).map(([name, { lostKicks, misdirectedKicks }]) => {
    const what = [
      ...(lostKicks > 0 ? [`${exact(lostKicks)} lost`] : []),
      ...(misdirectedKicks > 0 ? [`${exact(misdirectedKicks)} at another device`] : []),
    ];
    return `${name} (${what.join(', ')})`;
  });
  const more = queues.length > said.length ? [`${queues.length - said.length} more queues`] : [];
  return markup`<p>Kicks did not reach their device: ${[...said, ...more].join(', ')}.</p>`;
}

function stalls({ stalls: all, toNs }: Story): Markup {
  if (all.length === 0) return markup`<p>No queue stood still.</p>`;
  const more = all.length - MOST_STALLS;
  return markup`<ul class="stalls">${all.slice(0, MOST_STALLS).map(each => stall(each, toNs))}</ul>
${more > 0 && markup`<p class="note">And ${exact(more)} more stalls.</p>`}`;
}

function stall({ queue, reason, fromNs, ns, times, lasts }: Stall, endNs: number): Markup {
  const how = lasts && fromNs + ns >= endNs ? 'to the end' : `for ${duration(ns)}`;
  const often = times > 1 ? `${how} in all, ${exact(times)} times, first at` : `${how} from`;
  return markup`<li><strong>${queue}</strong> stood still ${often} ${duration(fromNs)}: ${shortened(reason, LONGEST)}.</li>`;
}

function change(after: Stretch, before: Stretch, { levels }: Story): Markup {
  const { letter, atNs, what } = after.change!;
  const host = levels[0] ?? 'L0';
  const [exitsBefore, exitsAfter] = [before, after].map(({ tally }) => (exitsIn(tally) / tally.ns) * 1e9);
  const [p99Before, p99After] = [before, after].map(({ tally }) => quantileOf(latencyOf(tally), 0.99));
  const [lostBefore, lostAfter] = [before, after].map(
    ({ tally }) => sumOf(tally, 'lostKicks') + sumOf(tally, 'misdirectedKicks'),
  );
  const [doneBefore, doneAfter] = [before, after].map(
    ({ tally }) => (sumOf(tally, 'completed') / tally.ns) * 1e9,
  );
  return markup`<li id="change-${letter}"><p><span class="letter">${letter}</span> <strong>${shortened(what, LONGEST)}</strong> <span class="at">at ${duration(atNs)}</span></p>
<dl class="turn">${turn(`Exits at ${host}`, rate(exitsBefore!), rate(exitsAfter!), factor(exitsBefore!, exitsAfter!))}
${turn('Latency, p99', duration(p99Before!), duration(p99After!), factor(p99Before!, p99After!))}
${turn('Requests done', rate(doneBefore!), rate(doneAfter!), factor(doneBefore!, doneAfter!))}
${turn('Kicks lost or astray', count(lostBefore!), count(lostAfter!), '')}</dl></li>
`;
}

const turn = (name: string, before: string, after: string, by: string): Markup =>
  markup`<div><dt>${name}</dt><dd>${before} <span class="arrow">→</span> <b>${after}</b>${by !== '' && markup` <span class="by">${by}</span>`}</dd></div>`;
