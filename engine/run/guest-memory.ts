/**
 * Which piece of its guest's memory every queue has. Rings that live stay where they are; a new one goes into the
 * first room that is free, among its guest's own pages too where the rings' room is full.
 */
import { roundUpToPage } from '../memory/page.ts';
import type { Ram } from '../memory/ram.ts';
import { type Rooms, roomsFor } from './levels.ts';

/** All guests' memory of one branch. */
export interface GuestMemory {
  readonly ram: Ram;
  readonly rooms: Rooms;
}

/** What a queue needs, and where in its guest's memory it is already; null for one that is to be placed. */
export interface Piece {
  readonly level: number;
  readonly bytes: number;
  readonly offset: number | null;
}

export interface Plan {
  readonly rooms: Rooms;
  /** By piece, bytes from the start of its guest's memory. */
  readonly offsets: readonly number[];
}

/**
 * `before`: the rooms as they are, and which levels' guests live in them. null: some guest's memory is full, and
 * cannot grow because another guest's that lives is behind it.
 */
export function placeAll(
  pieces: readonly Piece[],
  levels: number,
  before: { readonly rooms: Rooms; readonly lives: readonly boolean[] } | null,
): Plan | null {
  const placed = pieces.map(({ level, bytes, offset }) => ({ level, bytes, at: offset }));
  for (const piece of placed) piece.at ??= firstFree(placed.filter(isBeside(piece.level)), piece.bytes);
  const offsets = placed.map(({ at }) => at!);
  const needed = Array.from({ length: levels }, (_, level) =>
    Math.max(0, ...placed.filter(piece => piece.level === level).map(({ at, bytes }) => at! + bytes)),
  );
  if (before === null) return { rooms: roomsFor(needed), offsets };
  const { rooms, lives } = before;
  const drivers = needed.map((bytes, level) => {
    const room = lives[level] ? rooms.drivers[level]! : 0;
    return bytes <= room + rooms.own && lives[level] ? room : roundUpToPage(bytes);
  });
  const grown = drivers.findIndex((room, level) => lives[level] && room !== rooms.drivers[level]);
  if (grown >= 0 && lives.slice(grown + 1).includes(true)) return null;
  return { rooms: { drivers, own: rooms.own }, offsets };
}

interface Placed {
  readonly level: number;
  readonly bytes: number;
  at: number | null;
}

const isBeside =
  (level: number) =>
  (piece: Placed): boolean =>
    piece.level === level && piece.at !== null;

function firstFree(taken: readonly Placed[], bytes: number): number {
  let at = 0;
  for (const piece of taken.toSorted((a, b) => a.at! - b.at!)) {
    if (piece.at! - at >= bytes) break;
    at = piece.at! + piece.bytes;
  }
  return at;
}
