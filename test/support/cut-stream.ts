import * as fc from 'fast-check';

/** Any bytes, and the sizes of the pieces in which a line hands them over. */
export const noiseAndCuts = {
  noise: fc.uint8Array({ maxLength: 40 }),
  cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
} as const;

/** Hands `bytes` over in pieces of these sizes, over and over. */
export function feedInPieces(
  bytes: Uint8Array,
  cuts: readonly number[],
  feed: (piece: Uint8Array) => void,
): void {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = cuts[turn % cuts.length] ?? 1;
    feed(bytes.subarray(at, at + size));
    at += size;
  }
}
