import type { ByteSource } from '../../foundation/byte-source.ts';
import { BlockIndexer, type IndexedBlock } from '../block-indexer.ts';
import type { CoverageCounts } from '../coverage.ts';
import { splitError } from '../errors.ts';
import type { Preset } from '../preset.ts';
import { VobCutter } from '../vob-cutter.ts';
import type { FilmSegment } from './film-segments.ts';

/** Bytes read at once. */
const PIECE = 1 << 20;
/** Numbers that stand for a row of the table. */
const ROW = 7;

/** What is found in a segment, in arrays that can be handed to another thread. */
export interface IndexedSegment {
  /** {@link ROW} numbers a block. */
  readonly rows: Float64Array<ArrayBuffer>;
  /** The encoded candidates of the blocks, one after another. */
  readonly stored: Uint8Array<ArrayBuffer>;
  readonly counts: CoverageCounts;
  /** Whether the last block is damaged: it may reach into the next segment then, and what is found here may not be true. */
  readonly endsDamaged: boolean;
}

/** Indexes one segment of a film. @throws AppError `INDEX_EXTENTS` if the film ends before the segment does. */
export function indexSegment(
  film: ByteSource,
  { from, to }: FilmSegment,
  preset: Preset,
  bytesPerTick: number | null,
): IndexedSegment {
  const indexer = new BlockIndexer(preset, bytesPerTick);
  const blocks: IndexedBlock[] = [];
  let endsDamaged = false;
  const cutter = new VobCutter((block) => {
    const { entry, stored } = indexer.index(block);
    blocks.push({ entry, stored: stored.slice() });
    endsDamaged = block.damage !== null;
  });
  for (let at = from; at < to; at += PIECE) {
    const length = Math.min(PIECE, to - at);
    if (film.read(at, cutter.room(length)) !== length) {
      throw splitError('INDEX_EXTENTS', 'The VOBs end before their extents do.');
    }
    cutter.accept(length);
  }
  cutter.flush();
  return { ...pack(blocks), counts: indexer.tally.counts(), endsDamaged };
}

function pack(blocks: readonly IndexedBlock[]): Pick<IndexedSegment, 'rows' | 'stored'> {
  const rows = new Float64Array(blocks.length * ROW);
  const stored = new Uint8Array(blocks.reduce((sum, block) => sum + block.stored.length, 0));
  let at = 0;
  for (const [index, { entry, stored: bytes }] of blocks.entries()) {
    rows.set(
      [
        entry.length,
        entry.crc32,
        entry.navIdentifierAt ?? -1,
        entry.slotBytes.distributor,
        entry.slotBytes.order,
        entry.stored,
        entry.storedCrc32,
      ],
      index * ROW,
    );
    stored.set(bytes, at);
    at += bytes.length;
  }
  return { rows, stored };
}

/** The blocks of a segment, in order. */
export function* blocksOf({ rows, stored }: IndexedSegment): Generator<IndexedBlock> {
  let at = 0;
  for (let row = 0; row < rows.length; row += ROW) {
    const number = (column: number) => rows[row + column] ?? 0;
    const nav = number(2);
    const bytes = stored.subarray(at, at + number(5));
    at += bytes.length;
    yield {
      stored: bytes,
      entry: {
        length: number(0),
        crc32: number(1),
        navIdentifierAt: nav < 0 ? null : nav,
        slotBytes: { distributor: number(3), order: number(4) },
        stored: bytes.length,
        storedCrc32: number(6),
      },
    };
  }
}
