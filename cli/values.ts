/** Values of options that several commands have. */
import { parseDuration, UnitError } from '../engine/index.ts';

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
