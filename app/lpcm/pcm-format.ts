/** What the header of a packet of LPCM says of its samples. */
export interface PcmFormat {
  /** Bits of a sample. */
  readonly bits: 16 | 20 | 24;
  /** Samples of a channel in a second. */
  readonly rate: number;
  /** 1 to 8. */
  readonly channels: number;
}

const widths = [16, 20, 24] as const;
/** The first two are those that DVD-Video has. */
const rates = [48_000, 96_000, 44_100, 32_000] as const;

/** @param byte quantisation (2 bits), frequency (2), 0, channels less one (3). @returns null where a code is reserved. */
export function parsePcmFormat(byte: number): PcmFormat | null {
  const bits = widths[(byte >>> 6) & 3];
  const rate = rates[(byte >>> 4) & 3];
  if (bits === undefined || rate === undefined || (byte & 8) !== 0) return null;
  return { bits, rate, channels: (byte & 7) + 1 };
}
