/** Values of options that several commands have. */
import { formatSize, LEAST_SIZE, parseDuration, parseSize, UnitError } from '../engine/index.ts';

/** Of `--for`, in nanoseconds. */
export function simulatedTime(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof UnitError) throw new Error(`--for ${text}: ${error.message}`);
    throw error;
  }
}

/** Of `--seed`. */
export function seed(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value < 2 ** 32) return value;
  throw new Error(`--seed ${text}: a whole number from 0 to 4294967295`);
}

/** Of `--max-size`, in bytes. */
export function size(text: string): number {
  let bytes: number;
  try {
    bytes = parseSize(text);
  } catch (error) {
    if (error instanceof UnitError)
      throw new Error(`--max-size ${text}: ${error.message}; it is ${error.expected}`);
    throw error;
  }
  if (bytes >= LEAST_SIZE) return bytes;
  throw new Error(`--max-size ${text}: ${formatSize(LEAST_SIZE)} at least`);
}
