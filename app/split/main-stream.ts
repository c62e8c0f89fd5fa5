import type { ByteSource } from '../foundation/byte-source.ts';
import { BlockCache, findBlock } from './block-cache.ts';
import { writeComplement } from './complement-writer.ts';
import { type DrawnBlock, drawBlock } from './draw.ts';
import { DrawTally } from './draw-tally.ts';
import { writeRuns } from './write-runs.ts';
import { splitError } from './errors.ts';
import { MapArea } from './map-area.ts';
import { writeOverlays } from './overlays.ts';
import { checkPlan } from './split-plan.ts';
import { writePieces } from './stretches.ts';
import type {
  ComplementIdentity,
  IndexBlock,
  MainStream,
  MainStreamRequest,
  SplitPlan,
  TitleIndex,
} from './types.ts';
import { VobSpace } from './vob-space.ts';

/**
 * The main stream of a plan: the master with drawn bits, identifiers and map, computed as it is read.
 *
 * @throws AppError `SPLIT_PLAN` for a plan that would write where it must not; `SPLIT_WRONG_MASTER` for a master of another size
 * than the index says, and, when read, for one whose map area is in use.
 */
export function openMainStream(request: MainStreamRequest): MainStream {
  return new ComputedMainStream(request);
}

class ComputedMainStream implements MainStream {
  readonly size: number;
  readonly #request: MainStreamRequest;
  readonly #master: ByteSource;
  readonly #index: TitleIndex;
  readonly #plan: SplitPlan;
  readonly #vobs: VobSpace;
  readonly #map: MapArea | null;
  /** Blocks are counted as they are drawn: who reads a whole image has drawn them all when its map is read. */
  readonly #tally: DrawTally;
  readonly #drawn: BlockCache<DrawnBlock>;
  /** The part of the master that is being read, so that blocks which lie in it are not read twice. */
  #window: { readonly at: number; readonly bytes: Uint8Array } | null = null;

  constructor(request: MainStreamRequest) {
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
    this.#tally = new DrawTally(index);
    this.#map =
      plan.mapArea === null
        ? null
        : new MapArea(index, plan.key, () => this.#tally.figures(plan.key));
    this.#drawn = new BlockCache((number) => this.#draw(index.block(number)));
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

  /** Splits a part of the VOBs in place; drawing needs the blocks whole, before anything is written. */
  #splitPart(part: Uint8Array, vobPosition: number): void {
    const startOf = (number: number) => this.#index.block(number).start;
    const first = findBlock(this.#index.blocks, startOf, vobPosition);
    this.#window = { at: vobPosition, bytes: part };
    for (let number = first; number < this.#index.blocks; number++) {
      const block = this.#index.block(number);
      const from = Math.max(block.start, vobPosition);
      const to = Math.min(block.start + block.length, vobPosition + part.length);
      if (from >= to) break;
      const { runs, values, stretches } = this.#drawn.get(number);
      const target = part.subarray(from - vobPosition, to - vobPosition);
      writeRuns(target, from - block.start, runs, values);
      for (const { pieces, bytes } of stretches) {
        writePieces(target, from - block.start, pieces, bytes);
      }
      this.#writeNavIdentifier(target, from - block.start, block);
    }
    this.#window = null;
  }

  #draw(block: IndexBlock): DrawnBlock {
    const bytes = this.#masterBlock(block);
    const drawn = drawBlock(block.candidates(), bytes, this.#plan.key, block.number);
    this.#tally.add(block.number, drawn);
    return drawn;
  }

  /** Blocks are written one after another, so one that lies ahead in the window is still the master's. */
  #masterBlock(block: IndexBlock): Uint8Array {
    const window = this.#window;
    if (window !== null) {
      const at = block.start - window.at;
      if (at >= 0 && at + block.length <= window.bytes.length) {
        return window.bytes.subarray(at, at + block.length);
      }
    }
    const bytes = new Uint8Array(block.length);
    this.#vobs.read(this.#master, block.start, bytes);
    return bytes;
  }

  #writeNavIdentifier(target: Uint8Array, from: number, block: IndexBlock): void {
    const { navIdentifier } = this.#plan;
    if (navIdentifier === null || block.navIdentifierAt === null) return;
    writeOverlays([{ position: block.navIdentifierAt, bytes: navIdentifier }], from, target);
  }

  #writeMap(position: number, bytes: Uint8Array): void {
    const { mapArea } = this.#plan;
    if (mapArea === null || this.#map === null) return;
    const from = Math.max(position, mapArea.offset);
    const to = Math.min(position + bytes.length, mapArea.offset + mapArea.length);
    if (from >= to) return;
    const target = bytes.subarray(from - position, to - position);
    if (target.some((byte) => byte !== 0)) {
      throw splitError('SPLIT_WRONG_MASTER', 'The map area of the master is not empty.');
    }
    this.#map.write(target, from - mapArea.offset);
  }
}
