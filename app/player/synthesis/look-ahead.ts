import { viewingRefusalSchema } from '../../contracts/licence.ts';
import type { Clock } from '../../foundation/clock.ts';
import { type AppError, isAppError } from '../../foundation/errors.ts';
import { type Milliseconds, milliseconds, seconds } from '../../foundation/units.ts';
import { type ComplementHead, parseComplementBlock } from '../../split/index.ts';
import { playerError } from '../player-error.ts';
import type { ComplementSupply } from '../ports.ts';
import { Allowance } from './allowance.ts';
import { ComplementRing, RING_BYTES } from './complement-ring.ts';
import { Waiters } from './waiters.ts';
import { KEPT_BEHIND, lastAhead, secondsOf } from './window.ts';

/** Blocks of one request: few while a reader waits, so that a slow line gives the first one soon. */
const BLOCKS_WHEN_WAITING = 4;
const BLOCKS_AHEAD = 16;
/** Of what is held ahead and what the bank would give at once, this part is held ahead: the rest is for seeks. */
const HELD_AHEAD = 1 / 3;
/** How long blocks of a place are kept after a seek: a player that opens a film looks at its end, and comes back. */
const PARKED_FOR = seconds(10);
/** How long a reader waits without any contact before it is told. */
const PATIENCE = seconds(30);

export interface LookAheadParts {
  readonly supply: ComplementSupply;
  readonly clock: Clock;
  readonly aheadSeconds: number;
  /** Something came, or somebody began or ceased to wait. */
  onChange(): void;
  /** The supply failed, for good or for somebody who waited. */
  onFailure(error: unknown): void;
}

/**
 * Keeps the ring filled ahead of the reader: one request at a time, and none that the reader no longer needs.
 */
export class LookAhead {
  readonly ring = new ComplementRing();
  readonly #parts: LookAheadParts;
  readonly #head: ComplementHead;
  readonly #allowance: Allowance;
  readonly #waiters = new Waiters();
  #block = 0;
  #needed = -1;
  #last = -1;
  /** Playing time that was read since the last seek, as far as it matters. */
  #stayed = 0;
  #forgetParked: () => void = () => {};
  /** Whether a block was left out because the ring had no room for it. */
  #isFull = false;
  #fetching: {
    readonly first: number;
    readonly end: number;
    readonly stop: AbortController;
  } | null = null;
  #failure: unknown = null;
  #receivedBytes = 0;
  #receivedSeconds = 0;

  constructor(parts: LookAheadParts) {
    this.#parts = parts;
    this.#head = parts.supply.head;
    this.#allowance = new Allowance(parts.clock, parts.supply.lookAheadSeconds ?? Infinity);
  }

  /** Since when somebody waits, of the monotonic clock; null: nobody does. */
  get waitingSince(): number | null {
    return this.#waiters.since;
  }

  /** What came so far, blocks that came twice counted twice. */
  get received(): { readonly bytes: number; readonly seconds: number } {
    return { bytes: this.#receivedBytes, seconds: this.#receivedSeconds };
  }

  /** Playing time that is held without a gap from the reader's block on, in seconds. */
  get aheadSeconds(): number {
    return secondsOf(this.#head, this.#block, this.#held());
  }

  /** How many blocks there are without a gap from the reader's on. */
  #held(): number {
    let count = 0;
    while (this.ring.has(this.#block + count)) count += 1;
    return count;
  }

  /**
   * The reader is in `block` now, and needs all up to `needed`. What is no longer near is zeroised, what is missing is asked
   * for; a request that the reader would have to wait for in vain is given up.
   *
   * The window opens as the reader stays: after a seek it is what the reader needs, and grows by what it reads. A player that
   * looks for a place in a film reads at many, a little each, and the bank gives only so much more than time passes.
   *
   * @returns whether it was a seek.
   */
  moveTo(block: number, needed: number): boolean {
    const { aheadSeconds } = this.#parts;
    const isSeek = block < this.#block - KEPT_BEHIND || block > this.#last + 1;
    if (block > this.#block || isSeek) this.#isFull = false;
    if (isSeek) {
      this.#park();
    } else if (block > this.#block) {
      const read = secondsOf(this.#head, this.#block, block - this.#block);
      this.#stayed = Math.min(aheadSeconds, this.#stayed + read);
    }
    this.#block = block;
    this.#needed = needed;
    const share = HELD_AHEAD * (this.aheadSeconds + this.#allowance.left);
    const last = lastAhead(this.#head, block, needed, Math.min(this.#stayed, share));
    this.#last = Math.max(last, block + this.#held() - 1);
    this.ring.keep(block - KEPT_BEHIND, this.#last);
    this.#fill();
    return isSeek;
  }

  /** Waits until a block of the window is there. @throws what the supply throws; the signal's reason. */
  need(block: number, signal: AbortSignal): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.ring.has(block)) return Promise.resolve();
    const onChange = () => this.#parts.onChange();
    const since = this.#parts.clock.monotonic();
    const isThere = this.#waiters.add(block, since, signal, onChange);
    onChange();
    this.#fill();
    return isThere;
  }

  /** Whether nothing more will come. */
  get hasEnded(): boolean {
    return this.#failure !== null;
  }

  /** The right has ended, whoever noticed it. */
  endBy(error: unknown): void {
    if (this.hasEnded) return;
    this.end(error);
    this.#parts.onFailure(error);
  }

  /** Gives everybody who waits, and whoever comes, this error; zeroises the ring. */
  end(error: unknown): void {
    this.#failure ??= error;
    this.#fetching?.stop.abort(this.#failure);
    this.#fetching = null;
    this.#forgetParked();
    this.ring.clear();
    this.#waiters.rejectAll(this.#failure);
  }

  #park(): void {
    this.#stayed = 0;
    this.ring.park();
    this.#forgetParked();
    this.#forgetParked = this.#parts.clock.after(PARKED_FOR, () => this.ring.dropParked());
  }

  /** The first block from the reader's on that is not there; null: nothing is wanted. */
  #firstMissing(): number | null {
    for (let number = this.#block; number <= this.#last; number++) {
      if (this.ring.has(number)) continue;
      return number > this.#needed && this.#isFull ? null : number;
    }
    return null;
  }

  #fill(): void {
    if (this.#failure !== null) return;
    const first = this.#firstMissing();
    if (this.#fetching !== null) {
      const { first: from, end, stop } = this.#fetching;
      const isOfUse = first === null || (first >= from && first < end);
      if (isOfUse) return;
      stop.abort();
      this.#fetching = null;
    }
    if (first !== null) void this.#fetch(first, this.#batchFrom(first), null);
  }

  #batchFrom(first: number): number {
    const most = first <= this.#needed ? BLOCKS_WHEN_WAITING : BLOCKS_AHEAD;
    let count = 1;
    while (count < most && first + count <= this.#last && !this.ring.has(first + count)) count += 1;
    return count;
  }

  /** @param within after so long the error that came before is given to whoever waits. */
  async #fetch(first: number, count: number, retry: Retry | null): Promise<void> {
    const { supply, clock } = this.#parts;
    const fetching = { first, end: first + count, stop: new AbortController() };
    this.#fetching = fetching;
    const giveUp =
      retry === null ? () => {} : clock.after(retry.within, () => fetching.stop.abort(retry.error));
    let payloads: readonly Uint8Array[];
    try {
      payloads = await supply.fetch(first, count, fetching.stop.signal);
    } catch (error) {
      if (this.#fetching !== fetching) return;
      this.#fetching = null;
      this.#fail(error, retry === null ? { first, count } : null);
      return;
    } finally {
      giveUp();
    }
    if (this.#fetching !== fetching) {
      for (const payload of payloads) payload.fill(0);
      return;
    }
    this.#fetching = null;
    try {
      this.#take(first, payloads);
    } catch (error) {
      for (const payload of payloads) payload.fill(0);
      this.#fail(error, null);
      return;
    }
    this.#fill();
  }

  /** @throws AppError `COMPLEMENT_DAMAGED`, `BANK_BAD_REPLY`; nothing is held of them then. */
  #take(first: number, payloads: readonly Uint8Array[]): void {
    if (payloads.length === 0) {
      throw playerError('BANK_BAD_REPLY', 'No block came where one was asked for.', { first });
    }
    const parsed = payloads.map((payload, index) => {
      const number = first + index;
      return { number, payload, block: parseComplementBlock(this.#head, number, payload) };
    });
    for (const { number, block, payload } of parsed) {
      this.#receivedBytes += payload.length;
      if (this.ring.bytes + payload.length > RING_BYTES) this.ring.dropParked();
      const fits = this.ring.bytes + payload.length <= RING_BYTES;
      if (fits || number <= this.#needed) {
        this.ring.put(number, block, payload);
      } else {
        this.#isFull = true;
        payload.fill(0);
      }
    }
    const received = secondsOf(this.#head, first, payloads.length);
    this.#receivedSeconds += received;
    this.#allowance.spend(received);
    this.ring.keep(this.#block - KEPT_BEHIND, this.#last);
    this.#waiters.resolveWhere((block) => this.ring.has(block));
    this.#parts.onChange();
  }

  /** @param again what may be asked for once more; null: nothing. */
  #fail(error: unknown, again: { readonly first: number; readonly count: number } | null): void {
    const waited = this.waitingSince;
    if (isAppError(error, 'PLAYER_NO_CONTACT') && waited !== null && again !== null) {
      const left = waited + PATIENCE - this.#parts.clock.monotonic();
      if (left > 0) {
        // The line was gone before the look-ahead was: whoever waits has its whole patience.
        void this.#fetch(again.first, again.count, { error, within: milliseconds(left) });
        return;
      }
    }
    if (!mayGoOn(error)) {
      this.endBy(error);
      return;
    }
    this.#waiters.rejectAll(error);
    // While nobody waits nobody is told: the next who reads asks again.
    if (waited !== null) this.#parts.onFailure(error);
  }
}

/** Whether another try may give what this one did not. */
function mayGoOn(error: unknown): boolean {
  const isRefusal = isAppError(error) && viewingRefusalSchema.safeParse(error.code).success;
  return isAppError(error) && error.remedy === 'retry' && !isRefusal;
}

interface Retry {
  readonly error: AppError;
  readonly within: Milliseconds;
}
