import { brotliDecompressSync } from 'node:zlib';
import { VarintReader } from './varint.ts';

/** A table is never longer, decompressed: half a million blocks, days of film. */
const LONGEST_TABLE = 8 << 20;

/**
 * Decompresses a table of varints.
 *
 * @param columns in a row; each takes a byte at least.
 * @returns null if it is none, or too short for so many rows.
 */
export function readTable(bytes: Uint8Array, rows: number, columns: number): VarintReader | null {
  try {
    const table = brotliDecompressSync(bytes, { maxOutputLength: LONGEST_TABLE });
    return rows * columns <= table.length ? new VarintReader(table) : null;
  } catch {
    return null;
  }
}
