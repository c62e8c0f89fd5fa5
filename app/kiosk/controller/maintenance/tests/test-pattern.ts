import { createHash } from 'node:crypto';
import type { ByteSource } from '../../../../foundation/byte-source.ts';
import { SECTOR_BYTES, sectors } from '../../../../foundation/units.ts';

/** 4 MiB: twice what a drive's own buffer holds. */
export const TEST_SECTORS = sectors(2048);

/** Bytes that differ from sector to sector and say what they are: they are computed as they are read. */
export function testPattern(): ByteSource {
  const size = TEST_SECTORS * SECTOR_BYTES;
  return {
    size,
    read(position, into) {
      const end = Math.min(size, position + into.length);
      let at = position;
      while (at < end) {
        const sector = Math.floor(at / SECTOR_BYTES);
        const from = at - sector * SECTOR_BYTES;
        const part = sectorOf(sector).subarray(from, Math.min(SECTOR_BYTES, from + end - at));
        into.set(part, at - position);
        at += part.length;
      }
      return Math.max(0, end - position);
    },
  };
}

/** SHA-256 of the whole pattern, lower-case hex: what the read-back must give. */
export function testPatternHash(): string {
  const hash = createHash('sha256');
  for (let sector = 0; sector < TEST_SECTORS; sector += 1) hash.update(sectorOf(sector));
  return hash.digest('hex');
}

/** Its number as text, then bytes that no two neighbours share. */
function sectorOf(sector: number): Uint8Array {
  const bytes = Buffer.alloc(SECTOR_BYTES, `test sector ${sector} `);
  bytes.writeUInt32BE(sector, SECTOR_BYTES - 4);
  return bytes;
}
