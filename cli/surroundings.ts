/** Where files are, watched: the directories of their paths, and those that links on these paths lead to. */
import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

export class Surroundings {
  readonly #onEvent: () => void;
  /** Paths of the directories that are watched, each with what stood there when it began. */
  #directories = new Map<string, string>();
  #watcher: FSWatcher | null = null;
  #closed = false;

  constructor(onEvent: () => void) {
    this.#onEvent = onEvent;
  }

  /**
   * Watches the directories of these files from now on, because a link in one may be what changes, and because they
   * outlive the files. A directory that another has been put in place of is watched anew.
   */
  async aim(files: Iterable<string>): Promise<void> {
    const directories = directoriesOf(files);
    if (this.#closed || sameEntries(directories, this.#directories)) return;
    this.#directories = directories;
    // One that is watched still would lend its handle, which may be on a directory that has been moved away.
    await this.#watcher?.close();
    if (this.#closed || directories !== this.#directories) return;
    const watcher = watch([...directories.keys()], { depth: 0, ignoreInitial: true, atomic: false });
    this.#watcher = watcher;
    // Of two changes within 50 ms `all` tells one. `raw` tells every one, but not where chokidar has to poll.
    watcher.on('all', this.#onEvent).on('raw', this.#onEvent).on('error', this.#onEvent);
    await once(watcher, 'ready');
    this.#onEvent();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#watcher?.close();
  }
}

function directoriesOf(files: Iterable<string>): Map<string, string> {
  const paths = [...files].flatMap(file => [resolve(file), targetOf(file)]).map(path => dirname(path));
  return new Map(paths.map(path => [path, identityOf(path)]));
}

function targetOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

/** Empty where there is none. A new directory may be given an old one's inode. */
function identityOf(directory: string): string {
  const stats = statSync(directory, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.dev}:${stats.ino}:${stats.birthtimeMs}`;
}

function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}
