import { AppError } from '../../foundation/errors.ts';
import {
  createFrameSealer,
  type FrameSealer,
  HEAD_FRAME,
} from '../../delivery/online/sealed-frames.ts';
import { DeliveryBook, type DeliveryBookParts } from './delivery-book.ts';
import { OpenComplements } from './open-complements.ts';
import { playingTimeOf } from './playing-time.ts';
import type { AdmittedViewing, Complements, OpenComplement, ViewingAdmission } from './ports.ts';

/** Blocks that are computed in one go, a millisecond or so: then others have their turn. */
const SLICE_BLOCKS = 16;

export interface BlockServiceParts extends DeliveryBookParts {
  readonly admission: ViewingAdmission;
  readonly complements: Pick<Complements, 'openComplement'>;
}

export interface BlockRange {
  readonly first: number;
  /** 1 to 32. */
  readonly count: number;
}

export type BlockAnswer =
  | { readonly is: 'frames'; readonly bytes: Uint8Array }
  /** The player is as far ahead as it may be. */
  | { readonly is: 'too-early'; readonly retryAfterMs: number };

/**
 * Heads and blocks of complements, sealed, as viewings advance.
 *
 * Token and records alone say what is served, so any process can serve any range.
 */
export class BlockService {
  readonly #admission: ViewingAdmission;
  readonly #complements: OpenComplements;
  readonly #deliveries: DeliveryBook;

  constructor(parts: BlockServiceParts) {
    this.#admission = parts.admission;
    this.#complements = new OpenComplements(parts.complements);
    this.#deliveries = new DeliveryBook(parts);
  }

  /** The head, as one frame. @throws AppError as {@link ViewingAdmission.admit} and `Complements.openComplement`. */
  async head(viewingId: string, token: string): Promise<Uint8Array> {
    const viewing = await this.#admission.admit(viewingId, token);
    return this.#complements.use(viewing.order, (complement) =>
      sealerOf(viewing).seal(HEAD_FRAME, complement.head()),
    );
  }

  /**
   * As many blocks of a range as the pace of the viewing allows, from the first on, a frame each.
   *
   * @throws AppError `BLOCK_UNKNOWN` where the range begins behind the film; as {@link ViewingAdmission.admit}, also when
   *   the right ended while the answer was made; as `Complements.openComplement`.
   */
  async blocks(viewingId: string, token: string, range: BlockRange): Promise<BlockAnswer> {
    const viewing = await this.#admission.admit(viewingId, token);
    return this.#complements.use(viewing.order, async (complement) => {
      const { count, retryAfterMs } = this.#take(viewing, complement, range);
      if (count === 0) return { is: 'too-early', retryAfterMs };
      const sealing = sealBlocks(viewing, complement, range.first, count);
      const isLong = count > SLICE_BLOCKS;
      const frames = isLong ? await inSlices(sealing) : [...sealing];
      const hasWaited = (await this.#deliveries.recordIfDue(viewingId)) || isLong;
      // What happened meanwhile counts: nothing goes out on a right that has ended.
      if (hasWaited) await this.#admission.admit(viewingId, token);
      return { is: 'frames', bytes: Buffer.concat(frames) };
    });
  }

  /** Records what a viewing was given, as far as that is not done: before its player is told how its licence stands. */
  async flush(viewingId: string): Promise<void> {
    await this.#deliveries.flush(viewingId);
  }

  /** The same, and forgets it. */
  async end(viewingId: string): Promise<void> {
    await this.#deliveries.end(viewingId);
  }

  /** To be called when no more requests come. */
  async close(): Promise<void> {
    await this.#deliveries.close();
    this.#complements.close();
  }

  #take(
    viewing: AdmittedViewing,
    complement: OpenComplement,
    { first, count }: BlockRange,
  ): { readonly count: number; readonly retryAfterMs: number } {
    const { blocks } = complement;
    if (first >= blocks) {
      throw new AppError('BLOCK_UNKNOWN', 'The film ends before this block.', {
        remedy: 'fix-the-code',
        context: { first, blocks },
      });
    }
    const within = { first, count: Math.min(count, blocks - first), blocks };
    const taken = this.#deliveries.take(viewing, playingTimeOf(complement), within);
    return { count: taken.count, retryAfterMs: taken.waitMs };
  }
}

function* sealBlocks(
  viewing: AdmittedViewing,
  complement: OpenComplement,
  first: number,
  count: number,
): Generator<Uint8Array> {
  const sealer = sealerOf(viewing);
  for (let number = first; number < first + count; number++) {
    yield sealer.seal(number, complement.block(number));
  }
}

async function inSlices(sealing: Iterable<Uint8Array>): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  for (const frame of sealing) {
    frames.push(frame);
    if (frames.length % SLICE_BLOCKS === 0) await new Promise(setImmediate);
  }
  return frames;
}

function sealerOf({ sessionKey, viewingId }: AdmittedViewing): FrameSealer {
  return createFrameSealer(sessionKey, viewingId);
}
