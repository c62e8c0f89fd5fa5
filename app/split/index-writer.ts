import type { Extent } from '../foundation/byte-source.ts';
import { BlockFileWriter, indexKind } from './block-file.ts';
import type { IndexedBlock } from './block-indexer.ts';
import type { CoverageTally } from './coverage.ts';
import { splitError } from './errors.ts';
import { encodeIndexTable, type IndexEntry, type IndexFacts } from './index-file.ts';
import { MAP_HEAD } from './map-head.ts';
import type { IndexOptions, IndexSummary } from './types.ts';

/** Where the bytes that were indexed lie in the final image. */
export interface IndexedWhere {
  readonly imageSize: number;
  readonly extents: readonly Extent[];
}

/** Writes indexed blocks as an index, piece by piece, in order; nothing of a block is kept but a row of the table. */
export class IndexWriter {
  readonly #writer: BlockFileWriter;
  readonly #entries: IndexEntry[] = [];
  #vobBytes = 0;
  #mapRoom = MAP_HEAD;

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#writer = new BlockFileWriter(indexKind, sink);
  }

  /** Bytes that the map area must have, for what was added up to now. */
  get mapRoom(): number {
    return this.#mapRoom;
  }

  /** Adds the next block of the title. */
  add({ entry, stored }: IndexedBlock): void {
    if (stored.length > 0) this.#writer.write(stored);
    this.#mapRoom += entry.slotBytes.distributor + entry.slotBytes.order;
    this.#vobBytes += entry.length;
    this.#entries.push(entry);
  }

  /**
   * Writes the end.
   *
   * @param vobSha256 of the bytes of all blocks, lower-case hex.
   * @throws AppError `INDEX_EXTENTS`, `INDEX_NO_CANDIDATES`.
   */
  finish(
    where: IndexedWhere,
    vobSha256: string,
    tally: CoverageTally,
    { preset, traceKey }: IndexOptions,
  ): IndexSummary {
    this.#checkExtents(where);
    const coverage = tally.summary(preset);
    const { expectedBits, unsplit } = coverage;
    if (expectedBits.distributor + expectedBits.order === 0) {
      const message = 'Nothing in these VOBs can be split: no MPEG-2 video was understood.';
      throw splitError('INDEX_NO_CANDIDATES', message, { unsplit });
    }
    const facts: IndexFacts = {
      imageSize: where.imageSize,
      extents: where.extents.map(({ offset, length }) => ({ offset, length })),
      vobSha256,
      vobBytes: this.#vobBytes,
      blocks: this.#entries.length,
      mapRoom: this.#mapRoom,
      traceKey: Buffer.from(traceKey).toString('hex'),
      ...coverage,
      sound: coverage.sound.map((one) => ({ ...one, streams: [...one.streams] })),
    };
    this.#writer.finish(encodeIndexTable(this.#entries), facts);
    return {
      ...coverage,
      blocks: this.#entries.length,
      vobBytes: this.#vobBytes,
      vobSha256,
      indexBytes: this.#writer.size,
      mapRoom: this.#mapRoom,
    };
  }

  #checkExtents({ imageSize, extents }: IndexedWhere): void {
    let sum = 0;
    let last = 0;
    for (const { offset, length } of extents) {
      if (offset < last) {
        throw splitError('INDEX_EXTENTS', 'The extents overlap, or are not in order.');
      }
      sum += length;
      last = offset + length;
    }
    if (sum !== this.#vobBytes || last > imageSize) {
      const message = 'The extents in the image are not the bytes that were indexed.';
      throw splitError('INDEX_EXTENTS', message);
    }
  }
}
