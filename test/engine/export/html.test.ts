/** The report: what it says, that nothing of a log gets into it as markup, and that it stays small. */
import { readFileSync } from 'node:fs';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import { expect, test } from 'vitest';
import { inks } from '../../../engine/export/report/style.ts';
import type { Layout } from '../../../engine/session/payload.ts';
import { readSession, type Session } from '../../../engine/session/reader.ts';
import { Recorder } from '../../../engine/session/recorder.ts';
import { contrast, type Deficiency, difference } from '../../helpers/color-vision.ts';
import { exitsIn, logOf, textOf } from '../../helpers/logs.ts';
import { EXPORTS, fixtureLog } from '../../helpers/make-exports.ts';
import { header, layout, route } from '../../helpers/sessions.ts';

type Element = DefaultTreeAdapterTypes.Element;

/** Its elements, in order. Whatever is not as the HTML standard has it fails the test. */
function elementsOf(html: string): Element[] {
  const errors: ParserError[] = [];
  const document = parse(html, { onParseError: error => errors.push(error) });
  expect(errors).toEqual([]);
  const below = (node: DefaultTreeAdapterTypes.ParentNode): Element[] =>
    node.childNodes.flatMap(child => ('tagName' in child ? [child, ...below(child)] : []));
  return below(document);
}

function wordsOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(wordsOf).join('') : '';
}

const named = (elements: readonly Element[], tag: string): Element[] =>
  elements.filter(({ tagName }) => tagName === tag);

const attribute = ({ attrs }: Element, of: string): string | undefined =>
  attrs.find(({ name }) => name === of)?.value;

const ofClass = (elements: readonly Element[], name: string): Element[] =>
  elements.filter(element => attribute(element, 'class')?.split(' ').includes(name));

const said = (elements: readonly Element[]): string[] =>
  elements.map(element => wordsOf(element).replaceAll(/\s+/g, ' ').trim());

test('html: it runs nothing, loads nothing, and forbids both', async () => {
  const elements = elementsOf(await textOf('html', fixtureLog()));
  const policy = named(elements, 'meta').find(
    each => attribute(each, 'http-equiv') === 'Content-Security-Policy',
  )!;
  expect(attribute(policy, 'content')).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
  const tags = new Set(elements.map(({ tagName }) => tagName));
  for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'form', 'a', 'use', 'image'])
    expect(tags, tag).not.toContain(tag);
  const names = new Set(elements.flatMap(({ attrs }) => attrs.map(({ name }) => name)));
  expect([...names].filter(name => /^(on|src|href|xlink|style|action)/.test(name))).toEqual([]);
  expect(wordsOf(named(elements, 'style')[0]!)).not.toMatch(/url\(|@import|image-set/);
});

test('html: a change says what it made of exits, latency, requests and lost kicks', async () => {
  const elements = elementsOf(await textOf('html', fixtureLog()));
  const changes = named(elements, 'li').filter(each => attribute(each, 'id')?.startsWith('change-'));
  expect(said(changes)).toEqual([
    expect.stringMatching(/^a G2\.V1\.tx: none -> pio at 2\.\d ms Exits at H\d+k\/s → \d+k\/s ×/),
    expect.stringMatching(
      /^b edit: V1\.tx arrivals: poisson 20k\/s -> poisson 40k\/s at 4\.\d ms .*Kicks lost or astray0 → 0$/,
    ),
  ]);
  const letters = named(
    ofClass(elements, 'graph')
      .slice(0, 1)
      .flatMap(graph => elementsIn(graph)),
    'text',
  );
  expect(said(letters).filter(text => /^[a-z]$/.test(text))).toEqual(['a', 'b']);
  expect(said(ofClass(elements, 'stalls'))[0]).toMatch(
    /^G2\.V1\.tx stood still .*: the kick was lost: .*-1000/,
  );
  expect(said(named(elements, 'ins'))[0]).toContain('poisson: 40k/s');
  expect(said(named(elements, 'del'))[0]).toContain('poisson: 20k/s');
});

const elementsIn = (element: Element): Element[] =>
  element.childNodes.flatMap(child => ('tagName' in child ? [child, ...elementsIn(child)] : []));

test('html: the table has every exit of the log, and plots and ladders say in words what they show', async () => {
  const log = logOf('three-doorbells.yaml');
  const elements = elementsOf(await textOf('html', log.session));
  const table = named(elements, 'table').at(-1)!;
  const rows = named(elementsIn(table), 'tr').map(row =>
    said(named(elementsIn(row), 'td').concat(named(elementsIn(row), 'th'))),
  );
  const counts: Record<string, number> = {};
  for (const [from, , count, , , , reason] of rows.slice(1, -1)) {
    const name = `${from![1]}:${reason}`;
    counts[name] = (counts[name] ?? 0) + Number(count!.replaceAll(',', ''));
  }
  expect(counts).toEqual(exitsIn(log));
  const pictures = elements.filter(each => attribute(each, 'role') === 'img');
  expect(pictures.length).toBeGreaterThan(6);
  for (const picture of pictures)
    expect(said(elementsIn(picture).slice(0, 1))[0]!.length).toBeGreaterThan(20);
  expect(said(ofClass(elements, 'way')).map(text => text.split(/(?<=\)|hypercall)/)[0])).toEqual([
    'G2.V1.tx by hypercall',
    'G2.V2.tx by port write (pio)',
    'G2.V3.tx by memory write (mmio)',
  ]);
});

test.each([
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'</title></style><b>",
  '&lt;b&gt;&#x3c;',
])('html: %s is text wherever a log has it', async evil => {
  const elements = elementsOf(await textOf('html', logWith(evil)));
  const plain = elementsOf(await textOf('html', logWith('plain')));
  expect(elements.map(({ tagName }) => tagName)).toEqual(plain.map(({ tagName }) => tagName));
  expect(said(named(elements, 'h1'))).toEqual([evil]);
  expect(wordsOf(named(elements, 'body')[0]!).split(evil).length).toBeGreaterThan(15);
});

/** Every text of it is `name`. */
function logWith(name: string): Session {
  const parts: Uint8Array[] = [];
  const told = { ...header, engine: name, recordedAt: name, scenario: name };
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), told);
  const hop = { ...route.hops[0]!, reason: name, detail: name, why: name };
  const cause = { kind: 'kick', device: name, queue: name, doorbell: 'pio' } as const;
  recorder.route(0, { ...route, guest: name, cause, outcome: 'wrong-device', reached: name, hops: [hop] });
  recorder.reason(1, name);
  recorder.layout({
    ...layout,
    title: name,
    levels: layout.levels.map(level => ({ ...level, name, hypervisor: name })),
    queue: ['kicks', 'lostKicks', 'occupancy', 'stall', 'doorbell'],
    queues: [{ ...layout.queues[0]!, guest: name, device: name, queue: name }],
    doorbells: [name, 'pio'],
    routes: 1,
  });
  for (const at of [0, 1, 2, 3]) {
    if (at === 2)
      recorder.input({ kind: 'edit', atNs: 1.5e6, events: 1, text: `${name} ${name}`, profiles: [] });
    const counts = Float64Array.of(0, at);
    recorder.look(Float64Array.of(at * 1e6, at * 1e6, at, at, at, 1, 0, at), [{ index: 0, counts }]);
  }
  recorder.end();
  return readSession(Buffer.concat(parts));
}

test('html: however long the log is, the report is less than a megabyte', async () => {
  const text = await textOf('html', longLog());
  elementsOf(text);
  expect(text.length).toBeGreaterThan(200_000);
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
});

/** No look is like the one before; edits of a long text; ways of many exits. */
function longLog(): Session {
  const parts: Uint8Array[] = [];
  const long = 'why '.repeat(75);
  const textOfEdit = (edit: number) => `# ${edit} ${long}\n`.repeat(450);
  const told = { ...header, scenario: textOfEdit(0) };
  const recorder = new Recorder(bytes => parts.push(bytes.slice()), told);
  const queues = Array.from({ length: 30 }, (_, at) => ({ ...layout.queues[0]!, device: `V${at}` }));
  const hops = Array.from({ length: 60 }, (_, at) => ({
    ...route.hops[0]!,
    reason: `r${at}`,
    why: `${at} ${long}`,
  }));
  for (const [id, { device, queue }] of queues.entries())
    recorder.route(id, { ...route, cause: { kind: 'kick', device, queue, doorbell: 'pio' }, hops });
  const machine: Layout = { ...layout, queues, routes: queues.length };
  recorder.layout(machine);
  for (let look = 0; look < 1000; look++) {
    const atNs = look * 3.6e9;
    if (look % 300 === 299)
      recorder.input({ kind: 'edit', atNs, events: look, text: textOfEdit(look), profiles: [] });
    const ofQueues = queues.flatMap((_, at) => [
      look * (at + 1) + ((look * 7919) % (at + 97)),
      (look * (at + 3)) % 61,
    ]);
    const routes = queues.map(() => look);
    const vector = Float64Array.from([atNs, atNs, ...ofQueues, ...routes]);
    const counts = Float64Array.from({ length: layout.buckets }, (_, bucket) => look * bucket);
    recorder.look(vector, look % 100 === 0 ? queues.map((_, at) => ({ index: 2 * at, counts })) : []);
  }
  recorder.end();
  return readSession(Buffer.concat(parts));
}

test('html: a log that ends in the middle, or before its first look, says what is missing', async () => {
  const log = gunzipSync(readFileSync(new URL('session.tlog.gz', EXPORTS)));
  const cut = (bytes: number) => readSession(log.subarray(0, bytes), packed => zstdDecompressSync(packed));
  const middle = elementsOf(await textOf('html', cut(log.length - 20)));
  expect(said(ofClass(middle, 'missing'))).toEqual([expect.stringMatching(/^Not all of it is here: .+\.$/)]);
  expect(ofClass(middle, 'graph').length).toBeGreaterThan(3);
  let bytes = log.length;
  while (cut(bytes).looks.length > 0) bytes = Math.floor(0.9 * bytes);
  const beginning = elementsOf(await textOf('html', cut(bytes)));
  expect(said(ofClass(beginning, 'missing'))).toHaveLength(1);
  expect(wordsOf(named(beginning, 'main')[0]!)).toContain('The log ends before anything was seen.');
});

const eyes: readonly (Deficiency | null)[] = [null, 'deuteranopia', 'protanopia', 'tritanopia'];

test.each(['light', 'dark'] as const)(
  'html: by day and by night (%s) everybody tells its lines apart',
  scheme => {
    const { paper, panel, ink, faint, good, warning, bad, series } = inks[scheme];
    for (const deficiency of eyes) {
      for (const [at, one] of series.entries()) {
        // Some 2.3 are just seen where two areas touch; a thin line far from another takes more (CIE76).
        for (const other of series.slice(at + 1))
          expect(difference(one, other, deficiency), `${one} ${other}`).toBeGreaterThan(25);
        expect(contrast(one, paper, deficiency), one).toBeGreaterThan(3);
      }
      // WCAG 2.2, 1.4.3, of text.
      for (const text of [ink, faint, good, warning, bad])
        for (const ground of [paper, panel])
          expect(contrast(text, ground, deficiency), `${text} on ${ground}`).toBeGreaterThan(4.5);
    }
  },
);
