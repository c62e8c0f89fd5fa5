import { mpeg2Error } from './errors.ts';

/** The next bits, at least 25 of them, as the high bits of a signed 32-bit number. */
export function fetch(view: DataView, at: number): number {
  return view.getUint32(at >>> 3) << (at & 7);
}

/** Between a slice and the next start code there are zeros only (`next_start_code()`, §5.2.3). */
export function checkSliceEnd(view: DataView, at: number, endByte: number): void {
  if (at > endByte * 8) throw mpeg2Error('MPEG2_TRUNCATED', 'A slice ends too early', at);
  const bitsLeft = -at & 7;
  const isFilled = (view.getUint8(at >>> 3) & ((1 << bitsLeft) - 1)) === 0;
  let byte = (at + bitsLeft) >>> 3;
  while (byte < endByte && view.getUint8(byte) === 0) byte++;
  if (!isFilled || byte < endByte) {
    throw mpeg2Error('MPEG2_BAD_SLICE_END', 'A slice is followed by something else', at);
  }
}
