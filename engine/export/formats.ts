/** What a session log can be exported to. Each format is loaded when somebody asks for it. */
import { type Library, recordedLibrary } from '../scenario/library.ts';
import { parseScenario } from '../scenario/parse.ts';
import type { Session } from '../session/reader.ts';
import { CannotExport, type ExportedLog } from './machines.ts';

export type Contents = Iterable<string | Uint8Array>;
/** A format's file, or the files of its directory by their names. */
export type Exported = Contents | ReadonlyMap<string, Contents>;

const formats = {
  perfetto: async () => (await import('./perfetto.ts')).perfetto,
  ftrace: async () => (await import('./ftrace.ts')).ftrace,
  ctf: async () => (await import('./ctf.ts')).ctf,
  csv: async () => (await import('./csv.ts')).csv,
  jsonl: async () => (await import('./jsonl.ts')).jsonl,
  openmetrics: async () => (await import('./openmetrics.ts')).openmetrics,
  hdr: async () => (await import('./hdr.ts')).hdr,
  html: async () => (await import('./html.ts')).html,
} satisfies Record<string, () => Promise<(log: ExportedLog, library: Library) => Exported>>;

export type ExportFormat = keyof typeof formats;
export const exportFormats = Object.keys(formats) as ExportFormat[];

/** The formats that are several files. */
export const isDirectory = (format: ExportFormat): boolean => format === 'ctf';

/**
 * What is in the file is made while somebody iterates over it, which throws a SessionError where the log changes under
 * the reader. Rejects with a CannotExport where the log does not say what the format needs.
 */
export async function exported(format: ExportFormat, session: Session, library: Library): Promise<Exported> {
  return (await formats[format]())(completed(session, library), library);
}

/** What the log's own layouts do not say, if anything. */
function completed(session: Session, library: Library): ExportedLog {
  const layouts = session.segments.map(({ layout }) => layout);
  const [first] = layouts;
  if (first !== undefined && layouts.every(({ arch, hz }) => arch !== null && hz !== null))
    return { session, arch: first.arch!, hz: first.hz! };
  const { scenario } = parseScenario(
    session.header.scenario,
    'scenario',
    recordedLibrary(session.header.profiles, library),
  );
  if (scenario === null)
    throw new CannotExport('the log says of no clock, and the scenario in it is not understood');
  return { session, arch: scenario.arch, hz: scenario.costs.hz };
}
