import { type FileOperations, fileOperations } from '../../delivery/stick/file-operations.ts';
import { keyOfJwk, type StickKey } from '../../delivery/stick/compact-jws.ts';
import {
  isResumable,
  nextShowing,
  refusalAt,
  statusOfStick,
  stickTime,
} from '../../delivery/stick/showing-rules.ts';
import { type Clock, instantOf, pause } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import { milliseconds, minutes, seconds } from '../../foundation/units.ts';
import { parseComplementHead } from '../../split/index.ts';
import type { DeviceKeyStore } from '../account/device-keys.ts';
import { playerError } from '../player-error.ts';
import type { ComplementSupply, PlayerDisc } from '../ports.ts';
import { countShowing } from './count-showing.ts';
import { believeStick, checkThere, type OpenedStick, openStick } from './open-stick.ts';
import { checkNotOver } from './ended-sticks.ts';
import { readSeenAt, ReceiptBook, writeSeenAt } from './receipt-book.ts';
import type { FindCounter, ShowingCounter } from './showing-counter.ts';
import { lockStick, type StickLock } from './stick-lock.ts';
import { tpmCounter } from './tpm-counter.ts';

export interface StickSupplyParts {
  readonly disc: Pick<PlayerDisc, 'manifest'>;
  /** Where the stick is mounted: the folder that holds `DIPTYCH`. */
  readonly folder: string;
  /** Receipts are copied into its folder. */
  readonly keys: Pick<DeviceKeyStore, 'folder' | 'publicKeys' | 'stickKey'>;
  /** The bank's, as it was learned when this player enrolled. */
  readonly licenceKey: StickKey;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly files?: FileOperations;
  readonly findCounter?: FindCounter;
}

/** How long a picture waits for a stick that was pulled out, and how often it looks. */
const GONE_FOR = seconds(30);
const LOOK_EVERY = milliseconds(500);
/** How often the time is written down while a film runs. */
const NOTE_TIME_EVERY = minutes(10);

/**
 * The complement from a stick, without a network. Everything on the stick is believed, and a showing must be left, before this
 * returns; it is counted with the first block, on the stick and in the player's folder, before that block is given away.
 *
 * @throws AppError `STICK_…`, `SHOWINGS_USED`, `CLOCK_SET_BACK` as `app/delivery/stick/stick-error.ts` names them;
 *   `STICK_MIRROR_FAILED`.
 */
export async function openStickSupply(parts: StickSupplyParts): Promise<ComplementSupply> {
  const { clock, disc, findCounter = tpmCounter, keys } = parts;
  const place = { ...parts, root: parts.folder };
  const believed = believeStick(place, disc.manifest.orderId);
  checkNotOver(parts.files ?? fileOperations, keys.folder, believed.licence.stickId);
  const lock = await lockStick(believed.licence.stickId);
  let stick: OpenedStick | null = null;
  try {
    stick = await openStick(place, believed);
    const { licence, places } = stick;
    const counter = licence.counter === null ? null : findCounter(licence.counter);
    const supply = new StickSupply(parts, stick, lock, counter);
    const { chain } = ReceiptBook.open(places, supply.context);
    const seenAt = readSeenAt(places.files, keys.folder);
    nextShowing(licence, chain, stickTime(clock.now(), licence, chain, seenAt));
    supply.notice(chain);
    return supply;
  } catch (error) {
    stick?.body.forget();
    await lock.release();
    throw error;
  }
}

class StickSupply implements ComplementSupply {
  readonly head: ComplementSupply['head'];
  readonly context: Parameters<typeof ReceiptBook.open>[1];
  readonly #parts: StickSupplyParts;
  readonly #stick: OpenedStick;
  readonly #lock: StickLock;
  readonly #counter: ShowingCounter | null;
  #chain: ReceiptBook['chain'] = { lines: [], receipts: [] };
  readonly #stopped = new AbortController();
  #begun: Promise<void> | null = null;
  /** The clocks when the showing began or went on; null: not yet. */
  #since: { readonly at: number; readonly monotonic: number } | null = null;
  #notedAt = 0;
  #closing: Promise<void> | null = null;

  constructor(
    parts: StickSupplyParts,
    stick: OpenedStick,
    lock: StickLock,
    counter: ShowingCounter | null,
  ) {
    this.#parts = parts;
    this.#stick = stick;
    this.#lock = lock;
    this.#counter = counter;
    this.head = parseComplementHead(stick.body.head);
    this.context = {
      stickId: stick.licence.stickId,
      genesis: stick.genesis,
      publicKey: keyOfJwk(parts.keys.publicKeys.stick),
    };
  }

  /** Takes over what was read of the receipts. */
  notice(chain: ReceiptBook['chain']): void {
    this.#chain = chain;
  }

  licence() {
    return statusOfStick(this.#stick.licence, this.#chain, instantOf(this.#now()));
  }

  fetch(first: number, count: number, signal: AbortSignal): Promise<readonly Uint8Array[]> {
    const { body, licence } = this.#stick;
    return this.#patiently(AbortSignal.any([signal, this.#parts.signal]), async (both) => {
      // A film that is left open, or runs in a loop, is another showing the next day.
      if (this.#since !== null && !isResumable(licence, this.#chain, instantOf(this.#now()))) {
        this.#since = null;
        this.#begun = null;
      }
      await this.#begin();
      both.throwIfAborted();
      const now = this.#now();
      const refusal = refusalAt(licence, this.#chain, instantOf(now));
      if (refusal !== null) throw refusal;
      this.#noteTime(now);
      checkThere(this.#stick);
      const payloads: Uint8Array[] = [];
      for (let number = first; number < Math.min(first + count, body.blocks); number++) {
        payloads.push(body.payload(number));
      }
      body.rest();
      return payloads;
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopped.abort(playerError('PLAYER_CLOSED', 'The showing has ended.'));
    try {
      // What is being written is written to its end before another player may have the stick.
      await this.#begun?.catch(() => {});
      if (this.#since !== null) this.#noteTime(Infinity);
    } finally {
      this.#stick.body.forget();
      await this.#lock.release();
    }
  }

  /**
   * Counts once, whoever asks first, and however soon that one asks for something else. Where it fails, the next one finds out
   * how far it came.
   */
  async #begin(): Promise<void> {
    this.#begun ??= this.#count(AbortSignal.any([this.#parts.signal, this.#stopped.signal]));
    try {
      await this.#begun;
    } catch (error) {
      this.#begun = null;
      throw error;
    }
  }

  async #count(signal: AbortSignal): Promise<void> {
    const { clock, keys } = this.#parts;
    const { licence, places } = this.#stick;
    checkThere(this.#stick);
    const book = ReceiptBook.open(places, this.context);
    const seenAt = readSeenAt(places.files, keys.folder);
    const at = stickTime(clock.now(), licence, book.chain, seenAt);
    const counter = this.#counter;
    await countShowing({ licence, book, counter, key: keys.stickKey }, at, signal);
    writeSeenAt(places.files, keys.folder, at);
    this.#chain = book.chain;
    this.#notedAt = Date.parse(at);
    this.#since = { at: Date.parse(at), monotonic: clock.monotonic() };
  }

  /** Milliseconds since 1970; goes on also where the clock is stepped back while a film runs. */
  #now(): number {
    const { clock } = this.#parts;
    if (this.#since === null) return clock.now();
    const passed = clock.monotonic() - this.#since.monotonic;
    return Math.max(clock.now(), Math.floor(this.#since.at + passed));
  }

  #noteTime(now: number): void {
    if (now < this.#notedAt + NOTE_TIME_EVERY) return;
    const at = Math.max(this.#now(), this.#notedAt);
    writeSeenAt(this.#stick.places.files, this.#parts.keys.folder, instantOf(at));
    this.#notedAt = at;
  }

  /** The picture waits for a stick that was pulled out, half a minute. */
  async #patiently<T>(signal: AbortSignal, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock } = this.#parts;
    const until = clock.monotonic() + GONE_FOR;
    for (;;) {
      signal.throwIfAborted();
      try {
        return await act(signal);
      } catch (error) {
        if (!isAppError(error, 'STICK_GONE') || clock.monotonic() >= until) throw error;
      }
      await pause(clock, LOOK_EVERY, signal);
    }
  }
}
