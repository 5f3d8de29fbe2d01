/**
 * A page in a headless Chromium, over the DevTools protocol on a pipe: a command is a JSON text that ends with a zero byte
 * (https://chromedevtools.github.io/devtools-protocol/).
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** Debian: chromium. */
const PROGRAM = 'chromium';
export const lacksChromium = spawnSync(PROGRAM, ['--version']).error !== undefined;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

export class Chromium {
  /** What pages asked for, and what they complained of. */
  readonly requests: string[] = [];
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #events = new Map<string, () => void>();
  #session: string | undefined;
  #rest = '';

  private constructor() {
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'];
    const args = [...options, `--user-data-dir=${this.#profile}`, '--remote-debugging-pipe', 'about:blank'];
    this.#process = spawn(PROGRAM, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    (this.#process.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.#hear(text));
  }

  static async open(): Promise<Chromium> {
    const chromium = new Chromium();
    const { targetInfos } = await chromium.send('Target.getTargets');
    const page = (targetInfos as { type: string; targetId: string }[]).find(({ type }) => type === 'page')!;
    const attached = await chromium.send('Target.attachToTarget', { targetId: page.targetId, flatten: true });
    chromium.#session = attached.sessionId as string;
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) await chromium.send(`${domain}.enable`);
    return chromium;
  }

  /** Resolves with what the method answers; rejects with what it objects. */
  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = this.#answers.size + 1;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#answers.set(id, resolve);
    const text = JSON.stringify({ id, method, params, sessionId: this.#session });
    (this.#process.stdio[3] as Writable).write(`${text}\0`);
    const { result, error } = await promise;
    if (result === undefined) throw new Error(`${method}: ${error?.message}`);
    return result;
  }

  /** Resolves when the file and all that it asks for is loaded. */
  async load(file: string, { width, height, scheme }: Screen): Promise<void> {
    const screen = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
    await this.send('Emulation.setDeviceMetricsOverride', screen);
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await this.send('Emulation.setEmulatedMedia', { features });
    const loaded = new Promise<void>(resolve => this.#events.set('Page.loadEventFired', resolve));
    await this.send('Page.navigate', { url: pathToFileURL(file).href });
    await loaded;
  }

  /** The value of an expression, on the page. */
  async evaluate(expression: string): Promise<unknown> {
    const { result } = await this.send('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value?: unknown }).value;
  }

  /** PNG of the whole page. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { captureBeyondViewport: true });
    return Buffer.from(data as string, 'base64');
  }

  async close(): Promise<void> {
    const gone = new Promise(resolve => this.#process.once('exit', resolve));
    await this.send('Browser.close');
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #hear(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop()!;
    for (const message of messages) this.#take(JSON.parse(message) as Message);
  }

  #take(message: Message): void {
    const { id, method = '', params } = message;
    if (id !== undefined) this.#answers.get(id)?.(message);
    if (method === 'Network.requestWillBeSent')
      this.requests.push((params as { request: { url: string } }).request.url);
    if (/^(Log\.entryAdded|Runtime\.exceptionThrown|Runtime\.consoleAPICalled)$/.test(method))
      this.complaints.push(JSON.stringify(params));
    this.#events.get(method)?.();
  }
}
