/**
 * Chrome's trace events in their JSON object format ("Trace Event Format", Google, 2016), which Perfetto, chrome://tracing
 * and speedscope open. A process is a level, a thread in it a virtual processor of the innermost guest, as that level
 * sees it. An operation is a span of its guest's, an exit one of the hypervisor that serves it: it holds all that this one
 * causes until its guest goes on. What is not in the log is told in exits.ts.
 */
import { nameOf } from '../session/queue-name.ts';
import { type Exit, type Step, stepsOf } from './exits.ts';
import { wayOf } from './kick-way.ts';
import { type ExportedLog, Machines, type Processor } from './machines.ts';
import type { Operation } from './operations.ts';
import { causeText, json } from './text.ts';

type Event = Record<string, unknown>;

export function* perfetto(log: ExportedLog): Generator<string> {
  const { header, missing } = log.session;
  const { engine, recordedAt, seed } = header;
  yield `{"displayTimeUnit":"ns","otherData":${json({ engine, recordedAt, seed, missing })},"traceEvents":[\n`;
  let separator = '';
  for (const event of eventsOf(log)) {
    yield `${separator}${json(event)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* eventsOf(log: ExportedLog): Generator<Event> {
  const machines = new Machines(log);
  yield* processes(machines);
  yield* inputs(log);
  yield* occupancies(log);
  yield* spans(log, machines);
}

/** No process is number 0: to Chrome that is the kernel's idle task. */
const pidOf = (level: number): number => level + 1;
const tidOf = ({ index }: Processor): number => index + 1;

/** Microseconds, and three digits of them. */
const micros = (ns: number): number => Math.round(ns) / 1000;

function* processes({ all }: Machines): Generator<Event> {
  const depth = Math.max(...all.map(({ levels }) => levels.length));
  for (let level = 0; level < depth; level++) {
    const names = new Set(all.flatMap(({ levels }) => levels[level] ?? []));
    const of = { ph: 'M', pid: pidOf(level), tid: 0 };
    yield { ...of, name: 'process_name', args: { name: `L${level} ${[...names].join(', ')}` } };
    yield { ...of, name: 'process_sort_index', args: { sort_index: level } };
  }
}

function* inputs({ session }: ExportedLog): Generator<Event> {
  for (const { kind, atNs, events, ...args } of session.inputs)
    yield { ph: 'i', s: 'g', cat: 'input', name: kind, pid: pidOf(0), tid: 0, ts: micros(atNs), args };
}

function* occupancies({ session }: ExportedLog): Generator<Event> {
  const { segments, looks } = session;
  let look = 0;
  for (const { atNs, counters } of session.samples) {
    for (const of of segments[looks[look]!.segment]!.layout.queues) {
      const occupancy = counters[`${nameOf(of)}.occupancy`];
      if (occupancy === undefined || Number.isNaN(occupancy)) continue;
      const name = `${nameOf(of)} occupancy`;
      yield { ph: 'C', name, pid: pidOf(of.level), ts: micros(atNs), args: { buffers: occupancy } };
    }
    look++;
  }
}

function* spans(log: ExportedLog, machines: Machines): Generator<Event> {
  const tracks = new Map<Processor, Track>();
  for (const step of stepsOf(log, machines)) {
    const { processor } = step.of;
    const track = tracks.get(processor) ?? new Track(processor, machines);
    tracks.set(processor, track);
    track.take(step);
    if (track.isIdle) yield* track.events();
  }
}

interface Span {
  readonly event: Event;
  readonly fromNs: number;
  readonly depth: number;
}

/** An operation under way: its own span, those of its exits that others may still be inside of, and how many were. */
interface Underway {
  readonly span: Span;
  readonly way: readonly number[];
  readonly open: Span[];
  exits: number;
  endNs: number;
}

/** What one processor does. Its events are held until it rests: a span stands before those in it, and is over last. */
class Track {
  readonly #processor: Processor;
  readonly #machines: Machines;
  readonly #named = new Set<number>();
  readonly #underway: Underway[] = [];
  #events: Event[] = [];

  constructor(processor: Processor, machines: Machines) {
    this.#processor = processor;
    this.#machines = machines;
  }

  get isIdle(): boolean {
    return this.#underway.length === 0;
  }

  *events(): Generator<Event> {
    yield* this.#events;
    this.#events = [];
  }

  take(step: Step): void {
    if (step.kind === 'begin') this.#begin(step.of);
    else if (step.kind === 'end') this.#end(step.atNs);
    else this.#exit(step);
  }

  #begin(of: Operation): void {
    const { route, atNs, sequence } = of;
    const { cause, outcome, error, reached, state, level } = route;
    const args = { sequence, outcome, error, reached, state };
    const span = this.#span(level, 'operation', causeText(cause), args, atNs, -1);
    const way = wayOf(route, this.#machines.at(atNs).levels);
    this.#underway.push({ span, way, open: [], exits: 0, endNs: atNs });
    if (way.length > 0) this.#flow('s', level, sequence, atNs);
  }

  #exit({ of, hop, atNs, endNs }: Exit): void {
    const operation = this.#underway.at(-1)!;
    closeTo(operation, hop.depth);
    const { level, reason, detail, handledBy, reflected, cycles, why } = hop;
    const args = { level, reason, detail, reflected, cycles, why };
    operation.open.push(this.#span(handledBy, 'exit', `L${level} ${reason}`, args, atNs, hop.depth));
    const step = operation.way.indexOf(operation.exits);
    if (step >= 0) this.#flow(step + 1 === operation.way.length ? 'f' : 't', handledBy, of.sequence, atNs);
    operation.exits++;
    operation.endNs = endNs;
  }

  #end(atNs: number): void {
    const operation = this.#underway.pop()!;
    closeTo(operation, 0);
    close(operation.span, atNs);
  }

  #span(level: number, cat: string, name: string, args: Event, fromNs: number, depth: number): Span {
    const event = { ph: 'X', cat, name, ...this.#place(level), ts: micros(fromNs), dur: 0, args };
    this.#events.push(event);
    return { event, fromNs, depth };
  }

  /** An arrow's head binds to the span that it stands in (`bp`), not to the next one. */
  #flow(ph: 's' | 't' | 'f', level: number, id: number, ns: number): void {
    const end = ph === 'f' ? { bp: 'e' } : {};
    this.#events.push({ ph, cat: 'kick', name: 'kick', id, ...this.#place(level), ts: micros(ns), ...end });
  }

  #place(level: number): { readonly pid: number; readonly tid: number } {
    const place = { pid: pidOf(level), tid: tidOf(this.#processor) };
    const { guest, vcpu } = this.#processor;
    const name = `${guest} vCPU ${vcpu ?? '?'}`;
    if (!this.#named.has(level))
      this.#events.push({ ph: 'M', name: 'thread_name', ...place, args: { name } });
    this.#named.add(level);
    return place;
  }
}

/** The exits that are not the cause of one at `depth` are over where the last one was. */
function closeTo({ open, endNs }: Underway, depth: number): void {
  while (open.length > 0 && open.at(-1)!.depth >= depth) close(open.pop()!, endNs);
}

function close({ event, fromNs }: Span, ns: number): void {
  event.dur = (Math.round(ns) - Math.round(fromNs)) / 1000;
}
