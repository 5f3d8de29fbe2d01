/**
 * The screen for somebody who hears it: sentences in place of tables and graphs, and said again only when a key was
 * pressed or something happened, since numbers that change ten times a second are noise.
 */
import { contentOf } from './contents.ts';
import { clock, clockTime, count, duration, rate, stopwatch } from './drawing/format.ts';
import { bindingsOf } from './keys.ts';
import { titles } from './panels.ts';
import { formatDiagnostic, type Paint, type QueueSnapshot } from './run.ts';
import { isBroken, nameOf, selectedOf, summaryOf } from './state/diagnosis.ts';
import { queueName } from './state/history.ts';
import { difference } from './state/marks.ts';
import { exitRates, intervalOf, kickRate, latest, meanLatencyNs, now } from './state/rates.ts';
import { kindOf, type State } from './state/state.ts';
import { elapsedNs, shown, totalNs } from './state/timeline.ts';

/** Sentences, a line each. */
export function spoken(state: State): string[] {
  if (state.help) return bindingsOf(kindOf(state)).map(({ label, does }) => `${label}: ${does}`);
  return [
    headOf(state),
    ...timeOf(state),
    ...recordingOf(state),
    ...changeOf(state),
    ...fileOf(state),
    ...queuesOf(state),
    ...levelsOf(state),
    ...panelOf(state),
  ];
}

/** Whether there is something to say that was not said before: not that a number has moved. */
export function isNews(before: State, after: State): boolean {
  const facts = (state: State) => [
    ...[now(state).state, now(state).title, state.note, state.text.undone],
    ...[now(state).recording?.file, now(state).recording?.failed],
    ...now(state).queues.flatMap(({ doorbell, stalled }) => [doorbell, stalled]),
    ...state.diagnosis.diagnostics.flatMap(({ line, column, message }) => [line, column, message]),
  ];
  return facts(before).join('\n') !== facts(after).join('\n');
}

function headOf(state: State): string {
  const { title, state: engine, speed, simulatedNs } = now(state);
  const pace = speed === 'max' ? 'as fast as it goes' : `${speed} times real time`;
  return `${title}: ${engine}, ${pace}, ${clock(simulatedNs)} simulated.`;
}

/** Where a replay stands, and what is wrong with the time that was asked for. */
function timeOf({ timeline, jump }: State): string[] {
  if (timeline === null) return [];
  const { unixMs } = shown(timeline);
  const on = Number.isFinite(unixMs) ? `, at ${clockTime(new Date(unixMs))}` : '';
  const wrong = jump !== null && jump.wrong !== '' ? [`${jump.text}: ${jump.wrong}.`] : [];
  return [`Replay: ${stopwatch(elapsedNs(timeline))} of ${stopwatch(totalNs(timeline))}${on}.`, ...wrong];
}

function recordingOf(state: State): string[] {
  const { recording } = now(state);
  if (recording === null) return [];
  const { file, bytes, failed } = recording;
  if (failed !== null) return [`Recording to ${file} stopped: ${failed}.`];
  return [`Recording to ${file}, ${count(bytes)} bytes.`];
}

function changeOf(state: State): string[] {
  const mark = state.marks.at(-1);
  const howMuch = mark && difference(mark, latest(state), state.glyphs);
  return [state.note, howMuch ?? ''].filter(line => line !== '').map(line => `${line}.`);
}

/** A character that is in no printed text, in place of the rule beside a line of code. */
const code = '\u0001';
const codeLeftOut: Paint = (role, piece) => (role === 'quiet' && piece.endsWith('|') ? code : piece);

/** What is wrong with the file, in the words of `check`, less the code; and that it is not what runs. */
function fileOf(state: State): string[] {
  const { diagnosis, text, file } = state;
  const summary = summaryOf(diagnosis);
  const { diagnostics, textOf } = diagnosis;
  const apart = text.undone || isBroken(diagnosis) ? [`The run goes on with ${nameOf(text)}.`] : [];
  if (summary === '') return apart;
  const said = diagnostics.map(found => {
    const selected = diagnostics.length > 1 && found === selectedOf(state) ? 'Selected: ' : '';
    const lines = formatDiagnostic(found, textOf, codeLeftOut).split('\n');
    const words = lines.filter(line => !line.includes(code)).map(line => line.trim());
    return `${selected}${words.join('; ')}`;
  });
  return [`${file} has ${summary}.`, ...apart, ...said];
}

function queuesOf(state: State): string[] {
  const base = state.baseline?.snapshot;
  const interval = intervalOf(state);
  return now(state).queues.map((queue, index) => {
    const kicks = rate(kickRate(index, interval));
    const mean = duration(meanLatencyNs(queue, base?.queues[index]));
    return `Queue ${queueName(queue)}: ${held(queue)}, ${kicks} kicks, mean latency ${mean}.${stall(queue)}`;
  });
}

const held = ({ doorbell, occupancy, size }: QueueSnapshot): string =>
  `doorbell ${doorbell ?? 'none'}, holds ${occupancy} of ${size}`;

const stall = ({ stalled }: QueueSnapshot): string => (stalled === null ? '' : ` Stalled: ${stalled}.`);

function levelsOf(state: State): string[] {
  const { levels } = now(state);
  const interval = intervalOf(state);
  return levels.slice(1).map(({ name }, index) => {
    const rows = exitRates(index + 1, interval, state.baseline?.snapshot ?? null);
    const said = rows.map(
      ({ reason, handledBy, perSecond }) =>
        `${reason} ${rate(perSecond)} by ${levels[handledBy]?.name ?? ''}`,
    );
    return `Exits from L${index + 1} ${name}: ${said.join(', ') || 'none'}.`;
  });
}

/** What the focus is on, where that is not said already; a path in its reasons. */
function panelOf(state: State): string[] {
  const { focus } = state;
  if (focus === 'levels' || focus === 'queues' || focus === 'occupancy' || focus === 'diagnostics') return [];
  if (focus === 'path') return [`${titles.path}.`, ...reasonsOf(state)];
  const { heads, lines } = contentOf(focus, state, { width: 100, height: 12 });
  const text = [...heads, ...lines].map(line =>
    line.map(span => (typeof span === 'string' ? span : span[1])).join(''),
  );
  return [`${titles[focus]}.`, ...text.map(line => line.trim()).filter(line => line !== '')];
}

function reasonsOf(state: State): string[] {
  const routes = state.opened
    ? [{ doorbell: 'the opened one', route: state.opened.route }]
    : state.routes().filter(({ queue }) => queue === state.scroll.queues);
  return routes.flatMap(({ doorbell, route }) => [
    `By ${doorbell}: ${route.outcome}, ${route.hops.length} exits, ${route.cycles} cycles.`,
    ...route.hops.map(({ reason, why }) => `${reason}: ${why}.`),
  ]);
}
