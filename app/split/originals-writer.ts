import { brotliCompressSync, crc32 } from 'node:zlib';
import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { BlockFileWriter, originalsKind } from './block-file.ts';
import { encodeNav, navOriginalOf, ticksOf } from './block-nav.ts';
import { crcSteps } from './check-rest.ts';
import { encodeOverlays, type OriginalsFacts } from './complement-facts.ts';
import { levels } from './lanes.ts';
import { readMasterBlock } from './master-block.ts';
import { encodeOriginals } from './originals-block.ts';
import { readOriginals } from './overlays.ts';
import type { OriginalsRequest, OriginalsSummary } from './originals-types.ts';
import type { PassOptions } from './types.ts';
import { VarintWriter } from './varint.ts';
import { VobSpace } from './vob-space.ts';

/**
 * Hands the originals of a title to `sink`, piece by piece, in order. Reads the whole master once; between two blocks other work
 * of the process has its turn.
 *
 * @throws AppError `SPLIT_WRONG_MASTER` if a block of the master is not the one that was indexed; the signal's reason if it
 *   aborts. What was written is then of no use.
 */
export async function writeOriginals(
  request: OriginalsRequest,
  sink: (bytes: Uint8Array) => void,
  options: PassOptions = {},
): Promise<OriginalsSummary> {
  const { master, index, mapArea } = request;
  const writer = new BlockFileWriter(originalsKind, sink);
  const vobs = new VobSpace(index.extents);
  const table = new VarintWriter();
  for (let number = 0; number < index.blocks; number++) {
    options.signal?.throwIfAborted();
    const block = index.block(number);
    const bytes = readMasterBlock(master, vobs, block);
    const nav = navOriginalOf(bytes, block.navIdentifierAt);
    const stored = encodeOriginals(block.candidates(), bytes, nav);
    if (stored.length > 0) writer.write(stored);
    table.write(block.length);
    table.write(encodeNav(block.navIdentifierAt, nav !== null));
    for (const level of levels) table.write(block.slotBytes[level]);
    table.write(ticksOf(bytes, block.navIdentifierAt));
    table.write(block.crc32);
    table.write(stored.length);
    table.write(crc32(stored));
    options.onProgress?.(block.start + block.length, vobs.length);
    await othersTurn();
  }
  const facts: OriginalsFacts = {
    imageSize: index.imageSize,
    extents: index.extents.map(({ offset, length }) => ({ offset, length })),
    vobBytes: vobs.length,
    vobSha256: index.vobSha256,
    masterSha256: request.masterSha256,
    blocks: index.blocks,
    mapArea: { offset: mapArea.offset, length: mapArea.length },
    restCrc32: await restCrc32(master, vobs.rest(master.size, mapArea), options),
    overlays: encodeOverlays(readOriginals(request.overlays, master)),
  };
  writer.finish(brotliCompressSync(table.bytes()), facts);
  return { bytes: writer.size, blocks: index.blocks };
}

async function restCrc32(
  master: ByteSource,
  rest: readonly Extent[],
  options: PassOptions,
): Promise<number> {
  let crc = 0;
  for (crc of crcSteps(master, rest, [])) {
    options.signal?.throwIfAborted();
    await othersTurn();
  }
  return crc;
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
