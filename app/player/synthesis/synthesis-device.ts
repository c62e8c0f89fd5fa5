import type { Clock } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import { seconds } from '../../foundation/units.ts';
import { checkRest, openSynthesis, type Synthesis } from '../../split/index.ts';
import { playerError } from '../player-error.ts';
import type {
  ComplementSupply,
  PlayerDisc,
  PlayerState,
  ShowingEnd,
  SynthesisDevice,
} from '../ports.ts';
import { LookAhead } from './look-ahead.ts';
import { StateHolder } from './state.ts';
import { Turns } from './turns.ts';

export interface SynthesisRequest {
  readonly disc: PlayerDisc;
  readonly supply: ComplementSupply;
  readonly clock: Clock;
  /** Playing time of the complement that is held ahead of the reader; 10 s if not given, never more than 20. */
  readonly aheadSeconds?: number;
}

const USUAL_AHEAD_SECONDS = 10;
const MOST_AHEAD_SECONDS = 20;
/** Longest single read. */
export const MOST_BYTES_A_READ = 8 << 20;
/** A read goes piece by piece: other requests are served in between, and the window moves along. */
const PIECE_BYTES = 256 << 10;
/** A wait shorter than this is how the bank paces a reader that reads ahead itself: no picture waits for it. */
const WAITING_AFTER = seconds(1);

/**
 * Puts disc and complement together as they are read.
 *
 * @throws AppError `COMPLEMENT_OTHER_DISC`, `SPLIT_WRONG_DISC`, `SPLIT_DISC_DAMAGED` with the byte: the disc outside the film
 *   is compared with the master's at once, the film block by block. The supply is still to be closed then.
 */
export function openSynthesisDevice(request: SynthesisRequest): SynthesisDevice {
  const { disc, supply } = request;
  const { titleId, orderId, distributorId } = supply.head.identity;
  const { manifest } = disc;
  const isSame =
    titleId === manifest.titleId &&
    orderId === manifest.orderId &&
    distributorId === manifest.distributorId;
  if (!isSame) {
    throw playerError(
      'COMPLEMENT_OTHER_DISC',
      'The complement belongs to another disc than the one that is here.',
      { discOrder: manifest.orderId, complementOrder: orderId },
    );
  }
  checkRest(disc.source, supply.head);
  return new RingedSynthesis(request);
}

class RingedSynthesis implements SynthesisDevice {
  readonly size: number;
  readonly head;
  readonly mainStream;
  readonly #supply: ComplementSupply;
  readonly #clock: Clock;
  readonly #ahead: LookAhead;
  readonly #synthesis: Synthesis;
  readonly #turns = new Turns();
  readonly #states = new StateHolder();
  readonly #closing = new AbortController();
  #cancelWaiting: (() => void) | null = null;

  constructor({ disc, supply, clock, aheadSeconds = USUAL_AHEAD_SECONDS }: SynthesisRequest) {
    this.size = disc.source.size;
    this.head = supply.head;
    this.mainStream = disc.source;
    this.#supply = supply;
    this.#clock = clock;
    this.#ahead = new LookAhead({
      supply,
      clock,
      aheadSeconds: Math.min(aheadSeconds, MOST_AHEAD_SECONDS),
      onChange: () => this.#tell(),
      onFailure: (error) => this.#fail(error),
    });
    const { ring } = this.#ahead;
    this.#synthesis = openSynthesis(disc.source, {
      ...supply.head,
      block: (number) => {
        const block = ring.get(number);
        if (block !== null) return block;
        throw playerError('PLAYER_CLOSED', 'The showing has ended.', { block: number });
      },
    });
    const { ended } = supply;
    const onEnded = () => this.#ahead.endBy(ended?.reason);
    if (ended?.aborted === true) onEnded();
    else ended?.addEventListener('abort', onEnded, { once: true, signal: this.#closing.signal });
  }

  async read(position: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const isWhole = Number.isSafeInteger(position) && Number.isSafeInteger(length);
    if (!isWhole || position < 0 || length < 0 || length > MOST_BYTES_A_READ) {
      throw playerError('PLAYER_READ_OUTSIDE', 'These bytes cannot be read in one piece.', {
        position,
        length,
      });
    }
    const until = AbortSignal.any([signal, this.#closing.signal]);
    until.throwIfAborted();
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - position)));
    if (this.#synthesis.blocksOf(position, bytes.length) === null) {
      this.#synthesis.read(position, bytes);
      return bytes;
    }
    try {
      await this.#turns.take(until, () => this.#fill(position, bytes, until));
      return bytes;
    } catch (error) {
      bytes.fill(0);
      throw error;
    }
  }

  licence() {
    return this.#supply.licence();
  }

  received() {
    return this.#ahead.received;
  }

  state(): PlayerState {
    return this.#states.state;
  }

  onState(listener: (state: PlayerState) => void): () => void {
    return this.#states.on(listener);
  }

  async close(end: ShowingEnd): Promise<void> {
    if (!this.#closing.signal.aborted) {
      const closed = playerError('PLAYER_CLOSED', 'The showing has ended.');
      this.#closing.abort(closed);
      this.#ahead.end(closed);
      this.#synthesis.forget();
      this.#cancelWaiting?.();
      this.#states.set({ at: 'closed' });
    }
    await this.#supply.close(end);
  }

  async #fill(position: number, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      const blocks = this.#synthesis.blocksOf(position + at, piece.length);
      if (blocks !== null) {
        if (this.#ahead.moveTo(blocks.first, blocks.last)) this.#synthesis.forget();
        for (let number = blocks.first; number <= blocks.last; number++) {
          await this.#ahead.need(number, signal);
        }
      }
      signal.throwIfAborted();
      this.#synthesis.read(position + at, piece);
      this.#tell();
      await new Promise(setImmediate);
    }
  }

  #tell(): void {
    const { waitingSince } = this.#ahead;
    if (waitingSince === null) {
      this.#cancelWaiting?.();
      this.#cancelWaiting = null;
      if (this.#ahead.hasEnded) return;
      this.#states.set({ at: 'playing', aheadSeconds: this.#ahead.aheadSeconds });
      return;
    }
    if (this.#cancelWaiting !== null) return;
    const since = this.#clock.now();
    this.#cancelWaiting = this.#clock.after(WAITING_AFTER, () => {
      if (this.#ahead.waitingSince !== null) this.#states.set({ at: 'waiting', since });
    });
  }

  #fail(error: unknown): void {
    this.#cancelWaiting?.();
    this.#cancelWaiting = null;
    if (this.#ahead.hasEnded) this.#synthesis.forget();
    if (!isAppError(error)) return;
    const { date } = error.context;
    this.#states.set({
      at: 'ended',
      code: error.code,
      message: error.message,
      date: typeof date === 'string' ? date : null,
    });
  }
}
