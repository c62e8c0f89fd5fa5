import { pause } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceOffline, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type {
  DeliveryGate,
  DeliveryGateCapabilities,
  DeliveryGateStatus,
  GateSlot,
  PresentOutcome,
} from './contract.ts';
import { gateError } from './gate-errors.ts';
import type { LockBoard, LockReading } from './lock-board.ts';

export interface LockedGateOptions extends DriverServices {
  readonly board: LockBoard;
  readonly slots: number;
}

const POLL = milliseconds(200);
/** Between looks at doors that nobody should open. */
const IDLE_POLL = seconds(2);
/** A bolt that has not moved by then does not move. */
const OPEN_LIMIT = seconds(3);
/** A bolt that latched again before its time is released again, at most this often; it moves within this time, or not at all. */
const PULSE = seconds(1);
/** How long a door may stay open once its time is over. */
const CLOSE_LIMIT = seconds(60);

/**
 * Opens the compartments behind a board of locks. Every bolt stays as it is, that is locked.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer; it is closed then.
 */
export async function openLockedGate(options: LockedGateOptions): Promise<DeliveryGate> {
  try {
    return new LockedGate(options, await options.board.readState());
  } catch (error) {
    await options.board.close();
    throw error;
  }
}

/** What all gates do alike: they look, unlock one slot, watch its hook and its item, and see it locked again. */
class LockedGate implements DeliveryGate {
  readonly capabilities: DeliveryGateCapabilities;
  readonly #options: LockedGateOptions;
  readonly #turn = new Turn('The gate');
  readonly #status: StatusCell<DeliveryGateStatus>;
  /** Slots that have been unlocked and not been seen locked since: the others have no reason to be open. */
  readonly #released = new Set<number>();
  /** Slots that stood open when the board was first looked at: who opened them, this program or a person, nobody knows. */
  readonly #foundOpen = new Set<number>();
  /** The slot that is being presented: while its bolt has not moved yet it is seen locked, and is released all the same. */
  #presented: number | null = null;
  /** When that bolt was released last, if its door has not been seen open since: it may still move. */
  #pulsedAt: number | null = null;
  /** What the sensors cannot say: slots whose bolt, or whose door, did not move when it should have. */
  readonly #jams = new Map<number, 'jammedClosed' | 'jammedOpen'>();
  /** Aborted when the board is lost: nobody waits any longer for what it would say. */
  readonly #gone = new AbortController();
  #stopWatching: () => void = () => {};
  #closed = false;

  constructor(options: LockedGateOptions, first: readonly LockReading[]) {
    this.#options = options;
    const { board, slots } = options;
    this.capabilities = { model: board.model, slots, itemSensors: board.hasItemSensors };
    this.#status = new StatusCell<DeliveryGateStatus>({
      health: 'online',
      reason: '',
      slots: this.#slotsOf(first),
    });
    for (let slot = 1; slot <= slots; slot += 1) {
      if (first[slot - 1]?.isLocked !== true) this.#foundOpen.add(slot);
    }
    this.#see(first);
    board.onLost(() => this.#lose());
    this.#watch();
  }

  get status(): DeliveryGateStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeliveryGateStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  async readState(options: CommandOptions = {}): Promise<DeliveryGateStatus> {
    if (this.#closed) throw deviceSequence('The gate is not in use any more.');
    if (options.signal?.aborted) throw deviceCanceled('Looking at the gate', options.signal.reason);
    for (const [slot, jam] of this.#jams) if (jam === 'jammedClosed') this.#jams.delete(slot);
    await this.#look();
    return this.status;
  }

  present(
    slot: number,
    takeWithin: Milliseconds,
    onOpen: () => void,
    options: CommandOptions = {},
  ): Promise<PresentOutcome> {
    if (this.#closed || slot < 1 || slot > this.#options.slots) {
      return Promise.reject(deviceSequence(`Slot ${slot} cannot be presented.`));
    }
    return this.#turn.take(`presenting slot ${slot}`, async () => {
      const before = await this.#shutSlot(slot);
      if (before.item === 'absent') throw gateError('GATE_NO_ITEM', slot);
      if (options.signal?.aborted) throw deviceCanceled('Presenting', options.signal.reason);
      // From here on a customer may have the disc: what cannot be seen any more is unknown, never an error.
      this.#presented = slot;
      try {
        if (!(await this.#open(slot))) return 'unknown';
        onOpen();
        return await this.#awaitTaking(slot, takeWithin, options.signal);
      } catch (error) {
        if (isAppError(error) && error.code.startsWith('DEVICE_')) return 'unknown';
        throw error;
      } finally {
        this.#presented = null;
      }
    });
  }

  exercise(slot: number, onOpen: () => void, options: CommandOptions = {}): Promise<void> {
    if (this.#closed || slot < 1 || slot > this.#options.slots) {
      return Promise.reject(deviceSequence(`Slot ${slot} cannot be tried.`));
    }
    return this.#turn.take(`trying slot ${slot}`, async () => {
      const before = await this.#shutSlot(slot);
      if (before.item === 'present') throw gateError('GATE_NOT_EMPTY', slot);
      if (options.signal?.aborted) throw deviceCanceled('Trying a slot', options.signal.reason);
      this.#presented = slot;
      try {
        if (!(await this.#open(slot))) {
          this.#released.delete(slot);
          await this.#mark(slot, 'jammedClosed');
          throw gateError('GATE_JAMMED_CLOSED', slot);
        }
        onOpen();
        await this.#awaitClosing(slot, false);
      } finally {
        this.#presented = null;
      }
    });
  }

  /** @throws AppError `GATE_JAMMED_OPEN`, `GATE_FORCED_OPEN` where it is not shut. */
  async #shutSlot(slot: number): Promise<GateSlot> {
    const before = await this.#slot(slot);
    if (before.shutter === 'jammedOpen') throw gateError('GATE_JAMMED_OPEN', slot);
    if (before.shutter === 'open') throw gateError('GATE_FORCED_OPEN', slot);
    return before;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    this.#gone.abort(deviceOffline('The lock board'));
    await this.#options.board.close();
    this.#status.update({ health: 'offline', reason: 'The gate is not in use.' });
  }

  /** @returns false where the bolt was not seen to move, and yet what lay there is gone. */
  async #open(slot: number): Promise<boolean> {
    const { clock } = this.#options;
    let lastPulse = await this.#unlock(slot);
    const deadline = lastPulse + OPEN_LIMIT;
    for (;;) {
      const { shutter, item } = await this.#slot(slot);
      if (shutter === 'open') return true;
      const now = clock.monotonic();
      if (now >= deadline) {
        if (item === 'absent') return false;
        this.#released.delete(slot);
        await this.#mark(slot, 'jammedClosed');
        throw gateError('GATE_JAMMED_CLOSED', slot);
      }
      // None so late that the bolt could still move once it has been called jammed.
      if (now - lastPulse >= PULSE && now + PULSE <= deadline) {
        lastPulse = await this.#unlock(slot);
      }
      await pause(clock, POLL, this.#gone.signal);
    }
  }

  /** @returns when the bolt was released. */
  async #unlock(slot: number): Promise<number> {
    this.#released.add(slot);
    await this.#options.board.unlock(slot);
    this.#pulsedAt = this.#options.clock.monotonic();
    return this.#pulsedAt;
  }

  async #awaitTaking(
    slot: number,
    takeWithin: Milliseconds,
    signal: AbortSignal | undefined,
  ): Promise<PresentOutcome> {
    const { clock } = this.#options;
    const until = clock.monotonic() + takeWithin;
    let lastPulse = clock.monotonic();
    for (;;) {
      const { shutter, item } = await this.#slot(slot);
      if (item === 'absent') return this.#awaitClosing(slot, true);
      // Without a sensor the door is all that tells anything: whoever shut it has finished.
      if (item === 'unknown' && shutter === 'closed') return 'unknown';
      const now = clock.monotonic();
      if (now >= until || signal?.aborted) return this.#awaitClosing(slot, false);
      if (shutter === 'closed' && now - lastPulse >= PULSE) lastPulse = await this.#unlock(slot);
      await pause(clock, POLL, this.#gone.signal);
    }
  }

  /**
   * @param wasTaken whether the slot was seen empty: what lies in it after that is not known to be what was presented.
   */
  async #awaitClosing(slot: number, wasTaken: boolean): Promise<PresentOutcome> {
    const { clock } = this.#options;
    let wasEmpty = wasTaken;
    const deadline = clock.monotonic() + CLOSE_LIMIT;
    for (;;) {
      const { shutter, item } = await this.#slot(slot);
      wasEmpty ||= item === 'absent';
      if (shutter === 'closed' && !this.#mayStillOpen()) {
        this.#released.delete(slot);
        if (item === 'absent') return 'taken';
        return wasEmpty || item === 'unknown' ? 'unknown' : 'notTaken';
      }
      if (clock.monotonic() >= deadline) {
        await this.#mark(slot, 'jammedOpen');
        throw gateError('GATE_JAMMED_OPEN', slot, { item });
      }
      await pause(clock, POLL, this.#gone.signal);
    }
  }

  #mayStillOpen(): boolean {
    const { clock } = this.#options;
    return this.#pulsedAt !== null && clock.monotonic() - this.#pulsedAt < PULSE;
  }

  async #slot(slot: number): Promise<GateSlot> {
    await this.#look();
    const seen = this.status.slots[slot - 1] ?? { shutter: 'unknown', item: 'unknown' };
    if (seen.shutter === 'open') this.#pulsedAt = null;
    return seen;
  }

  async #look(): Promise<void> {
    try {
      this.#see(await this.#options.board.readState());
    } catch (error) {
      this.#knowNothing();
      throw error;
    }
  }

  #lose(): void {
    this.#gone.abort(deviceOffline('The lock board'));
    if (!this.#closed) this.#knowNothing();
  }

  #knowNothing(): void {
    const slots = this.status.slots.map(() => ({ shutter: 'unknown', item: 'unknown' }) as const);
    this.#status.update({ health: 'noDevice', reason: 'The lock board does not answer.', slots });
  }

  #see(state: readonly LockReading[]): void {
    const forced: number[] = [];
    for (let slot = 1; slot <= this.#options.slots; slot += 1) {
      const locked = state[slot - 1]?.isLocked === true;
      const jam = this.#jams.get(slot);
      if (jam === (locked ? 'jammedOpen' : 'jammedClosed')) this.#jams.delete(slot);
      if (locked) this.#foundOpen.delete(slot);
      const mayBeOpen = this.#released.has(slot) || this.#foundOpen.has(slot);
      if (!locked && !mayBeOpen) forced.push(slot);
      if (locked && slot !== this.#presented) this.#released.delete(slot);
    }
    const allJammed = this.#jams.size === this.#options.slots;
    this.#status.update({
      slots: this.#slotsOf(state),
      ...healthOf(forced, [...this.#foundOpen], allJammed),
    });
  }

  #slotsOf(state: readonly LockReading[]): GateSlot[] {
    return Array.from({ length: this.#options.slots }, (_, index) => {
      const { hasItem = null, isLocked = false } = state[index] ?? {};
      return {
        shutter: this.#jams.get(index + 1) ?? (isLocked ? 'closed' : 'open'),
        item: hasItem === null ? 'unknown' : hasItem ? 'present' : 'absent',
      };
    });
  }

  async #mark(slot: number, jam: 'jammedClosed' | 'jammedOpen'): Promise<void> {
    this.#jams.set(slot, jam);
    await this.#look();
  }

  #watch(): void {
    this.#stopWatching = this.#options.clock.after(IDLE_POLL, () => {
      if (this.#closed || this.#gone.signal.aborted) return;
      void this.#lookWhenIdle();
    });
  }

  async #lookWhenIdle(): Promise<void> {
    try {
      if (this.#turn.running === null) await this.#look();
    } catch (error) {
      this.#options.logger.debug({ error }, 'The lock board did not answer.');
    }
    if (!this.#closed && !this.#gone.signal.aborted) this.#watch();
  }
}

function healthOf(
  forced: readonly number[],
  foundOpen: readonly number[],
  allJammed: boolean,
): Pick<DeliveryGateStatus, 'health' | 'reason'> {
  if (forced.length > 0) {
    return { health: 'fraudAttempt', reason: `Slot ${forced.join(', ')} was forced open.` };
  }
  if (foundOpen.length > 0) {
    return { health: 'userError', reason: `Slot ${foundOpen.join(', ')} stands open.` };
  }
  if (allJammed) return { health: 'hardwareError', reason: 'Every slot is jammed.' };
  return { health: 'online', reason: '' };
}
