import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { complementKind, damaged } from './block-file.ts';
import type { Level } from './lanes.ts';
import type { StoredCandidates } from './types.ts';

/** Within a few percent of the best, and fast. */
const BROTLI_QUALITY = 5;
/** Before the slots: bytes of the distributor's. */
const HEAD = 4;
/** The slots of a block are never longer: nine full lanes a level. */
const LONGEST = 4 << 20;

/** The slots of a block as they travel in a complement whose disc has no room for them. */
export function encodeSlots({ distributor, order }: StoredCandidates): Uint8Array {
  if (distributor.slot.length + order.slot.length === 0) return new Uint8Array(0);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(distributor.slot.length);
  return brotliCompressSync(Buffer.concat([head, distributor.slot, order.slot]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY },
  });
}

/** @throws AppError `COMPLEMENT_DAMAGED` if the bytes are not what {@link encodeSlots} wrote. */
export function decodeSlots(bytes: Uint8Array): Readonly<Record<Level, Uint8Array>> {
  if (bytes.length === 0) return { distributor: new Uint8Array(0), order: new Uint8Array(0) };
  const raw = decompress(bytes);
  const orderAt = HEAD + (raw.length < HEAD ? 0 : new DataView(raw.buffer).getUint32(0, true));
  if (orderAt > raw.length) throw wrongSlots();
  return { distributor: raw.subarray(HEAD, orderAt), order: raw.subarray(orderAt) };
}

/** A copy that begins at the first byte of its buffer: positions are read in words. */
function decompress(bytes: Uint8Array): Uint8Array {
  try {
    return Uint8Array.from(brotliDecompressSync(bytes, { maxOutputLength: LONGEST }));
  } catch {
    throw wrongSlots();
  }
}

function wrongSlots(): Error {
  return damaged(complementKind, 'the positions in it cannot be decompressed');
}
