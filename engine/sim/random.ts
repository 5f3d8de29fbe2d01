/**
 * Random numbers: xoshiro128++ (Blackman and Vigna, 2019) and exponential draws by the ziggurat of Marsaglia and
 * Tsang (2000), 256 layers. The same seed gives the same draws on every machine: all tables and tails are rounded
 * to single precision, which hides the last-bit freedom that Math.exp and Math.log have.
 */

const LAYERS = 256;
/** Rightmost layer's edge, and the area of every layer, for the exponential density. */
const TAIL = 7.69711747013105;
const AREA = 0.003949659822581557;
/** The layer takes 8 of a draw's 32 bits and the position in it 24. */
const POSITIONS = 2 ** 24;
const UNIT = 2 ** -32;
const BATCH = 1024;

/** Below `INSIDE[i]` a position in layer i is under the curve for sure. */
const INSIDE = new Int32Array(LAYERS);
const WIDTH = new Float64Array(LAYERS);
const DENSITY = new Float64Array(LAYERS);

function buildTables(): void {
  const round = Math.fround;
  let edge = TAIL;
  const base = AREA / Math.exp(-edge);
  INSIDE[0] = round((edge / base) * POSITIONS);
  WIDTH[0] = round(base / POSITIONS);
  WIDTH[LAYERS - 1] = round(edge / POSITIONS);
  DENSITY[0] = 1;
  DENSITY[LAYERS - 1] = round(Math.exp(-edge));
  for (let layer = LAYERS - 2; layer >= 1; layer--) {
    const wider = edge;
    edge = -Math.log(AREA / wider + Math.exp(-wider));
    INSIDE[layer + 1] = round((edge / wider) * POSITIONS);
    WIDTH[layer] = round(edge / POSITIONS);
    DENSITY[layer] = round(Math.exp(-edge));
  }
}
buildTables();

export class Random {
  readonly #state = new Int32Array(4);
  readonly #batch = new Float64Array(BATCH);
  #used = BATCH;

  /** `seed`: any 32-bit number; spread over the state as SplitMix does, mixed as MurmurHash3 does. */
  constructor(seed: number) {
    let z = seed | 0;
    for (let i = 0; i < 4; i++) {
      z = (z + 0x9e3779b9) | 0;
      let x = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
      this.#state[i] = x ^ (x >>> 16);
    }
  }

  /** One of many streams that come of a seed, by a name of any characters: FNV-1a over its UTF-16 units. */
  static named(seed: number, name: string): Random {
    let hash = 0x811c9dc5 ^ seed;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    return new Random(hash);
  }

  /** 32 random bits, signed. */
  bits(): number {
    const s = this.#state;
    const s0 = s[0]!;
    const s1 = s[1]!;
    const s2 = s[2]! ^ s0;
    const s3 = s[3]! ^ s1;
    const sum = (s0 + s[3]!) | 0;
    s[0] = s0 ^ s3;
    s[1] = s1 ^ s2;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return (((sum << 7) | (sum >>> 25)) + s0) | 0;
  }

  /** Exponentially distributed, mean 1. Drawn in batches, which keeps the tables in the cache. */
  exponential(): number {
    if (this.#used === BATCH) this.#refill();
    return this.#batch[this.#used++]!;
  }

  #refill(): void {
    for (let i = 0; i < BATCH; i++) {
      const draw = this.bits();
      const layer = draw & (LAYERS - 1);
      const position = draw >>> 8;
      this.#batch[i] = position < INSIDE[layer]! ? position * WIDTH[layer]! : this.#rare(layer, position);
    }
    this.#used = 0;
  }

  /** About one draw in ninety: the curved edge of a layer, or the tail. */
  #rare(layer: number, position: number): number {
    for (;;) {
      const uniform = (this.bits() >>> 0) * UNIT;
      if (layer === 0) return TAIL - Math.fround(Math.log(1 - uniform));
      const x = position * WIDTH[layer]!;
      const height = DENSITY[layer]! + uniform * (DENSITY[layer - 1]! - DENSITY[layer]!);
      if (height < Math.fround(Math.exp(-x))) return x;
      const draw = this.bits();
      layer = draw & (LAYERS - 1);
      position = draw >>> 8;
      if (position < INSIDE[layer]!) return position * WIDTH[layer]!;
    }
  }
}
