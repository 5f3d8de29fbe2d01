/** The panels that there are, in the order of their numbers: keys, layout and the help take them from here. */

export const panels = [
  'levels',
  'occupancy',
  'queues',
  'traps',
  'path',
  'latency',
  'devices',
  'diagnostics',
] as const;
export type PanelName = (typeof panels)[number];

export const titles: Readonly<Record<PanelName, string>> = {
  levels: 'Levels',
  occupancy: 'Occupancy',
  queues: 'Queues',
  traps: 'Traps',
  path: 'Path',
  latency: 'Latency',
  devices: 'Devices',
  diagnostics: 'Diagnostics',
};

/** Those that share the room at the bottom; as many are shown as fit, the ones asked for last. */
export const details = ['traps', 'path', 'latency', 'devices', 'diagnostics'] as const satisfies PanelName[];

export function isPanel(name: string): name is PanelName {
  return panels.some(panel => panel === name);
}

export function isDetail(name: PanelName): boolean {
  return details.some(panel => panel === name);
}

export function numberOf(panel: PanelName): number {
  return panels.indexOf(panel) + 1;
}
