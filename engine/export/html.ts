/**
 * A report for people: one HTML file that loads nothing and runs nothing, so that it can be mailed, printed and kept. Its
 * Content-Security-Policy says so too, should a text of the log ever get through as something else.
 */
import { headingOf } from '../scenario/heading.ts';
import type { Library } from '../scenario/library.ts';
import type { ExportedLog } from './machines.ts';
import { exitTable } from './report/exits.ts';
import { latencies } from './report/latency.ts';
import { type Markup, markup, styleElement } from './report/markup.ts';
import { duration } from './report/numbers.ts';
import { overTime } from './report/over-time.ts';
import { type Story, storyOf } from './report/story.ts';
import { style } from './report/style.ts';
import { edits, scenarioText } from './report/texts.ts';
import { verdict } from './report/verdict.ts';
import { ways } from './report/ways.ts';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export function* html(log: ExportedLog, library: Library): Generator<string> {
  const story = storyOf(log.session, library);
  const title = story?.title || headingOf(log.session.header.scenario).title || 'a session';
  yield head(title).source;
  yield header(title, log, story).source;
  for (const section of sections(log, story)) yield section.source;
  yield foot(log).source;
}

const head = (title: string): Markup => markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – trapline</title>
${styleElement(style)}
</head>
<body>
`;

function header(title: string, { session, arch }: ExportedLog, story: Story | null): Markup {
  const { recordedAt, engine, seed } = session.header;
  const facts = [
    ['Recorded', recordedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')],
    ['Machine', [arch, story?.levels.join(' › ')].filter(Boolean).join(', ')],
    ['Simulated time', story && duration(story.toNs - story.fromNs)],
    ['Wall time', story && duration(story.wallNs)],
    ['Seed', seed],
    ['Engine', `trapline ${engine}`],
  ] as const;
  const known = facts.filter(([, value]) => value !== null);
  return markup`<header><p>Where the I/O went: a session of trapline</p>
<h1>${title}</h1>
<dl class="facts">${known.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>
${session.missing !== null && markup`<p class="missing"><strong>Not all of it is here:</strong> ${session.missing}.</p>`}
`;
}

function* sections(log: ExportedLog, story: Story | null): Generator<Markup> {
  if (story === null) yield markup`<p>The log ends before anything was seen.</p>`;
  else {
    yield section('What happened', verdict(story));
    yield section('Over time', overTime(story));
    yield section('The way of a kick', ways(log, story));
    yield section('Latency', latencies(story));
    yield section('Exits', exitTable(story));
    yield section('Edits', edits(story));
  }
  yield section('The scenario, as the session began', scenarioText(log.session));
}

const section = (title: string, content: Markup): Markup => markup`<section><h2>${title}</h2>
${content}
</section>
`;

const foot = ({ session }: ExportedLog): Markup => markup`</main>
<footer><p>Times and rates are of simulated time. Rates on the plots are means over an interval of the log; a latency is known to about 3 %. The same scenario and seed, ${session.header.seed}, give the same numbers on every machine.</p></footer>
</body>
</html>
`;
