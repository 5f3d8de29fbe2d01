/** A log may come from anybody: no text of it reaches a terminal, or a spreadsheet, as anything but text. */
import { expect, test } from 'vitest';
import { type Contents, type ExportFormat, exported, exportFormats } from '../../../engine/export/formats.ts';
import type { Layout } from '../../../engine/session/payload.ts';
import { readSession, type Session } from '../../../engine/session/reader.ts';
import { Recorder } from '../../../engine/session/recorder.ts';
import { textOf } from '../../helpers/logs.ts';
import { library } from '../../helpers/scenarios.ts';
import { header, layout, route } from '../../helpers/sessions.ts';

const EVIL = '\u001b]0;x\u0007\u202e,"\\\n\u009b';

/** Every text that a log holds, as a stranger would have it. */
function logWith(name: string): Session {
  const parts: Uint8Array[] = [];
  const told = { ...header, engine: name, recordedAt: name };
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), told);
  const hop = { ...route.hops[0]!, reason: name, detail: name, why: name };
  const cause = { kind: 'kick', device: name, queue: name, doorbell: 'pio' } as const;
  recorder.route(0, { ...route, guest: name, cause, reached: name, hops: [hop] });
  const queue = { ...layout.queues[0]!, guest: name, device: name, queue: name };
  const levels = layout.levels.map(level => ({ ...level, name, hypervisor: name }));
  const named: Layout = {
    ...layout,
    title: name,
    levels,
    queues: [queue],
    doorbells: [name, 'pio'],
    routes: 1,
  };
  recorder.layout(named);
  recorder.executed(10, 0);
  recorder.input({ kind: 'edit', atNs: 20, events: 1, text: name, profiles: [] });
  recorder.look(Float64Array.of(100, 100, 1, 3, 1), [{ index: 0, counts: Float64Array.of(0, 2) }]);
  recorder.end();
  return readSession(Buffer.concat(parts));
}

async function allOf(format: ExportFormat, session: Session): Promise<string> {
  const contents = await exported(format, session, library);
  const files = contents instanceof Map ? [...contents.values()] : [contents as Contents];
  return Buffer.concat(files.flatMap(file => [...file].map(part => Buffer.from(part)))).toString();
}

test.each(exportFormats.filter(format => format !== 'ctf'))(
  '%s: what could drive a terminal is gone',
  async format => {
    const text = await allOf(format, logWith(EVIL));
    expect(text.length).toBeGreaterThan(50);
    expect(text.replaceAll('\r\n', '\n').replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  },
);

test('ctf: neither the metadata nor the stream holds such text', async () => {
  const text = await allOf('ctf', logWith(EVIL));
  expect(text).not.toContain('\u001b]');
  expect(text).not.toContain('\u202e');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)'])(
  'csv: a text that begins as the formula %s is none',
  async formula => {
    const text = await textOf('csv', logWith(formula));
    expect(text).toContain(`,'${formula},`);
    expect(text).not.toContain(`,${formula},`);
  },
);

test('jsonl: what is escaped is what was there', async () => {
  const [first] = (await textOf('jsonl', logWith(EVIL))).split('\n');
  expect(JSON.parse(first!).engine).toBe(EVIL);
});
