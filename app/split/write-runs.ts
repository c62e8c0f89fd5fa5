import { BitPacker, peek } from './packed-bits.ts';
import type { Runs } from './runs.ts';

/** The bits of all runs, packed in their order: what the complement keeps of a block of the master. */
export function collectBits(bytes: Uint8Array, runs: Runs, valueBits: number): Uint8Array {
  const packer = new BitPacker((valueBits >>> 3) + 16);
  for (let i = 0; i < runs.count; i++) {
    const width = runs.widths[i] ?? 0;
    packer.append(peek(bytes, runs.positions[i] ?? 0, width), width);
  }
  return packer.bytes();
}

/**
 * Writes bits over those of a block.
 *
 * @param bytes a part of the block.
 * @param from where that part begins, in bytes from the begin of the block. Runs are clipped to the part.
 */
export function writeRuns(bytes: Uint8Array, from: number, runs: Runs, values: Uint16Array): void {
  const end = (from + bytes.length) * 8;
  for (let i = firstRunFrom(runs, from * 8); i < runs.count; i++) {
    const position = runs.positions[i] ?? 0;
    if (position >= end) break;
    const width = runs.widths[i] ?? 0;
    const byte = (position >>> 3) - from;
    if (width === 1) {
      const mask = 128 >>> (position & 7);
      const value = bytes[byte] ?? 0;
      bytes[byte] = values[i] === 0 ? value & ~mask : value | mask;
      continue;
    }
    // At most 11 bits from the highest bit of three bytes on; stores outside of the part fall away.
    const shift = 24 - width - (position & 7);
    const mask = ((1 << width) - 1) << shift;
    const word = (values[i] ?? 0) << shift;
    for (let k = 0; k < 3; k++) {
      const left = 16 - 8 * k;
      const keep = ~(mask >>> left) & 255;
      if (keep === 255 || byte + k < 0 || byte + k >= bytes.length) continue;
      bytes[byte + k] = ((bytes[byte + k] ?? 0) & keep) | ((word >>> left) & 255);
    }
  }
}

/** The first run that ends behind bit `from`. */
function firstRunFrom(runs: Runs, from: number): number {
  let low = 0;
  let high = runs.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const end = (runs.positions[middle] ?? 0) + (runs.widths[middle] ?? 0);
    if (end > from) high = middle;
    else low = middle + 1;
  }
  return low;
}
