import { pause } from '../../app/foundation/clock.ts';
import { AppError, isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type {
  DeliveryGate,
  DeliveryGateCapabilities,
  deliveryGateErrorCodes,
  DeliveryGateStatus,
  GateSlot,
  PresentOutcome,
} from './contract.ts';
import type { KerongState } from './kerong-codec.ts';
import { LockBoard } from './lock-board.ts';

export interface KerongGateOptions extends DriverServices {
  /** 19 200 baud, 8N1. */
  readonly line: SerialLine;
  /** Compartments wired to the board, at locks 0 and up: at most 16. */
  readonly slots: number;
}

const POLL = milliseconds(200);
/** Between looks at doors that nobody should open. */
const IDLE_POLL = seconds(2);
/** A bolt that has not moved by then does not move. */
const OPEN_LIMIT = seconds(3);
/** A bolt that latched again before its time is released again, at most this often. */
const PULSE = seconds(1);
/** How long a door may stay open once its time is over. */
const CLOSE_LIMIT = seconds(60);

type GateErrorCode = (typeof deliveryGateErrorCodes)[number];

/**
 * Opens the compartments behind a KR-CU16 board. Every bolt stays as it is, that is locked.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer.
 */
export async function openKerongGate(options: KerongGateOptions): Promise<DeliveryGate> {
  const board = new LockBoard(options.line, options.clock, 0);
  const state = await board.query();
  return new KerongGate(options, board, state);
}

class KerongGate implements DeliveryGate {
  readonly capabilities: DeliveryGateCapabilities;
  readonly #options: KerongGateOptions;
  readonly #board: LockBoard;
  readonly #turn = new Turn('The gate');
  readonly #status: StatusCell<DeliveryGateStatus>;
  /** Slots that have been unlocked and not been seen locked since: the others have no reason to be open. */
  readonly #released = new Set<number>();
  /** What the sensors cannot say: slots whose bolt, or whose door, did not move when it should have. */
  readonly #jams = new Map<number, 'jammedClosed' | 'jammedOpen'>();
  #stopWatching: () => void = () => {};
  #closed = false;

  constructor(options: KerongGateOptions, board: LockBoard, first: KerongState) {
    this.#options = options;
    this.#board = board;
    this.capabilities = {
      model: 'Kerong KR-CU16',
      slots: options.slots,
      itemSensors: true,
    };
    this.#status = new StatusCell<DeliveryGateStatus>({
      health: 'online',
      reason: '',
      slots: this.#slotsOf(first),
    });
    this.#see(first);
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
      const before = await this.#slot(slot);
      if (before.shutter === 'jammedOpen') throw gateError('GATE_JAMMED_OPEN', slot);
      if (before.shutter === 'open') throw gateError('GATE_FORCED_OPEN', slot);
      if (before.item !== 'present') throw gateError('GATE_NO_ITEM', slot);
      if (options.signal?.aborted) throw deviceCanceled('Presenting', options.signal.reason);
      // From here on a customer may have the disc: what cannot be seen any more is unknown, never an error.
      try {
        if (!(await this.#open(slot))) return 'unknown';
        onOpen();
        return await this.#awaitTaking(slot, takeWithin, options.signal);
      } catch (error) {
        if (isAppError(error, 'DEVICE_OFFLINE')) return 'unknown';
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopWatching();
    await this.#options.line.close();
    this.#status.update({ health: 'offline', reason: 'The gate is not in use.' });
  }

  /** @returns false where the bolt was not seen to move, and yet what lay there is gone. */
  async #open(slot: number): Promise<boolean> {
    const { clock } = this.#options;
    this.#released.add(slot);
    await this.#board.unlock(slot - 1);
    let lastPulse = clock.monotonic();
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
      if (now - lastPulse >= PULSE) {
        await this.#board.unlock(slot - 1);
        lastPulse = now;
      }
      await pause(clock, POLL);
    }
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
      const now = clock.monotonic();
      if (now >= until || signal?.aborted) return this.#awaitClosing(slot, false);
      if (shutter === 'closed' && now - lastPulse >= PULSE) {
        await this.#board.unlock(slot - 1);
        this.#released.add(slot);
        lastPulse = now;
      }
      await pause(clock, POLL);
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
      if (shutter === 'closed') {
        if (item === 'absent') return 'taken';
        return wasEmpty ? 'unknown' : 'notTaken';
      }
      if (clock.monotonic() >= deadline) {
        await this.#mark(slot, 'jammedOpen');
        throw gateError('GATE_JAMMED_OPEN', slot, { item });
      }
      await pause(clock, POLL);
    }
  }

  async #slot(slot: number): Promise<GateSlot> {
    await this.#look();
    return this.status.slots[slot - 1] ?? { shutter: 'unknown', item: 'unknown' };
  }

  async #look(): Promise<void> {
    try {
      this.#see(await this.#board.query());
    } catch (error) {
      const slots = this.status.slots.map(() => ({ shutter: 'unknown', item: 'unknown' }) as const);
      this.#status.update({ health: 'noDevice', reason: 'The lock board does not answer.', slots });
      throw error;
    }
  }

  #see(state: KerongState): void {
    const forced: number[] = [];
    for (let slot = 1; slot <= this.#options.slots; slot += 1) {
      const locked = state.locked[slot - 1] === true;
      const jam = this.#jams.get(slot);
      if (jam === (locked ? 'jammedOpen' : 'jammedClosed')) this.#jams.delete(slot);
      if (locked) this.#released.delete(slot);
      else if (!this.#released.has(slot)) forced.push(slot);
    }
    const allJammed = this.#jams.size === this.#options.slots;
    this.#status.update({ slots: this.#slotsOf(state), ...healthOf(forced, allJammed) });
  }

  #slotsOf(state: KerongState): GateSlot[] {
    return Array.from({ length: this.#options.slots }, (_, index) => ({
      shutter: this.#jams.get(index + 1) ?? (state.locked[index] === true ? 'closed' : 'open'),
      item: state.occupied[index] === true ? 'present' : 'absent',
    }));
  }

  async #mark(slot: number, jam: 'jammedClosed' | 'jammedOpen'): Promise<void> {
    this.#jams.set(slot, jam);
    await this.#look();
  }

  #watch(): void {
    this.#stopWatching = this.#options.clock.after(IDLE_POLL, () => {
      if (this.#closed) return;
      void this.#lookWhenIdle();
    });
  }

  async #lookWhenIdle(): Promise<void> {
    try {
      if (this.#turn.running === null) await this.#look();
    } catch (error) {
      this.#options.logger.debug({ error }, 'The lock board did not answer.');
    }
    if (!this.#closed) this.#watch();
  }
}

function healthOf(
  forced: readonly number[],
  allJammed: boolean,
): Pick<DeliveryGateStatus, 'health' | 'reason'> {
  if (forced.length > 0) {
    return { health: 'fraudAttempt', reason: `Slot ${forced.join(', ')} was forced open.` };
  }
  if (allJammed) return { health: 'hardwareError', reason: 'Every slot is jammed.' };
  return { health: 'online', reason: '' };
}

const MESSAGES: Readonly<Record<GateErrorCode, string>> = {
  GATE_NO_ITEM: 'There is nothing in the slot.',
  GATE_JAMMED_CLOSED: 'The slot does not open.',
  GATE_JAMMED_OPEN: 'The slot does not close.',
  GATE_FORCED_OPEN: 'The slot is open though nobody unlocked it.',
};

function gateError(
  code: GateErrorCode,
  slot: number,
  context: Readonly<Record<string, unknown>> = {},
): AppError {
  return new AppError(code, MESSAGES[code], {
    remedy: 'call-attendant',
    context: { slot, ...context },
  });
}
