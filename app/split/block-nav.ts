import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';

/** `vobu_s_ptm` and `vobu_e_ptm` stand 16 and 12 bytes before `vobu_isrc` in the PCI's general information. */
const START_PTM = -16;
const END_PTM = -12;

/** A VOBU of DVD-Video plays for a second or a little more; what says 10 s or more says nothing. Ticks of 90 kHz. */
const LONGEST_TICKS = 10 * 90_000;

/**
 * Playing time of a block, in ticks of 90 kHz: from `vobu_s_ptm` to `vobu_e_ptm` of its NAV pack.
 *
 * @param navIdentifierAt where its `vobu_isrc` begins; null: it has no NAV pack.
 * @returns 0 where it has no NAV pack, or one that does not say.
 */
export function ticksOf(block: Uint8Array, navIdentifierAt: number | null): number {
  if (navIdentifierAt === null || navIdentifierAt + START_PTM < 0) return 0;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const start = view.getUint32(navIdentifierAt + START_PTM);
  const ticks = (view.getUint32(navIdentifierAt + END_PTM) - start) >>> 0;
  return ticks < LONGEST_TICKS ? ticks : 0;
}

/** What stands where the identifier of the order is written; null: zeros, or no NAV pack. */
export function navOriginalOf(
  block: Uint8Array,
  navIdentifierAt: number | null,
): Uint8Array | null {
  if (navIdentifierAt === null) return null;
  const original = block.slice(navIdentifierAt, navIdentifierAt + VOBU_ISRC_BYTES);
  return original.every((byte) => byte === 0) ? null : original;
}

/** A table says it so: 0 nothing is written; else twice (place + 1), plus 1 if zeros stood there, which are not kept. */
export function encodeNav(navIdentifierAt: number | null, isKept: boolean): number {
  return navIdentifierAt === null ? 0 : 2 * (navIdentifierAt + 1) + (isKept ? 0 : 1);
}

/** What {@link encodeNav} said. */
export function decodeNav(code: number): {
  readonly navIdentifierAt: number | null;
  readonly keepsNav: boolean;
} {
  return code === 0
    ? { navIdentifierAt: null, keepsNav: false }
    : { navIdentifierAt: Math.floor(code / 2) - 1, keepsNav: code % 2 === 0 };
}
