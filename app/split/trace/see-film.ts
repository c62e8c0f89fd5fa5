import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from '../../foundation/byte-source.ts';
import type { IndexBlock, TitleIndex } from '../types.ts';
import { VobSpace } from '../vob-space.ts';
import { packClock } from './find-packs.ts';
import type { SeenBlock } from './score-order.ts';
import { seeBlock, type SeenPart } from './see-block.ts';
import { spreadBlocks } from './spread-blocks.ts';

/** Enough for twenty discs that were mixed; more would only take longer. */
const ENOUGH_PLACES = 200_000;
/** Blocks that are looked at, at most: four minutes of a film and more, spread over all of it. */
const MOST_BLOCKS = 512;
/** Blocks after which a film of which nothing was found is given up, where they can only be in the usual places. */
const PROBES = 32;

/** What of a film an image shows. */
export interface SeenFilm {
  readonly blocks: readonly SeenBlock[];
  /** Blocks that were looked for. */
  readonly looked: number;
  /** Places that tell something. */
  readonly places: number;
  /** Those whose bit is not the master's; none: it is the master, or was put together again. */
  readonly changed: number;
}

interface SeeFilmRequest {
  readonly index: TitleIndex;
  readonly master: ByteSource;
  readonly image: ByteSource;
  /** As `findPacks` gives it, for blocks that are not where they are on a disc; null: only that is looked at. */
  readonly packs: ReadonlyMap<number, readonly number[]> | null;
  readonly signal?: AbortSignal;
}

/**
 * Looks in an image for blocks of a film, spread over it, until there are enough places: where they lie on a disc, where they would
 * lie in the film alone, and where `packs` says. Blocks that are not there, and sectors that are damaged, are passed over.
 *
 * @throws AppError `INDEX_DAMAGED`; the signal's reason.
 */
export async function seeFilm(request: SeeFilmRequest): Promise<SeenFilm> {
  const { index, image, master, packs, signal } = request;
  const vobs = new VobSpace(index.extents);
  const alone = new VobSpace([{ offset: 0, length: image.size }]);
  const blocks: SeenBlock[] = [];
  let looked = 0;
  let places = 0;
  let changed = 0;
  for (const number of spreadBlocks(index.blocks, index.traceKey, MOST_BLOCKS)) {
    if (places >= ENOUGH_PLACES) break;
    if (packs === null && looked === PROBES && blocks.length === 0) break;
    await setImmediate();
    signal?.throwIfAborted();
    const block = index.block(number);
    const original = new Uint8Array(block.length);
    vobs.read(master, block.start, original);
    const scene = whereItIs(request, block, original, [vobs, alone]);
    looked++;
    if (scene === null) continue;
    blocks.push(scene.seen);
    places += scene.places;
    changed += scene.changed;
  }
  return { blocks, looked, places, changed };
}

/** The first place at which a block of an image is that of the film. */
function whereItIs(
  { image, index, packs }: SeeFilmRequest,
  block: IndexBlock,
  original: Uint8Array,
  usual: readonly VobSpace[],
): SeenPart | null {
  const candidates = block.candidates();
  const bytes = new Uint8Array(block.length);
  const look = (length: number) =>
    seeBlock(block.number, candidates, index.traceKey, original, bytes.subarray(0, length));
  for (const space of usual) {
    const found = look(space.read(image, block.start, bytes));
    if (found !== null) return found;
  }
  for (const position of packs?.get(packClock(original) ?? -1) ?? []) {
    const found = look(image.read(position, bytes));
    if (found !== null) return found;
  }
  return null;
}

/** The clocks of the packs in which the blocks begin that a trace looks for. */
export function clocksOf(index: TitleIndex, master: ByteSource): Set<number> {
  const vobs = new VobSpace(index.extents);
  const clocks = new Set<number>();
  const head = new Uint8Array(16);
  for (const number of spreadBlocks(index.blocks, index.traceKey, MOST_BLOCKS)) {
    vobs.read(master, index.block(number).start, head);
    const clock = packClock(head);
    if (clock !== null) clocks.add(clock);
  }
  return clocks;
}
