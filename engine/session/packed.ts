/** A segment that was compressed when the log was closed: how many bytes its frames take, and they, packed. */
import { encodeFrame, FRAME, type Frame, MOST_PAYLOAD_BYTES } from './frame.ts';
import { bytesSource, frameAt } from './source.ts';
import { MAX_VARINT_BYTES, readVarint, writeVarint } from './varint.ts';

/** Undoes a compression. Throws where the bytes are none of `length` bytes; a larger result is never made. */
export type Unpack = (packed: Uint8Array, length: number) => Uint8Array;

/** A packed frame: `packed` are whole frames of `length` bytes, which are no packed ones themselves, compressed. */
export function packedFrame(packed: Uint8Array, length: number): Uint8Array {
  const payload = new Uint8Array(MAX_VARINT_BYTES + packed.length);
  const at = writeVarint(payload, 0, length);
  payload.set(packed, at);
  return encodeFrame(FRAME.packed, payload.subarray(0, at + packed.length));
}

/** The frames that a frame stands for: itself, or those packed in it. Throws a RangeError where they are not whole. */
export function* framesIn(frame: Frame, unpack: Unpack): Generator<Frame> {
  if (frame.type !== FRAME.packed) return void (yield frame);
  const cursor = { bytes: frame.payload, at: 0 };
  const length = readVarint(cursor);
  if (length > MOST_PAYLOAD_BYTES) throw new RangeError(`${length} bytes are packed in it`);
  const source = bytesSource(unpack(frame.payload.subarray(cursor.at), length));
  for (let at = 0; at < source.length; ) {
    const inner = frameAt(source, at);
    if (typeof inner === 'string' || inner.type === FRAME.packed)
      throw new RangeError('what is packed is no frame');
    yield inner;
    at = inner.end;
  }
}
