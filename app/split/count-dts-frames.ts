/** Bytes of a header of DTS that say how long its frame is (ETSI TS 102 114 §5.4.1). */
const HEADER = 10;

/** How many frames of DTS lie whole in the first `length` of some bytes. */
export function countDtsFrames(bytes: Uint8Array, length: number): number {
  let frames = 0;
  for (let at = bytes.indexOf(0x7f); at >= 0 && at + HEADER <= length;) {
    const frame = frameBytes(bytes, at);
    if (frame > 0 && at + frame <= length) frames++;
    at = bytes.indexOf(0x7f, at + Math.max(1, frame));
  }
  return frames;
}

/** Bytes of the frame that begins at `at`; 0 if none does. FSIZE is one less than they are, bits 46 to 59. */
function frameBytes(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0xfe || bytes[at + 2] !== 0x80 || bytes[at + 3] !== 0x01) return 0;
  const size = ((bytes[at + 5] ?? 0) << 16) | ((bytes[at + 6] ?? 0) << 8) | (bytes[at + 7] ?? 0);
  return ((size >>> 4) & 0x3fff) + 1;
}
