/** `npm run picture`: draws docs/dashboard.png from the real program in a real terminal. */
import { writeFileSync } from 'node:fs';
import { toPng, toSvg } from './picture.ts';
import { Terminal } from './terminal.ts';

await using terminal = new Terminal([process.execPath, 'dist/trapline.js', 'run'], {
  columns: 120,
  rows: 40,
});
// Long enough for the graph to show how V1 fills and the others move.
await terminal.waitFor(/simulated ([6-9]|1\d)\.\d+s/, 20_000);
writeFileSync('docs/dashboard.png', toPng(toSvg(terminal.emulator)));
