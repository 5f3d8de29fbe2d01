/** tui/patches/: Ink as it is built shows what Ink as it came shows, whatever is on the screen. */
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import * as ink from 'ink';
import { beforeAll, expect, test } from 'vitest';
import { bundle } from '../helpers/bundle.ts';
import { elementOf, type Part, part } from '../helpers/random-screens.tsx';

type Ink = typeof ink;

let program: string;
let patched: Ink;

beforeAll(async () => {
  program = await bundle('test/helpers/patched-ink.ts', ['react']);
  patched = await import(resolve(program));
});

const size = { columns: 24, rows: 8 };

test('every frame is the same on the screen, cell by cell', async () => {
  const frames = fc.array(part, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(frames, async parts => {
      expect(await shown(parts, patched)).toEqual(await shown(parts, ink));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['Latin letters to Cyrillic', 0x20, 0x500],
  ['dashes to Braille', 0x2000, 0x2900],
])('every character has its width: %s', (_, from, to) => {
  for (let begin = from; begin < to; begin += 64) {
    const characters = Array.from({ length: 64 }, (_, index) => String.fromCodePoint(begin + index));
    expect(cutOff(characters, patched)).toBe(cutOff(characters, ink));
  }
});

/** What is left of a line of each character in three columns says how wide it is. */
function cutOff(characters: readonly string[], { Box, Text, renderToString }: Ink): string {
  return renderToString(
    <Box flexDirection="column" width={3}>
      {characters.map(character => (
        <Text key={character} wrap="truncate">{`${character}|||`}</Text>
      ))}
    </Box>,
  );
}

/** The cells after each frame. */
async function shown(frames: readonly Part[], of: Ink): Promise<string[][]> {
  const emulator = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const screen = of.render(<of.Text> </of.Text>, {
    stdout: outputTo(emulator),
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps: 1000,
    patchConsole: false,
  });
  const cells: string[][] = [];
  for (const frame of frames) {
    screen.rerender(elementOf(frame, of));
    await screen.waitUntilRenderFlush();
    await new Promise<void>(resolve => emulator.write('', resolve));
    cells.push(cellsOf(emulator));
  }
  screen.unmount();
  await screen.waitUntilExit();
  emulator.dispose();
  return cells;
}

function outputTo(emulator: xterm.Terminal): NodeJS.WriteStream {
  // As a terminal's line discipline has it.
  const write = (chunk: Buffer, _: string, done: () => void) =>
    emulator.write(String(chunk).replaceAll('\n', '\r\n'), done);
  return Object.assign(new Writable({ write }), { isTTY: true, ...size }) as unknown as NodeJS.WriteStream;
}

function cellsOf({ buffer: { active } }: xterm.Terminal): string[] {
  const cells = [`cursor ${active.cursorX} ${active.cursorY}`];
  for (let row = 0; row < size.rows; row++)
    for (let column = 0; column < size.columns; column++) {
      const cell = active.getLine(row)!.getCell(column)!;
      const place = [column, row, cell.getChars() || ' ', cell.getWidth()];
      const marks = [cell.isUnderline(), cell.isInverse(), cell.getBgColorMode(), cell.getBgColor()];
      const letter = [cell.getFgColorMode(), cell.getFgColor(), cell.isBold(), cell.isDim()];
      // Nobody sees a blank's own colour.
      const blank = place[2] === ' ' && !cell.isInverse();
      cells.push([...place, ...marks, ...(blank ? [] : letter)].join(' '));
    }
  return cells;
}
