/**
 * Common Trace Format 1.8 (diamon.org/ctf): what babeltrace2 and Trace Compass read. A trace is a directory with a file
 * `metadata`, in TSDL, and here one stream, of packets of events in the order of simulated time.
 */

import type { SessionInput } from '../session/payload.ts';
import { nameOf } from '../session/queue-name.ts';
import { type Field, Packet, type Value } from './ctf-packet.ts';
import { type Step, stepsOf } from './exits.ts';
import { type ExportedLog, Machines } from './machines.ts';
import { merged } from './merged.ts';
import { causeText, json } from './text.ts';

/** Fields in their order; their types are those of the metadata. */
const EVENTS = {
  operation_begin: {
    ...{ sequence: 'uint64_t', guest: 'string', level: 'uint32_t', vcpu: 'int32_t', cause: 'string' },
    ...{ state: 'string', outcome: 'string', error: 'int32_t', reached: 'string' },
  },
  exit: {
    ...{ sequence: 'uint64_t', level: 'uint32_t', reason: 'string', detail: 'string', depth: 'uint32_t' },
    ...{ handled_by: 'uint32_t', reflected: 'uint32_t', cycles: 'uint64_t', duration_ns: 'uint64_t' },
  },
  operation_end: { sequence: 'uint64_t' },
  input: { kind: 'string', what: 'string' },
  queue: {
    ...{ name: 'string', occupancy: 'uint64_t', in_use: 'uint64_t', submitted: 'uint64_t' },
    ...{ completed: 'uint64_t', kicks: 'uint64_t', lost_kicks: 'uint64_t' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>;

type EventName = keyof typeof EVENTS;
const NAMES = Object.keys(EVENTS) as EventName[];

interface Event {
  readonly name: EventName;
  readonly atNs: number;
  /** In the order of the event's fields. */
  readonly values: readonly Value[];
}

/** The files of the trace's directory, by their names. */
export function ctf(log: ExportedLog): ReadonlyMap<string, Iterable<string | Uint8Array>> {
  return new Map<string, Iterable<string | Uint8Array>>([
    ['metadata', [metadata(log)]],
    ['stream', packets(log)],
  ]);
}

function* packets(log: ExportedLog): Generator<Uint8Array> {
  const packet = new Packet();
  const events = [steps(log), inputs(log.session.inputs), queues(log)];
  for (const { name, atNs, values } of merged(...events)) {
    packet.event(NAMES.indexOf(name), atNs, Object.values<Field>(EVENTS[name]), values);
    if (packet.isFull) yield packet.take();
  }
  // A stream without any packet would be no stream.
  yield packet.take();
}

function* steps(log: ExportedLog): Generator<Event> {
  for (const step of stepsOf(log, new Machines(log))) yield eventOf(step);
}

function eventOf(step: Step): Event {
  const { atNs } = step;
  const { sequence, processor, route } = step.of;
  if (step.kind === 'end') return { name: 'operation_end', atNs, values: [sequence] };
  if (step.kind === 'exit') {
    const { level, reason, detail, depth, handledBy, reflected, cycles } = step.hop;
    const what = [sequence, level, reason, detail ?? '', depth, handledBy, Number(reflected)];
    return { name: 'exit', atNs, values: [...what, cycles, Math.round(step.endNs) - Math.round(atNs)] };
  }
  const { guest, level, cause, state, outcome, error, reached } = route;
  const who = [sequence, guest, level, processor.vcpu ?? -1, causeText(cause)];
  return { name: 'operation_begin', atNs, values: [...who, state, outcome, error ?? 0, reached ?? ''] };
}

/** The run took them one after the other. */
function* inputs(of: readonly SessionInput[]): Generator<Event> {
  for (const { kind, atNs, events: _, ...what } of of)
    yield { name: 'input', atNs, values: [kind, json(what)] };
}

function* queues({ session }: ExportedLog): Generator<Event> {
  let look = 0;
  for (const { atNs, counters } of session.samples) {
    const { segment } = session.looks[look++]!;
    for (const queue of session.segments[segment]!.layout.queues) {
      const fields = ['occupancy', 'inUse', 'submitted', 'completed', 'kicks', 'lostKicks'];
      const name = nameOf(queue);
      yield {
        name: 'queue',
        atNs,
        values: [name, ...fields.map(field => counters[`${name}.${field}`] ?? 0)],
      };
    }
  }
}

function metadata({ session }: ExportedLog): string {
  const events = NAMES.map((name, id) => {
    const fields = Object.entries<string>(EVENTS[name]).map(([field, type]) => `    ${type} _${field};\n`);
    return `event {\n  name = "${name}";\n  id = ${id};\n  stream_id = 0;\n  fields := struct {\n${fields.join('')}  };\n};\n`;
  });
  return `${TYPES}${environment(session.header)}${STREAM}${events.join('\n')}`;
}

const TYPES = `/* CTF 1.8 */
${[8, 16, 32, 64].map(size => `typealias integer { size = ${size}; align = 8; signed = false; } := uint${size}_t;\n`).join('')}\
typealias integer { size = 32; align = 8; signed = true; } := int32_t;

trace {
  major = 1;
  minor = 8;
  byte_order = le;
  packet.header := struct {
    uint32_t magic;
    uint32_t stream_id;
  };
};

`;

function environment({ engine, recordedAt, seed }: ExportedLog['session']['header']): string {
  const text = (of: string) => `"${of.replaceAll(/[^\w .:+-]/g, '?')}"`;
  return `env {
  tracer_name = "trapline";
  engine = ${text(engine)};
  recorded_at = ${text(recordedAt)};
  seed = ${seed};
};

`;
}

const STREAM = `clock {
  name = "simulated";
  description = "Simulated time since the run began";
  freq = 1000000000;
};

typealias integer {
  size = 64; align = 8; signed = false;
  map = clock.simulated.value;
} := time_t;

stream {
  id = 0;
  packet.context := struct {
    time_t timestamp_begin;
    time_t timestamp_end;
    uint64_t content_size;
    uint64_t packet_size;
  };
  event.header := struct {
    uint16_t id;
    time_t timestamp;
  };
};

`;
