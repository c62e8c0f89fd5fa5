/** What eight bits at once are looked up in. */
export interface PickTables {
  /** By beginnings x 256 + draws: 1 for each bit of a candidate that begins here and is drawn. */
  readonly spread: Uint8Array;
  /** By beginnings: 1 for each bit before the first of them. */
  readonly before: Uint8Array;
  /** By mask x 256 + bits: the bits under the mask, pushed together to the low end. */
  readonly picked: Uint8Array;
  /** How many bits of a byte are 1. */
  readonly ones: Uint8Array;
}

let made: PickTables | null = null;

/** The tables, 128 KiB, made when they are first wanted. */
export function pickTables(): PickTables {
  return (made ??= makeTables());
}

function makeTables(): PickTables {
  const spread = new Uint8Array(0x10000);
  const before = new Uint8Array(256);
  const picked = new Uint8Array(0x10000);
  const ones = new Uint8Array(256);
  for (let row = 0; row < 256; row++) {
    ones[row] = (ones[row >>> 1] ?? 0) + (row & 1);
    before[row] = row === 0 ? 0xff : 0xff & ~(0xff >>> (Math.clz32(row) - 24));
    for (let byte = 0; byte < 256; byte++) {
      spread[(row << 8) | byte] = spreadDraws(row, byte);
      picked[(row << 8) | byte] = pick(row, byte);
    }
  }
  return { spread, before, picked, ones };
}

/** @param draws a bit for each beginning, the first in the highest bit. */
function spreadDraws(beginnings: number, draws: number): number {
  let mask = 0;
  let begun = 0;
  for (let bit = 7; bit >= 0; bit--) {
    begun += (beginnings >>> bit) & 1;
    if (begun > 0) mask |= ((draws >>> (8 - begun)) & 1) << bit;
  }
  return mask;
}

function pick(mask: number, bits: number): number {
  let picked = 0;
  for (let bit = 7; bit >= 0; bit--) {
    if (((mask >>> bit) & 1) === 1) picked = (picked << 1) | ((bits >>> bit) & 1);
  }
  return picked;
}
