/**
 * JSON Lines (jsonlines.org): everything in a log, one object a line, told apart by its `kind`. First what is rare, then
 * the operations, each with its route's number, and at last the samples and what the log lacks.
 */
import type { ExportedLog } from './machines.ts';
import { json } from './text.ts';

export function* jsonl({ session }: ExportedLog): Generator<string> {
  const { header, inputs, routes, reasons, kicks, samples, missing } = session;
  yield line('header', header);
  for (const { kind: change, ...input } of inputs) yield line('input', { change, ...input });
  for (const [id, route] of routes) yield line('route', { id, ...route });
  for (const [id, text] of reasons) yield line('stall-reason', { id, text });
  for (const { sequence, atNs, routeId: route } of kicks) yield line('operation', { sequence, atNs, route });
  for (const sample of samples) yield line('sample', sample);
  yield line('end', { missing });
}

const line = (kind: string, of: object): string => `${json({ kind, ...of })}\n`;
