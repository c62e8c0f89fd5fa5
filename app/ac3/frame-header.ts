import { FieldReader } from './bits.ts';

/** Bit rates in kb/s by `frmsizecod >> 1` (A/52 Table 5.18). */
const bitRates = [
  32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640,
];

/** Full-bandwidth channels by `acmod` (A/52 Table 5.8); 0 is two programmes of one channel. */
export const channelsOf: readonly number[] = [2, 1, 2, 3, 3, 4, 4, 5];

const SYNC_WORD = 0x0b77;
/** Highest `bsid` that a decoder of A/52 takes as it stands (§5.4.2.1); 6 is the alternate syntax of Annex D. */
const HIGHEST_BSID = 8;

/** What `syncinfo` and `bsi` say of a frame (A/52 §5.3.1, §5.3.2). */
export interface FrameHeader {
  /** Bytes of the frame. */
  readonly length: number;
  /** Its first 5/8, in bytes: what `crc1` is over. */
  readonly guarded: number;
  /** Audio coding mode, 0 to 7. */
  readonly acmod: number;
  /** 1 if there is a channel of low-frequency effects. */
  readonly lfeon: number;
  /** Where the first audio block begins, in bits from the begin of the frame. */
  readonly audioAt: number;
}

/**
 * Reads the header of the frame that begins at `at`. Behind the end of the bytes there are zeros for it, so whoever asks must see
 * whether the frame is whole.
 *
 * @returns null if none does, or one of a kind that is not understood.
 */
export function parseFrameHeader(bytes: Uint8Array, at: number): FrameHeader | null {
  const reader = new FieldReader(bytes, at);
  if (reader.read(16) !== SYNC_WORD) return null;
  reader.read(16); // crc1
  const words = wordsOf(reader.read(2), reader.read(6));
  const bsid = reader.read(5);
  if (words === 0 || bsid > HIGHEST_BSID) return null;
  reader.read(3); // bsmod
  const acmod = reader.read(3);
  if ((acmod & 1) === 1 && acmod !== 1) reader.read(2); // cmixlev
  if ((acmod & 4) !== 0) reader.read(2); // surmixlev
  if (acmod === 2) reader.read(2); // dsurmod
  const lfeon = reader.read(1);
  for (let programme = acmod === 0 ? 2 : 1; programme > 0; programme--) {
    reader.read(5); // dialnorm
    for (const width of [8, 8, 7]) if (reader.read(1) === 1) reader.read(width); // compr, langcod, mixlevel and roomtyp
  }
  reader.read(2); // copyrightb, origbs
  for (let code = 0; code < 2; code++) if (reader.read(1) === 1) reader.read(14); // timecod, or xbsi
  const hasMore = reader.read(1) === 1; // addbsie
  if (hasMore) {
    const more = reader.read(6) + 1; // addbsil
    reader.position += more * 8;
  }
  return {
    length: words * 2,
    guarded: ((words >>> 1) + (words >>> 3)) * 2,
    acmod,
    lfeon,
    audioAt: reader.position - at * 8,
  };
}

/** Words of 16 bits in a frame (A/52 Table 5.18); 0 for codes that are reserved. */
function wordsOf(fscod: number, frmsizecod: number): number {
  const bitRate = bitRates[frmsizecod >>> 1] ?? 0;
  if (fscod === 0) return bitRate * 2;
  if (fscod === 2) return bitRate * 3;
  if (fscod !== 1 || bitRate === 0) return 0;
  return Math.floor((bitRate * 1000 * 1536) / (44_100 * 16)) + (frmsizecod & 1);
}
