import { createHash } from 'node:crypto';
import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { BlockIndexer } from './block-indexer.ts';
import { splitError } from './errors.ts';
import { type IndexedWhere, IndexWriter } from './index-writer.ts';
import { measureRate } from './measure-rate.ts';
import type { IndexBuilder, IndexOptions, IndexSummary, PassOptions } from './types.ts';
import { VobCutter } from './vob-cutter.ts';

/** Bytes read at once; between two reads other work of the process has its turn. */
const PIECE = 1 << 20;

/** Parses VOBs once and hands their index to `sink`, piece by piece, in order; nothing of a block is kept but a row of the table. */
export function createIndexBuilder(
  sink: (bytes: Uint8Array) => void,
  options: IndexOptions,
): IndexBuilder {
  return new StreamingIndexBuilder(sink, options);
}

class StreamingIndexBuilder implements IndexBuilder {
  readonly #options: IndexOptions;
  readonly #writer: IndexWriter;
  readonly #digest = createHash('sha256');
  #indexer: BlockIndexer | null = null;

  constructor(sink: (bytes: Uint8Array) => void, options: IndexOptions) {
    this.#options = options;
    this.#writer = new IndexWriter(sink);
  }

  get mapRoom(): number {
    return this.#writer.mapRoom;
  }

  async add(
    source: ByteSource,
    extents: readonly Extent[],
    options: PassOptions = {},
  ): Promise<void> {
    const indexer = (this.#indexer ??= new BlockIndexer(
      this.#options.preset,
      measureRate(source, extents),
    ));
    const cutter = new VobCutter((block) => this.#writer.add(indexer.index(block)));
    const total = extents.reduce((sum, extent) => sum + extent.length, 0);
    const piece = new Uint8Array(PIECE);
    let done = 0;
    for (const extent of extents) {
      for (let at = 0; at < extent.length;) {
        options.signal?.throwIfAborted();
        const wanted = piece.subarray(0, Math.min(PIECE, extent.length - at));
        const read = source.read(extent.offset + at, wanted);
        if (read !== wanted.length) {
          throw splitError('INDEX_EXTENTS', 'The VOBs end before their extents do.');
        }
        this.#digest.update(wanted);
        cutter.push(wanted);
        at += read;
        done += read;
        options.onProgress?.(done, total);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    cutter.flush();
  }

  finish(where: IndexedWhere): IndexSummary {
    const { tally } = this.#indexer ?? new BlockIndexer(this.#options.preset, null);
    return this.#writer.finish(where, this.#digest.digest('hex'), tally, this.#options);
  }
}
