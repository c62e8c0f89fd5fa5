import { crc32 } from 'node:zlib';
import { BlockCandidates } from './candidate-columns.ts';
import { CoverageTally } from './coverage.ts';
import { encodeIndexBlock } from './index-block.ts';
import type { IndexEntry } from './index-file.ts';
import type { Preset } from './preset.ts';
import { CandidateSelector } from './select/candidate-selector.ts';
import type { CutBlock } from './vob-cutter.ts';

/** One block as it goes into an index. */
export interface IndexedBlock {
  readonly entry: IndexEntry;
  /** Its candidates, encoded. */
  readonly stored: Uint8Array;
}

/**
 * Indexes blocks, one after another, each from its own bytes and what the last sequence header said: several may share a title if
 * each begins at a block that has a sequence header.
 */
export class BlockIndexer {
  readonly tally = new CoverageTally();
  readonly #candidates = new BlockCandidates();
  readonly #selector: CandidateSelector;

  /** @param bytesPerTick mean of the title, a tick being 1/90 000 s; null: not known. */
  constructor(preset: Preset, bytesPerTick: number | null) {
    this.#selector = new CandidateSelector(preset, bytesPerTick);
  }

  index(block: CutBlock): IndexedBlock {
    const candidates = this.#candidates;
    candidates.clear();
    const damage = this.#selector.select(block, candidates, this.tally);
    if (damage !== null) {
      candidates.clear();
      this.tally.addUnsplit(damage, block.bytes.length);
    }
    this.tally.add(candidates);
    const { stored, slotBytes } = encodeIndexBlock(candidates);
    const entry = {
      length: block.bytes.length,
      crc32: crc32(block.bytes),
      navIdentifierAt: block.navIdentifierAt,
      slotBytes,
      stored: stored.length,
      storedCrc32: crc32(stored),
    };
    return { entry, stored };
  }
}
