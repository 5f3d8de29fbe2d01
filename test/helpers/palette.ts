/** What a terminal makes of the numbers of colours. */

/** The sixteen colours that a terminal's user chooses. */
const palette = [
  '#1c1c1c',
  '#f05b5b',
  '#6fcf6f',
  '#e6c450',
  '#6f9ff0',
  '#d080e0',
  '#55c8d8',
  '#d8d8d8',
  '#808080',
  '#ff8080',
  '#90f090',
  '#ffe080',
  '#90b8ff',
  '#f0a0ff',
  '#80f0ff',
  '#ffffff',
] as const;

/** xterm's 256 colours: sixteen named, a cube of 6x6x6, a ramp of 24 greys. */
export function paletteColor(index: number): string {
  if (index < 16) return palette[index]!;
  if (index >= 232) return hex(((index - 232) * 10 + 8) * 0x010101);
  const cube = index - 16;
  const [red, green, blue] = [cube / 36, cube / 6, cube].map(part => levelOf(Math.floor(part) % 6));
  return hex((red! << 16) | (green! << 8) | blue!);
}

function levelOf(step: number): number {
  return step === 0 ? 0 : step * 40 + 55;
}

/** `0xRRGGBB` as `#rrggbb`. */
export function hex(rgb: number): string {
  return `#${rgb.toString(16).padStart(6, '0')}`;
}
