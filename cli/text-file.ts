/**
 * Files of strangers: scenarios, and profiles. What is no text is refused with the way out, and nothing that a path
 * leads to can keep the program waiting or fill its memory: it is opened without waiting, judged by what was opened
 * and not by what stood there before, and read no further than a text may be long.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { LONGEST_TEXT } from '../engine/index.ts';

/** What is in a file, or in a sentence why that cannot be told. */
export type Content = { readonly text: string } | { readonly reason: string };

export type Reader = (file: string) => Content;

/** Of a file that can be read again; it does not wait for anybody. */
export const readText: Reader = file => content(() => bytesOf(file, false));

/**
 * The same for what is read once, so that it may also be a pipe that somebody writes to, as in
 * `trapline check <(m4 stack.yaml.m4)`: it is read to its end, and Ctrl-C ends the wait for a writer that does not.
 */
export const readOnce: Reader = file => content(() => bytesOf(file, true));

/** Whether it could be read only once. */
export function isPipe(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFIFO() ?? false;
}

/** Why a file is not read. */
class Refusal extends Error {}

const TOO_LONG = `is longer than ${LONGEST_TEXT / 2 ** 20} MiB, which no text by hand is: name another file`;

function content(read: () => Buffer): Content {
  try {
    return { text: textOf(read()) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function bytesOf(file: string, pipes: boolean): Buffer {
  const fd = open(file);
  try {
    const stats = fstatSync(fd);
    const wrong = whyNot(stats, pipes);
    if (wrong !== null) throw new Refusal(wrong);
    const bytes = readAll(fd, stats.size);
    if (stats.isFIFO() && bytes.length === 0) throw new Refusal('is a pipe that nobody has written to');
    return bytes;
  } finally {
    closeSync(fd);
  }
}

/** Without waiting for the other end of a pipe, and without making a terminal ours. */
function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    throw new Refusal('is a socket or a device with nothing behind it: name a file');
  }
}

function whyNot(stats: Stats, pipes: boolean): string | null {
  if (stats.isDirectory()) return 'is a directory: name a file in it';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'is a device: name a file';
  if (stats.isFIFO()) return pipes ? null : 'is a pipe, which cannot be read again: name a file';
  return stats.size > LONGEST_TEXT ? TOO_LONG : null;
}

/** `size`: what the system says; some files (of /proc) have more than it says, and one may grow meanwhile. */
function readAll(fd: number, size: number): Buffer {
  let bytes = Buffer.allocUnsafe(Math.max(4096, size + 1));
  let length = 0;
  for (;;) {
    const read = readSome(fd, bytes, length);
    length += read;
    if (read === 0) return bytes.subarray(0, length);
    if (length > LONGEST_TEXT) throw new Refusal(TOO_LONG);
    if (length === bytes.length) bytes = Buffer.concat([bytes], 2 * length);
  }
}

const BETWEEN_TRIES_MS = 5;

/** Waits while a pipe is empty and has a writer. 0: it has ended. */
function readSome(fd: number, bytes: Buffer, from: number): number {
  for (;;) {
    try {
      return readSync(fd, bytes, from, bytes.length - from, null);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_TRIES_MS);
    }
  }
}

/** A byte order mark is none of the text. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Refusal(firstWrongByte(bytes));
  return new TextDecoder().decode(bytes);
}

const LF = 0x0a;

function firstWrongByte(bytes: Buffer): string {
  let start = 0;
  let line = 1;
  for (
    let end = bytes.indexOf(LF);
    end >= 0 && isUtf8(bytes.subarray(start, end));
    end = bytes.indexOf(LF, start)
  ) {
    start = end + 1;
    line++;
  }
  const at = start + wholeCharacters(bytes.subarray(start));
  const byte = bytes[at]!.toString(16).padStart(2, '0');
  return `byte 0x${byte} (line ${line}, byte ${at + 1} of the file) is no UTF-8: save the file in that encoding`;
}

/** How many bytes from the first on are whole characters. */
function wholeCharacters(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let whole = 0;
  try {
    for (const [i, byte] of bytes.entries())
      if (decoder.decode(Uint8Array.of(byte), { stream: true }) !== '') whole = i + 1;
  } catch {}
  return whole;
}
