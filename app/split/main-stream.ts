import type { ByteSource } from '../foundation/byte-source.ts';
import { BlockCache, findBlock } from './block-cache.ts';
import { writeComplement } from './complement-writer.ts';
import { splitError } from './errors.ts';
import { type Level, levels } from './lanes.ts';
import { LevelOverwriter } from './level-overwriter.ts';
import { MapArea } from './map-area.ts';
import { writeOverlays } from './overlays.ts';
import { checkPlan } from './split-plan.ts';
import type {
  ComplementIdentity,
  DistributorImageRequest,
  IndexBlock,
  MainStream,
  MainStreamRequest,
  SplitPlan,
  TitleIndex,
} from './types.ts';
import { VobSpace } from './vob-space.ts';

/**
 * The main stream of a plan: the master with drawn bits, identifiers and map, computed as it is read. Blocks that lie whole in
 * what is read are written over where they stand; those that it cuts are computed once and remembered.
 *
 * @throws AppError `SPLIT_PLAN` for a plan that would write where it must not; `SPLIT_WRONG_MASTER` for a master of another size
 * than the index says, and, when read, for one whose map area is in use.
 */
export function openMainStream(request: MainStreamRequest): MainStream {
  return new ComputedMainStream(request, levels);
}

/**
 * What the main streams of all orders of a title at a distributor have in common: the master with the distributor's level written
 * over, its slots in the map area, and zeros where those of the order belong. Nothing in it says of which order it is.
 *
 * @param key of the distributor's level, 32 bytes.
 * @throws AppError as {@link openMainStream}.
 */
export function openDistributorImage(request: DistributorImageRequest): ByteSource {
  const { key, mapArea, ...rest } = request;
  const keys = { distributor: key, order: new Uint8Array(key.length) };
  const plan = { keys, navIdentifier: null, overlays: [], mapArea };
  return new ComputedMainStream({ ...rest, plan }, ['distributor']);
}

class ComputedMainStream implements MainStream {
  readonly size: number;
  readonly #request: MainStreamRequest;
  readonly #master: ByteSource;
  readonly #index: TitleIndex;
  readonly #plan: SplitPlan;
  readonly #vobs: VobSpace;
  readonly #map: MapArea | null;
  readonly #overwriter: LevelOverwriter;
  readonly #levels: readonly Level[];
  readonly #cut: BlockCache<Uint8Array>;

  /** @param written levels that are written over. */
  constructor(request: MainStreamRequest, written: readonly Level[]) {
    const { master, index, plan } = request;
    checkPlan(plan, index);
    if (master.size !== index.imageSize) {
      throw splitError('SPLIT_WRONG_MASTER', 'The master has another size than the index says.');
    }
    this.size = master.size;
    this.#request = request;
    this.#master = master;
    this.#index = index;
    this.#plan = plan;
    this.#vobs = new VobSpace(index.extents);
    this.#overwriter = new LevelOverwriter(plan.keys, index);
    this.#levels = written;
    this.#map = plan.mapArea === null ? null : new MapArea(index, plan.keys, written);
    this.#cut = new BlockCache<Uint8Array>((number) => {
      const block = index.block(number);
      const bytes = new Uint8Array(block.length);
      this.#vobs.read(master, block.start, bytes);
      this.#splitBlock(bytes, block);
      return bytes;
    });
  }

  read(position: number, into: Uint8Array): number {
    const length = this.#master.read(position, into);
    const bytes = into.subarray(0, length);
    for (const overlap of this.#vobs.overlaps(position, length)) {
      const part = bytes.subarray(overlap.at, overlap.at + overlap.length);
      this.#splitPart(part, overlap.vobPosition);
    }
    writeOverlays(this.#plan.overlays, position, bytes);
    this.#writeMap(position, bytes);
    return length;
  }

  complement(identity: ComplementIdentity): Iterable<Uint8Array> {
    return writeComplement(this.#request, identity);
  }

  /** Splits a part of the VOBs in place. */
  #splitPart(part: Uint8Array, vobPosition: number): void {
    const startOf = (number: number) => this.#index.block(number).start;
    const first = findBlock(this.#index.blocks, startOf, vobPosition);
    for (let number = first; number < this.#index.blocks; number++) {
      const block = this.#index.block(number);
      const from = Math.max(block.start, vobPosition);
      const to = Math.min(block.start + block.length, vobPosition + part.length);
      if (from >= to) break;
      const target = part.subarray(from - vobPosition, to - vobPosition);
      if (target.length === block.length) this.#splitBlock(target, block);
      else target.set(this.#cut.get(number).subarray(from - block.start, to - block.start));
    }
  }

  /** Splits a whole block of the master in place. */
  #splitBlock(bytes: Uint8Array, block: IndexBlock): void {
    const candidates = block.candidates();
    for (const level of this.#levels) {
      this.#overwriter.overwrite(bytes, level, candidates[level], block.number);
    }
    const { navIdentifier } = this.#plan;
    if (navIdentifier !== null && block.navIdentifierAt !== null) {
      bytes.set(navIdentifier, block.navIdentifierAt);
    }
  }

  #writeMap(position: number, bytes: Uint8Array): void {
    const { mapArea } = this.#plan;
    if (mapArea === null || this.#map === null) return;
    const from = Math.max(position, mapArea.offset);
    const to = Math.min(position + bytes.length, mapArea.offset + mapArea.length);
    if (from >= to) return;
    const target = bytes.subarray(from - position, to - position);
    if (!isZero(target)) {
      throw splitError('SPLIT_WRONG_MASTER', 'The map area of the master is not empty.');
    }
    this.#map.write(target, from - mapArea.offset);
  }
}

const zeros = Buffer.alloc(1 << 16);

/** Whether all bytes are 0; compared as memory, not byte by byte. */
function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const part = bytes.subarray(at, at + zeros.length);
    if (zeros.compare(part, 0, part.length, 0, part.length) !== 0) return false;
  }
  return true;
}
