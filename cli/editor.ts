/** The user's editor on a file: how it comes by the terminal, and what it leaves of it. */
import type { ChildProcess } from 'node:child_process';
import type { Spot } from './editor-command.ts';

/** In milliseconds: what an editor has to put its files away once the program is told to end. */
const PATIENCE = 2000;

/** One at a time. It has the terminal while it is open, and the keys that send signals are its own. */
export class Editor {
  #isOpen = false;
  #ending = false;
  #child: ChildProcess | null = null;
  #givenUp: () => void = () => {};

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when it has ended, and the terminal's modes are as before: what went wrong, empty for nothing. */
  async open(spot: Spot): Promise<string> {
    this.#isOpen = true;
    process.on('SIGQUIT', ignore);
    try {
      return await this.#edit(spot);
    } catch (error) {
      return (error as Error).message;
    } finally {
      process.off('SIGQUIT', ignore);
      this.#child = null;
      this.#isOpen = false;
    }
  }

  /** The program is to end: the editor, if there is one, is told so, and given a moment. */
  end(): void {
    this.#ending = true;
    this.#child?.kill('SIGTERM');
    setTimeout(() => this.#givenUp(), PATIENCE).unref();
  }

  async #edit(spot: Spot): Promise<string> {
    // Not before somebody edits: the first frame does not need them.
    const [processes, { editorCommand }] = await Promise.all([
      import('node:child_process'),
      import('./editor-command.ts'),
    ]);
    const [program, ...args] = editorCommand(process.env, spot);
    if (this.#ending) return '';
    const modes = stty('-g');
    this.#child = processes.spawn(program, args, { stdio: 'inherit' });
    const wrong = await this.#ended(this.#child, program);
    // Who is killed, or fails, does not put them back.
    if (modes !== '') stty(modes);
    return wrong;

    /** The terminal's line settings, with `-g`, or put back; empty where that cannot be done. */
    function stty(argument: string): string {
      const { stdout } = processes.spawnSync('stty', [argument], {
        stdio: ['inherit', 'pipe', 'ignore'],
        encoding: 'utf8',
      });
      return stdout?.trim() ?? '';
    }
  }

  #ended(child: ChildProcess, program: string): Promise<string> {
    return new Promise(resolve => {
      this.#givenUp = () => {
        child.unref();
        resolve('');
      };
      child.once('error', ({ code }: NodeJS.ErrnoException) =>
        resolve(`${program} cannot be started: ${code === 'ENOENT' ? 'there is no such program' : code}`),
      );
      child.once('exit', (code, signal) => {
        if (signal !== null) resolve(`${program} was ended by ${signal}`);
        else resolve(code === 0 ? '' : `${program} ended with exit code ${code}`);
      });
    });
  }
}

function ignore(): void {}
