import { crc16 } from './crc16.ts';
import { type FrameHeader, parseFrameHeader } from './frame-header.ts';

/** A frame, and where it begins. */
export interface FoundFrame {
  readonly at: number;
  readonly header: FrameHeader;
}

/** Bytes before those that `crc1` guards: the sync word. */
const SYNC_BYTES = 2;

/**
 * The frames that lie whole in the first `length` of some bytes, in order. A frame is taken only if its `crc1` is right, so that
 * a sync word in the middle of sound is not mistaken for one, and a damaged frame stays as it is.
 *
 * @param bytes behind `length` they may hold anything.
 */
export function* findFrames(bytes: Uint8Array, length: number): Iterable<FoundFrame> {
  let at = findSync(bytes, 0, length);
  while (at >= 0) {
    const header = parseFrameHeader(bytes, at);
    if (header !== null && at + header.length <= length && isIntact(bytes, at, header)) {
      yield { at, header };
      at = findSync(bytes, at + header.length, length);
    } else at = findSync(bytes, at + 1, length);
  }
}

/** Whether `crc1` is right. */
export function isIntact(bytes: Uint8Array, at: number, { guarded }: FrameHeader): boolean {
  return crc16(bytes, at + SYNC_BYTES, at + guarded) === 0;
}

function findSync(bytes: Uint8Array, from: number, end: number): number {
  for (let at = bytes.indexOf(0x0b, from); at >= 0 && at + 1 < end;) {
    if (bytes[at + 1] === 0x77) return at;
    at = bytes.indexOf(0x0b, at + 1);
  }
  return -1;
}
