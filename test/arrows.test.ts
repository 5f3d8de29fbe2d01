/** Which room may know which: the direction of every import, those of types too. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ESTree, parseSync, Visitor } from 'rolldown/utils';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each may import those that stand in a row below its own, and itself; `index` is the door. */
const ENGINE_ORDER = [
  ['memory', 'sim', 'cost'],
  ['machine'],
  ['scenario'],
  ['pci', 'virtio'],
  ['route'],
  ['doorbell', 'session'],
  ['run'],
  ['export'],
  ['worker'],
  ['compare'],
  ['index.ts'],
] as const;

interface Import {
  /** Both from the root: `engine/run/run.ts`; a package or a node module by its own name. */
  readonly from: string;
  readonly to: string;
}

const sources = (room: string): string[] =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => posix.join(room, name.replaceAll('\\', '/')));

function importsOf(from: string): Import[] {
  const { program, errors } = parseSync(from, readFileSync(join(ROOT, from), 'utf8'));
  expect(errors).toEqual([]);
  const found: Import[] = [];
  const add = ({ source }: { readonly source: ESTree.Expression | null }) => {
    if (source === null) return;
    // An import() of anything but a literal could go anywhere: it stands as a package that no rule knows.
    const specifier = source.type === 'Literal' ? String(source.value) : '?';
    found.push({ from, to: resolved(from, specifier) });
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    ImportExpression: add,
    TSImportType: add,
  }).visit(program);
  return found;
}

const resolved = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : specifier;

const rooms = ['engine', 'tui', 'cli'];
const imports = rooms.flatMap(sources).flatMap(importsOf);
const inRoom = (path: string, room: string) => path.startsWith(`${room}/`);
const crossing = (room: string): Import[] =>
  imports.filter(
    ({ from, to }) => inRoom(from, room) && !inRoom(to, room) && /^(cli|tui|engine|test)\//.test(to),
  );
const told = ({ from, to }: Import): string => `${from} -> ${to}`;

/** `engine/run/run.ts` is of `run`, `engine/index.ts` of `index.ts`. */
const folderOf = (path: string): string => path.split('/')[1]!;
const rankOf = (path: string): number =>
  ENGINE_ORDER.findIndex(row => (row as readonly string[]).includes(folderOf(path)));

test('the imports of every room are seen', () => {
  for (const room of rooms)
    expect(imports.filter(({ from }) => inRoom(from, room)).length).toBeGreaterThan(10);
});

test('every import of a file of ours is of one that exists', () => {
  const known = new Set([...rooms.flatMap(sources), 'package.json']);
  const ours = imports.filter(({ to }) => /^(cli|tui|engine|test|package)\b/.test(to));
  expect(ours.filter(({ to }) => !known.has(to)).map(told)).toEqual([]);
});

test('the engine imports no other room', () => {
  expect(crossing('engine').map(told)).toEqual([]);
});

test('the screen knows the engine by its door, in one module', () => {
  const others = crossing('tui').filter(({ from, to }) => from !== 'tui/run.ts' || to !== 'engine/index.ts');
  expect(others.map(told)).toEqual([]);
});

test('what draws the screen knows neither its state nor its panels', () => {
  const drawing = imports.filter(({ from, to }) => inRoom(from, 'tui/drawing') && inRoom(to, 'tui'));
  const others = drawing.filter(({ to }) => !inRoom(to, 'tui/drawing') && to !== 'tui/run.ts');
  expect(others.map(told)).toEqual([]);
});

test('on the screen no arrow leads back to where it came from', () => {
  const next = Map.groupBy(
    imports.filter(({ from, to }) => inRoom(from, 'tui') && inRoom(to, 'tui')),
    ({ from }) => from,
  );
  const circle = (file: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(file)) return [...way, file];
    for (const { to } of next.get(file) ?? []) {
      const found = done.has(to) ? null : circle(to, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  const done = new Set<string>();
  for (const file of next.keys()) expect(circle(file, [])).toBeNull();
});

test('the command line knows both by their doors', () => {
  const doors = ['engine/index.ts', 'tui/index.ts', 'tui/names.ts'];
  expect(
    crossing('cli')
      .filter(({ to }) => !doors.includes(to))
      .map(told),
  ).toEqual([]);
});

test('inside the engine only the worker knows Node', () => {
  const node = imports.filter(
    ({ from, to }) => inRoom(from, 'engine') && /^(node:|bun:|worker_threads$|fs$)/.test(to),
  );
  expect(node.filter(({ from }) => !inRoom(from, 'engine/worker')).map(told)).toEqual([]);
});

test('the engine knows no terminal, no React and no yargs', () => {
  const outside = imports.filter(({ from, to }) => inRoom(from, 'engine') && !/^(engine\/|node:)/.test(to));
  const packages = [...new Set(outside.map(({ to }) => to))].toSorted();
  expect(packages).toEqual(['diff', 'hdr-histogram-js', 'string-width', 'yaml', 'zod']);
});

test("the engine's rooms stand in one order, and nothing points up or across", () => {
  const within = imports.filter(({ from, to }) => inRoom(from, 'engine') && inRoom(to, 'engine'));
  expect(within.filter(({ from }) => rankOf(from) < 0).map(told)).toEqual([]);
  const wrong = within.filter(
    ({ from, to }) => folderOf(from) !== folderOf(to) && rankOf(to) >= rankOf(from),
  );
  expect(wrong.map(told)).toEqual([]);
});
