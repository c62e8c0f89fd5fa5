import { findFrames, headBytes, headOf, type HeadShape, writeNoiseHead } from '../ac3/index.ts';

/** A head that was found in sound, in bytes from its begin. */
interface FoundHead {
  readonly at: number;
  /** 0: the frame has no room for one. */
  readonly length: number;
  readonly shape: number;
}

/** Bytes of a head by its shape, once they were counted. */
const sizes: (number | undefined)[] = Array.from({ length: 128 }, () => undefined);

/** The heads of all AC-3 frames that lie whole in the first `length` of some bytes; of no other sound. */
export function* gatherFrames(bytes: Uint8Array, length: number): Iterable<FoundHead> {
  for (const { at, header } of findFrames(bytes, length)) {
    const head = headOf(header);
    const shape = packShape(head.shape);
    const size = (sizes[shape] ??= headBytes(head.shape));
    // `crc1` is over the first 5/8, so the correction has to stand there.
    const fits = head.at + size <= header.guarded;
    yield { at: at + head.at, length: fits ? size : 0, shape };
  }
}

/** A head of noise in place of the one in the film. */
export function computeFrame(head: Uint8Array, shape: number, chance: Uint8Array): Uint8Array {
  return writeNoiseHead(head, unpackShape(shape), chance);
}

/** `acmod`, `lfeon` and the first bit, lowest first: 3 + 1 + 3 bits. */
function packShape({ acmod, lfeon, firstBit }: HeadShape): number {
  return acmod | (lfeon << 3) | (firstBit << 4);
}

function unpackShape(shape: number): HeadShape {
  return { acmod: shape & 7, lfeon: (shape >>> 3) & 1, firstBit: (shape >>> 4) & 7 };
}
