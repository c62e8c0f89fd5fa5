import type { DeliveryGate, PresentOutcome } from '../../../../drivers/delivery-gate/contract.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Milliseconds } from '../../../foundation/units.ts';
import type { OrderRecord, KioskRecords } from '../records/kiosk-records.ts';
import { changeDisc, changeSlot, noteInGripper } from '../records/kiosk-records.ts';
import type { ActRunner } from './act-runner.ts';
import type { DiscCarrier } from './disc-carrier.ts';
import { isWorking } from './drive-pool.ts';
import type { Lock } from './lock.ts';
import type { OrderDesk, OrderHappening } from './order-desk.ts';

export interface PresentationParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly gate: DeliveryGate;
  readonly gateLock: Lock;
  readonly carrier: DiscCarrier;
  readonly takeWithin: Milliseconds;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Gives finished discs out, looks after slots, and takes back what nobody collected. The sensors have the last word. */
export class Presentation {
  readonly #parts: PresentationParts;

  constructor(parts: PresentationParts) {
    this.#parts = parts;
  }

  /** Looks whether the gate works and the disc lies locked in its slot. Moves nothing. */
  async check(orderId: string, slot: number): Promise<void> {
    const isThere = this.#parts.acts.mayBegin('present.started') && (await this.#isLockedIn(slot));
    this.#parts.desk.happen(orderId, { is: isThere ? 'presentable' : 'notPresentable' });
  }

  /** Opens the slot, once for each `presenting`: the release is recorded before the lock moves. */
  async present(orderId: string, slot: number): Promise<void> {
    await this.#parts.gateLock.hold(() => this.#presentOnce(orderId, slot));
  }

  async #presentOnce(orderId: string, slot: number): Promise<void> {
    const { acts, clock, desk, gate, records, takeWithin } = this.#parts;
    const order = desk.get(orderId);
    if (order.state.at !== 'presenting' || order.state.takeBefore !== null) return;
    const { discId } = order.state;
    // Nobody is made to wait before a slot that would open at some later time.
    if (!acts.mayBegin('present.started')) {
      desk.happen(orderId, { is: 'gateStayedClosed' });
      return;
    }
    const onOpen = () => {
      desk.happen(orderId, { is: 'gateOpened', takeBefore: clock.now() + takeWithin });
    };
    try {
      await acts.run(
        { kind: 'present.started', orderId, discId, intent: { slot } },
        () => gate.present(slot, takeWithin, onOpen, { signal: acts.signal }),
        (outcome, at) => this.#conclude(order, { slot, discId, outcome, at }),
        (at) => changeDisc(records, discId, { is: 'presented' }, at),
      );
    } catch (error) {
      this.#fail(orderId, discId, error);
    }
  }

  /** After a disc was not taken: is it locked in its slot again? */
  async recheck(orderId: string, slot: number): Promise<void> {
    const { acts, desk } = this.#parts;
    const isThere = await this.#isLockedIn(slot);
    acts.signal.throwIfAborted();
    desk.happen(orderId, { is: isThere ? 'retracted' : 'retractionUnproven' });
  }

  /** Takes a disc that will not be given out of its slot: never back to stock. Where the robot cannot, the slot is blocked. */
  async clear(orderId: string, slot: number): Promise<void> {
    const { acts, carrier, clock, desk, logger, records } = this.#parts;
    const from = `slot:${slot}` as const;
    const to = (['retain', 'reject'] as const).find((place) => carrier.canMove(from, place));
    const [disc] = records.discs.listAt(from);
    const at = timestamp(clock);
    if (to === undefined || disc === undefined) {
      changeSlot(records, slot, { is: 'blocked', reason: 'not collected' }, at);
      return;
    }
    const { discId } = disc;
    try {
      await acts.run(
        {
          kind: 'clear.started',
          orderId,
          discId,
          intent: { from, to, inBin: carrier.countIn(to) },
        },
        () => carrier.move(from, to, acts.signal),
        (_, at) => {
          changeDisc(records, discId, { is: 'retained' }, at, { reason: 'not collected' });
          changeSlot(records, slot, { is: 'freed', orderId }, at);
          desk.happen(orderId, { is: 'slotCleared' });
          return { to };
        },
      );
    } catch (error) {
      acts.signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.error({ orderId, slot, code }, 'A slot could not be cleared.');
      changeSlot(records, slot, { is: 'blocked', reason: code }, timestamp(clock));
      if (code === 'DISC_LEFT_IN_GRIPPER') noteInGripper(records, discId, timestamp(clock));
    }
  }

  #conclude(
    order: OrderRecord,
    end: { slot: number; discId: string; outcome: PresentOutcome; at: string },
  ) {
    const { desk, records } = this.#parts;
    const { orderId } = order;
    const { slot, discId, outcome, at } = end;
    switch (outcome) {
      case 'taken': {
        changeDisc(records, discId, { is: 'taken' }, at);
        changeSlot(records, slot, { is: 'freed', orderId }, at);
        desk.happen(orderId, { is: 'taken' });
        break;
      }
      case 'notTaken':
        changeDisc(records, discId, { is: 'putBack' }, at);
        desk.happen(orderId, { is: 'notTaken' });
        break;
      default:
        desk.happen(orderId, { is: 'outcomeUnknown' });
    }
    return { outcome };
  }

  #fail(orderId: string, discId: string, error: unknown): void {
    const { acts, clock, desk, logger, records } = this.#parts;
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.error({ orderId, discId, code }, 'A disc could not be presented.');
    // By its own word the gate never opened: the disc is where it was. Every other failure proves nothing.
    const stayedClosed = code === 'GATE_JAMMED_CLOSED';
    const event: OrderHappening = { is: stayedClosed ? 'gateStayedClosed' : 'outcomeUnknown' };
    desk.happen(orderId, event, () => {
      if (stayedClosed) changeDisc(records, discId, { is: 'putBack' }, timestamp(clock));
    });
  }

  async #isLockedIn(slot: number): Promise<boolean> {
    const { acts, gate, gateLock, logger } = this.#parts;
    try {
      const status = await gateLock.hold(() => gate.readState({ signal: acts.signal }));
      const state = status.slots[slot - 1];
      // Without an item sensor the records are all there is; a person settles what became of the disc.
      const item = gate.capabilities.itemSensors ? 'present' : 'unknown';
      return isWorking(status.health) && state?.shutter === 'closed' && state.item === item;
    } catch (error) {
      acts.signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.warn({ slot, code }, 'The gate could not be read.');
      return false;
    }
  }
}
