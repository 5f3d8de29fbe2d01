/**
 * Logs of format 1, which trapline 0.1 wrote up to November 2026: no looks, but once a second every counter by its name.
 * Such a log is read once and written anew with a key in each sample's place; what it never said (how full queues were)
 * stays unknown.
 */

import type { Route } from '../route/route.ts';
import { encodeFrame, FORMAT, FRAME, type Frame, jsonFrame, MAGIC } from './frame.ts';
import { decodeKicks } from './kick-block.ts';
import { LookWriter, placesOf } from './look.ts';
import { type Layout, routeDefinition, type Sample, type SessionHeader, sample } from './payload.ts';
import { nameOf } from './queue-name.ts';
import { bytesSource, frameAt, type Source } from './source.ts';
import { json, type Progress, walk } from './walk.ts';

/** Samples came a second of wall time apart. */
const SAMPLE_NS = 1e9;

export interface Upgraded {
  readonly source: Source;
  /** What the old log lacks, of its own frames and bytes. */
  readonly missing: string | null;
}

/** `header`: the old log's, checked. */
export function upgrade(old: Source, header: SessionHeader): Upgraded {
  const upgrading = new Upgrading(header);
  const { end } = frameAt(old, MAGIC.length) as Frame;
  const progress: Progress = { at: end, number: 2, ended: false };
  const missing = walk(old, progress, frame => upgrading.take(frame));
  return { source: bytesSource(Buffer.concat(upgrading.parts)), missing };
}

class Upgrading {
  readonly parts: Uint8Array[];
  /** Executions by route. */
  readonly #counts: number[] = [];
  readonly #recordedAt: number;
  #samples = 0;
  /** Names of the guests that had a driver, by level; of the levels between nothing is known. */
  readonly #guests: string[] = ['L0'];

  constructor(header: SessionHeader) {
    this.#recordedAt = Date.parse(header.recordedAt);
    this.parts = [MAGIC, jsonFrame(FRAME.header, { ...header, format: FORMAT })];
  }

  take({ type, payload }: Frame): void {
    if (type === FRAME.sample) this.#sample(sample.parse(json(payload)));
    else this.#copy(type, payload);
  }

  #copy(type: number, payload: Uint8Array): void {
    if (type === FRAME.route) this.#define(routeDefinition.parse(json(payload)));
    if (type === FRAME.kicks)
      for (const { routeId } of decodeKicks(payload)) this.#counts[routeId] = this.#counts[routeId]! + 1;
    this.parts.push(encodeFrame(type, payload));
  }

  /** Ids count up from 0, as they were given out. */
  #define({ id, route }: { id: number; route: Route }): void {
    if (id !== this.#counts.length) throw new RangeError(`route ${id} is not the next one`);
    this.#counts.push(0);
    for (let level = this.#guests.length; level <= route.level; level++) this.#guests.push(`L${level}`);
    this.#guests[route.level] = route.guest;
  }

  #sample({ atNs, counters }: Sample): void {
    const layout = layoutOf(Object.keys(counters), this.#guests, this.#counts.length);
    const { run, queue, queues } = layout;
    const vector = new Float64Array(placesOf(layout));
    const wallNs = ++this.#samples * SAMPLE_NS;
    const known: Record<string, number> = {
      ...counters,
      ...{ simulatedNs: atNs, wallNs, unixMs: this.#recordedAt + wallNs / 1e6 },
    };
    const names = [...run, ...queues.flatMap(of => queue.map(field => `${nameOf(of)}.${field}`))];
    vector.set(names.map(name => known[name] ?? Number.NaN));
    vector.set(this.#counts, names.length);
    this.parts.push(jsonFrame(FRAME.layout, layout), new LookWriter(layout).frame(FRAME.key, vector, []));
  }
}

/** A queue's counters are `GUEST.DEVICE.QUEUE.counter`, the run's have a plain name. */
function layoutOf(names: readonly string[], guests: readonly string[], routes: number): Layout {
  const ofQueues = names.filter(name => name.includes('.'));
  const cut = (name: string) => name.lastIndexOf('.');
  const queues = new Set(ofQueues.map(name => name.slice(0, cut(name))));
  return {
    ...{ generation: 1, title: '', arch: null, hz: null },
    levels: guests.map(name => ({ name, hypervisor: null, sinceNs: 0, sinceRoute: 0 })),
    run: ['simulatedNs', 'wallNs', 'unixMs', ...names.filter(name => !name.includes('.'))],
    queue: [...new Set(ofQueues.map(name => name.slice(cut(name) + 1)))],
    queues: [...queues].map(name => placeOf(name, guests)),
    ...{ doorbells: [], buckets: 0, routes, firstRoute: 0 },
  };
}

/** A name may have dots in it, but for a queue's. */
function placeOf(name: string, guests: readonly string[]): Layout['queues'][number] {
  const guest = guests.find(each => name.startsWith(`${each}.`)) ?? name.slice(0, name.indexOf('.'));
  const at = name.lastIndexOf('.');
  const level = Math.max(0, guests.indexOf(guest));
  const [device, queue] = [name.slice(guest.length + 1, at), name.slice(at + 1)];
  return { level, guest, device, queue, size: 0, processor: null };
}
