/**
 * What each level sees of every device. A guest's column says `=` where it reads what the guest one level below reads:
 * what is left are the numbers that every level gives anew, and what a hypervisor hides.
 */
import type { Content, Line, Room } from '../drawing/content.ts';
import { fitted, flowed, lengthOf } from '../drawing/spans.ts';
import { cell, type Span } from '../drawing/text.ts';
import type { Role } from '../drawing/themes.ts';
import type { DeviceView, LevelSnapshot, MappedAddress, SeenDevice } from '../run.ts';
import { now } from '../state/rates.ts';
import type { State } from '../state/state.ts';
import { address, type Fact, factsOf } from './device-facts.ts';

interface Cell {
  readonly text: string;
  readonly role: Role | null;
}

interface Row {
  readonly label: string;
  /** By guest, the lowest first. */
  readonly cells: readonly Cell[];
}

interface Look {
  readonly levels: readonly LevelSnapshot[];
  readonly arrow: string;
  readonly width: number;
}

interface Columns {
  readonly label: number;
  readonly guests: readonly number[];
}

const asBelow = '=';
/** Blanks before a guest's column. */
const gap = 2;
/** A capability's name may be cut behind `[84] 09 vendor: hypercall`. */
const narrowestLabel = 25;
/** Between devices that stand side by side. */
const gutter = 4;

export function devices(state: State, { width }: Room): Content {
  if (state.devices.length === 0)
    return { heads: [], lines: [[['faint', 'No level of this stack has a device.']]] };
  const look = { levels: now(state).levels, arrow: state.glyphs.arrow, width };
  const blocks = state.devices.map(device => blockOf(device, look));
  return { about: `${asBelow} what one level below has`, heads: [], lines: sideBySide(blocks, width) };
}

function blockOf(device: DeviceView, look: Look): Line[] {
  const rows = factsOf(device, look.levels).map(fact => rowOf(fact, device.seen, look));
  const columns = columnsOf(rows, device.seen, look.width);
  return [
    ...headOf(device, look),
    ...(columns === null ? listOf(rows, device.seen, look) : tableOf(rows, device.seen, columns)),
    ...device.map.flatMap(mapped => wayOf(mapped, look)),
  ];
}

/** Widths of the labels and of each guest's column; null where the columns have no room side by side. */
function columnsOf(rows: readonly Row[], seen: readonly SeenDevice[], width: number): Columns | null {
  const guests = seen.map((guest, at) => {
    const texts = [guestName(guest), ...rows.map(({ cells }) => cells[at]!.text)];
    return gap + Math.max(...texts.map(text => text.length));
  });
  const left = width - 1 - guests.reduce((sum, each) => sum + each, 0);
  const longest = Math.max(...rows.map(row => row.label.length));
  const label = longest <= left ? longest : narrowestLabel;
  return label <= left ? { label, guests } : null;
}

/** Which hypervisor has it, what it can do, and what stands behind it. */
function headOf({ id, type, level, physical, features, back }: DeviceView, { levels, width }: Look): Line[] {
  const { name = '', hypervisor = null } = levels[level] ?? {};
  const owner = `${physical ? 'hardware of' : 'emulated by'} L${level} ${name}`;
  const parts: Span[] = [
    ['strong', `${id} ${type}`],
    ['strong', `  ${owner}`],
    ['faint', hypervisor === null ? '' : `, ${hypervisor}`],
    ...(features.length === 0 ? [] : [`  ${features.join(', ')}`]),
    ...(back === null ? [] : [`  handed on to ${back.device}.${back.queue}`]),
  ];
  return flowed(parts, width, 2);
}

function rowOf({ label, read, alarms }: Fact, seen: readonly SeenDevice[], { levels }: Look): Row {
  const values = seen.map(read);
  const cells = values.map((value, guest): Cell => {
    const below = guest === 0 ? undefined : values[guest - 1];
    if (value === below) return { text: asBelow, role: 'faint' };
    if (value !== null)
      return { text: value, role: alarms?.(seen[guest]!) ? 'alarm' : guest > 0 ? 'strong' : null };
    if (below === undefined) return { text: '-', role: 'faint' };
    return { text: `hidden by ${levels[seen[guest]!.level - 1]?.name}`, role: 'warning' };
  });
  return { label, cells };
}

/** A column a guest. */
function tableOf(rows: readonly Row[], seen: readonly SeenDevice[], { label, guests }: Columns): Line[] {
  const column = (text: string, at: number) => `${' '.repeat(gap)}${cell(text, guests[at]! - gap)}`;
  const names = seen.map((guest, at) => column(guestName(guest), at)).join('');
  return [
    [['strong', ` ${cell('', label)}${names}`]],
    ...rows.map(
      (row): Line => [
        ['faint', ` ${cell(row.label, label)}`],
        ...row.cells.map((one, at) => painted({ ...one, text: column(one.text, at) })),
      ],
    ),
  ];
}

/** The guests below each other, each but the first with what is different for it. */
function listOf(rows: readonly Row[], seen: readonly SeenDevice[], { width }: Look): Line[] {
  const label = Math.min(24, Math.floor(width / 2));
  return seen.flatMap((guest, at) => {
    const others = rows.filter(({ cells }) => cells[at]!.text !== asBelow);
    const but = at === 0 ? '' : ` as ${guestName(seen[at - 1]!)}, but`;
    return [
      [['strong', ` ${guestName(guest)}`] as const, ['faint', but] as const],
      ...others.flatMap(row => factLines(row.label, row.cells[at]!, { label, width })),
    ];
  });
}

/** On one line where both have room, else below each other. */
function factLines(name: string, value: Cell, { label, width }: { label: number; width: number }): Line[] {
  if (name.length + gap <= label && 2 + label + value.text.length <= width)
    return [[['faint', `  ${cell(name, label)}`], painted(value)]];
  return [[['faint', `  ${name}`]], ['    ', painted(value)]];
}

const painted = ({ role, text }: Cell): Span => (role === null ? text : [role, text]);

const guestName = ({ level, guest }: SeenDevice): string => `L${level} ${guest}`;

/** The address in a driver's first descriptor on its way down to the host's memory. */
function wayOf({ guest, queue, iova, stages, ends }: MappedAddress, { levels, arrow, width }: Look): Line[] {
  const steps = stages.map(({ level, address: at }): Span => {
    const name = levels[level]?.name ?? '';
    return at === null ? ['alarm', ` ${arrow} nothing (${name})`] : ` ${arrow} ${address(at)} (${name})`;
  });
  return flowed(
    [['faint', ` ${queue} iova`], ` ${address(iova)} (${guest})`, ...steps, ending[ends]],
    width,
    3,
  );
}

const ending: Readonly<Record<MappedAddress['ends'], Span>> = {
  right: ['good', '  right: its own memory'],
  wrong: ['alarm', '  wrong: other memory'],
  fault: ['alarm', '  DMA fault'],
};

/** As many blocks beside each other as have room, a blank line below them. */
function sideBySide(blocks: readonly Line[][], width: number): Line[] {
  const widest = Math.max(...blocks.flat().map(lengthOf));
  const across = Math.max(1, Math.floor((width + gutter) / (widest + gutter)));
  const lines: Line[] = [];
  for (let first = 0; first < blocks.length; first += across) {
    const beside = blocks.slice(first, first + across);
    const height = Math.max(...beside.map(block => block.length));
    if (first > 0) lines.push([]);
    for (let at = 0; at < height; at++)
      lines.push(
        acrossOf(
          beside.map(block => block[at] ?? []),
          widest,
        ),
      );
  }
  return lines;
}

function acrossOf(parts: readonly Line[], widest: number): Line {
  const others = parts.slice(0, -1).flatMap(part => fitted(part, widest + gutter));
  return [...others, ...(parts.at(-1) ?? [])];
}
