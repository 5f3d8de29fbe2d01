/**
 * A guest's processor, and what it is in the middle of: a kick, an interrupt, a halt. A back end that runs on the
 * same processor, in a hypervisor further down, may kick a device of its own in the middle of its guest's kick:
 * then what was under way waits on a stack. Times are whole nanoseconds of simulated time.
 */

/** Every level may have a kick and an interrupt under way, and an edit may leave one more. */
const DEEPEST = 48;

export const KICK = 0;
export const INTERRUPT = 1;
export const HALT = 2;
export const TIMER = 3;

/** An interrupt for a back end: on its way there, the back end is done with it, on its way out. */
export const TO_BACK_END = 0;
export const AT_BACK_END = 1;
export const ON = 2;

/** No route, and no queue. */
export const NONE = -1;

export class Vcpu {
  /** `GUEST N`, of its innermost guest. */
  readonly name: string;
  index = 0;
  /** Indices of the queues whose drivers run in that guest, and of all that are driven on this processor. */
  queues: readonly number[] = [];
  all: readonly number[] = [];
  halted = false;
  /** The physical processor it runs on; -1 for none, and then it may wait for one. */
  core = -1;
  inLine = false;
  inLineSince = 0;
  /** Time that it waited for one, in nanoseconds. */
  stolenNs = 0;
  /** Its slice is over. */
  yields = false;
  /** How many interrupts wait for its drivers. */
  interrupts = 0;
  /** Whose turn it is next. */
  turn = 0;

  /** How much is under way; what follows is of each, by its place on the stack. */
  depth = 0;
  readonly kind = new Int32Array(DEEPEST);
  readonly queue = new Int32Array(DEEPEST);
  readonly route = new Int32Array(DEEPEST);
  /** Queue whose interrupt the way back brings along. */
  readonly rides = new Int32Array(DEEPEST);
  readonly stage = new Int32Array(DEEPEST);
  /** How its cost scatters around its route's. */
  readonly spread = new Float64Array(DEEPEST);
  /** Of an interrupt: what the processor did when it came, an index into VCPU_STATES. */
  readonly state = new Int32Array(DEEPEST);
  readonly began = new Float64Array(DEEPEST);
  readonly due = new Float64Array(DEEPEST);
  /** An interrupt that comes later than this does not ride on the way back. */
  readonly closes = new Float64Array(DEEPEST);
  readonly #waitsSince = new Float64Array(DEEPEST);

  constructor(name: string) {
    this.name = name;
  }

  /** Its place among the processors, and what is driven on it. */
  arrange(index: number, queues: readonly number[], all: readonly number[]): void {
    this.index = index;
    this.queues = queues;
    this.all = all;
    this.turn = Math.min(this.turn, all.length - 1);
  }

  /** After an edit: by a queue's number the one it has now, NONE where its ring is gone. What was under way takes its time. */
  renumber(numbers: readonly number[], isBackEnds: (queue: number) => boolean): void {
    for (let at = 0; at < this.depth; at++) {
      const queue = numbers[this.queue[at]!] ?? NONE;
      this.queue[at] = queue;
      this.rides[at] = numbers[this.rides[at]!] ?? NONE;
      if (queue === NONE && this.kind[at] !== HALT) this.kind[at] = TIMER;
      if (queue === NONE || !isBackEnds(queue)) this.stage[at] = ON;
    }
    const next = this.all.map(queue => numbers[queue]!).filter(queue => queue !== NONE);
    this.turn = Math.max(0, next.indexOf(numbers[this.all[this.turn]!]!));
  }

  /** Queues whose interrupts it is in the middle of. */
  get interrupted(): number[] {
    const under = Array.from({ length: this.depth }, (_, at) => at);
    const own = under.filter(at => this.kind[at] === INTERRUPT).map(at => this.queue[at]!);
    return [...own, ...under.map(at => this.rides[at]!)].filter(queue => queue !== NONE);
  }

  get busy(): boolean {
    return this.depth > 0;
  }

  /** Place of what is under way now; -1 where nothing is. */
  get top(): number {
    return this.depth - 1;
  }

  /** Something begins at `clock[0]`; what was under way waits. Returns its place. */
  begin(kind: number, queue: number, route: number, clock: Float64Array): number {
    const now = clock[0]!;
    if (this.depth > 0) this.#waitsSince[this.top] = now;
    const at = this.depth++;
    this.kind[at] = kind;
    this.queue[at] = queue;
    this.route[at] = route;
    this.rides[at] = NONE;
    this.stage[at] = ON;
    this.began[at] = now;
    this.due[at] = now;
    this.closes[at] = now;
    return at;
  }

  /** What is under way is over; what waited for it goes on, as much later as it waited. */
  end(clock: Float64Array): void {
    this.depth--;
    if (this.depth === 0) return;
    const waited = clock[0]! - this.#waitsSince[this.top]!;
    this.due[this.top] = this.due[this.top]! + waited;
    this.closes[this.top] = this.closes[this.top]! + waited;
  }

  /** The queue's kick or interrupt is under way. */
  isAbout(queue: number): boolean {
    for (let at = 0; at < this.depth; at++)
      if (this.queue[at] === queue || this.rides[at] === queue) return true;
    return false;
  }
}
