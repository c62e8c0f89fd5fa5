import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { VideoParser } from '../mpeg2/index.ts';
import { BlockFileWriter, indexKind } from './block-file.ts';
import { CandidateColumns } from './candidate-columns.ts';
import { countByClass, lanes, stretchClasses } from './classes.ts';
import { splitError } from './errors.ts';
import { encodeIndexBlock } from './index-block.ts';
import { encodeIndexTable, type IndexEntry } from './index-file.ts';
import { MAP_HEAD } from './map-head.ts';
import { slotBytes } from './position-map.ts';
import { selectCandidates } from './select-candidates.ts';
import { selectStretches } from './select-stretches.ts';
import type { IndexBuilder, IndexSummary, PassOptions } from './types.ts';
import { type CutBlock, damageOf, VobCutter } from './vob-cutter.ts';

/** Bytes read at once; between two reads other work of the process has its turn. */
const PIECE = 1 << 20;

/** Parses VOBs once and hands their index to `sink`, piece by piece, in order; nothing of a block is kept but a row of the table. */
export function createIndexBuilder(sink: (bytes: Uint8Array) => void): IndexBuilder {
  return new StreamingIndexBuilder(sink);
}

class StreamingIndexBuilder implements IndexBuilder {
  readonly #writer: BlockFileWriter;
  readonly #cutter = new VobCutter((block) => this.#index(block));
  readonly #parser = new VideoParser();
  readonly #columns = new CandidateColumns();
  readonly #digest = createHash('sha256');
  readonly #entries: IndexEntry[] = [];
  readonly #laneCounts = new Float64Array(lanes.length);
  readonly #unsplit: Record<string, number> = {};
  #vobBytes = 0;
  #mapRoom = MAP_HEAD;

  constructor(sink: (bytes: Uint8Array) => void) {
    this.#writer = new BlockFileWriter(indexKind, sink);
  }

  get mapRoom(): number {
    return this.#mapRoom;
  }

  async add(
    source: ByteSource,
    extents: readonly Extent[],
    options: PassOptions = {},
  ): Promise<void> {
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
        this.#cutter.push(wanted);
        at += read;
        done += read;
        options.onProgress?.(done, total);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    this.#cutter.flush();
    this.#vobBytes += total;
  }

  finish(where: { readonly imageSize: number; readonly extents: readonly Extent[] }): IndexSummary {
    this.#checkExtents(where);
    const candidates = countByClass(this.#laneCounts);
    const inPictures = this.#laneCounts.filter(
      (_, lane) => !stretchClasses.some((one) => one.lane === lane),
    );
    if (inPictures.every((laneCount) => laneCount === 0)) {
      const message =
        'Nothing in these VOBs can be split: no I picture of MPEG-2 video was understood.';
      throw splitError('INDEX_NO_CANDIDATES', message, { unsplit: this.#unsplit });
    }
    const summary = {
      blocks: this.#entries.length,
      vobBytes: this.#vobBytes,
      vobSha256: this.#digest.digest('hex'),
      mapRoom: this.#mapRoom,
      candidates,
      unsplit: this.#unsplit,
    };
    this.#writer.finish(encodeIndexTable(this.#entries), {
      imageSize: where.imageSize,
      extents: where.extents,
      ...summary,
    });
    return { ...summary, indexBytes: this.#writer.size };
  }

  #index(block: CutBlock): void {
    const columns = this.#columns;
    columns.clear();
    const damage = block.damage ?? this.#parse(block);
    if (damage !== null) {
      columns.clear();
      this.#unsplit[damage] = (this.#unsplit[damage] ?? 0) + 1;
    }
    const stored = columns.isEmpty ? new Uint8Array(0) : encodeIndexBlock(columns);
    if (stored.length > 0) this.#writer.write(stored);
    for (let i = 0; i < columns.count; i++) {
      const lane = columns.lanes[i] ?? 0;
      this.#laneCounts[lane] = (this.#laneCounts[lane] ?? 0) + 1;
    }
    for (const { lane } of columns.stretches) {
      this.#laneCounts[lane] = (this.#laneCounts[lane] ?? 0) + 1;
    }
    const slot = columns.isEmpty ? 0 : slotBytes(columns);
    this.#mapRoom += slot;
    this.#entries.push({
      length: block.bytes.length,
      crc32: crc32(block.bytes),
      navIdentifierAt: block.navIdentifierAt,
      slotBytes: slot,
      stored: stored.length,
      storedCrc32: crc32(stored),
    });
  }

  /** @returns the code of what is wrong with the video of the block; null: nothing. */
  #parse(block: CutBlock): string | null {
    const placeOf = block.video.places();
    try {
      this.#parser.parse(block.video, (slice) => selectCandidates(slice, placeOf, this.#columns));
      selectStretches(block.sound, this.#columns);
      return null;
    } catch (error) {
      return damageOf(error);
    }
  }

  #checkExtents(where: { readonly imageSize: number; readonly extents: readonly Extent[] }): void {
    let sum = 0;
    let last = 0;
    for (const { offset, length } of where.extents) {
      if (offset < last)
        throw splitError('INDEX_EXTENTS', 'The extents overlap, or are not in order.');
      sum += length;
      last = offset + length;
    }
    if (sum !== this.#vobBytes || last > where.imageSize) {
      throw splitError(
        'INDEX_EXTENTS',
        'The extents in the image are not the bytes that were indexed.',
      );
    }
  }
}
