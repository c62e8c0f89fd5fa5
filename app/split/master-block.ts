import { crc32 } from 'node:zlib';
import type { ByteSource } from '../foundation/byte-source.ts';
import { splitError } from './errors.ts';
import type { IndexBlock } from './types.ts';
import type { VobSpace } from './vob-space.ts';

/**
 * The bytes of one block of a master.
 *
 * @throws AppError `SPLIT_WRONG_MASTER` if it is not the one that was indexed.
 */
export function readMasterBlock(master: ByteSource, vobs: VobSpace, block: IndexBlock): Uint8Array {
  const bytes = new Uint8Array(block.length);
  vobs.read(master, block.start, bytes);
  if (crc32(bytes) === block.crc32) return bytes;
  throw splitError(
    'SPLIT_WRONG_MASTER',
    `Block ${block.number} of the master is not the one that was indexed.`,
  );
}
