/** A step of so many bytes leads to no change: it only goes on. */
const STEP = 255;

/**
 * What of a block has changed: for each byte that differs, how many bytes lie between it and the last one that does, and what it
 * is now. {@link STEP} goes on without a change.
 *
 * @param before and `after` are equally long.
 */
export function encodeChanges(before: Uint8Array, after: Uint8Array): Uint8Array {
  let bytes = new Uint8Array(1 << 12);
  let length = 0;
  let last = 0;
  for (let at = 0; at < after.length; at++) {
    const now = after[at] ?? 0;
    if (before[at] === now) continue;
    const room = length + 2 + Math.floor((at - last) / STEP);
    if (room > bytes.length) bytes = grown(bytes, room);
    for (; at - last >= STEP; last += STEP) bytes[length++] = STEP;
    bytes[length++] = at - last;
    bytes[length++] = now;
    last = at + 1;
  }
  return bytes.subarray(0, length);
}

/** Makes the changes. @returns false if they are no changes of a block of that length; it is then without meaning. */
export function applyChanges(block: Uint8Array, changes: Uint8Array): boolean {
  let at = 0;
  for (let i = 0; i < changes.length;) {
    const step = changes[i++] ?? 0;
    at += step;
    if (step === STEP) continue;
    if (at >= block.length || i >= changes.length) return false;
    block[at++] = changes[i++] ?? 0;
  }
  return true;
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
