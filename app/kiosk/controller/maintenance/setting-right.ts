import type { Machine } from '../../../../drivers/contract/machine.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Actor } from '../../../contracts/staff.ts';
import { AppError } from '../../../foundation/errors.ts';
import type { CabinetWatch } from '../machine/cabinet-watch.ts';
import { changeDisc, changeSlot, type KioskRecords } from '../records/kiosk-records.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import { refusalError, type OrderDesk } from '../workflow/order-desk.ts';
import { settleSuspect } from '../workflow/settle-suspect.ts';
import { nameInBooks } from './name-in-books.ts';
import type { ActHandlers, ActOf } from './panel-part.ts';

export interface SettingRightParts {
  readonly machine: Machine;
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly cabinet: Pick<CabinetWatch, 'facts' | 'returnToWork'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Acts =
  | 'settle-order'
  | 'settle-payment'
  | 'clear-slot'
  | 'keep-disc'
  | 'return-to-work'
  | 'answer-task'
  | 'inject-fault';

/**
 * What only a person can set right: orders and payments in doubt, blocked slots, an arm that stopped.
 *
 * Throws `DISC_NOT_LOST`, `DISC_IN_DOUBT`, `ORDER_UNKNOWN`, `ORDER_NOT_NOW`, `SLOT_NOT_BLOCKED`, `SLOT_NOT_EMPTY`, `SIMULATION_OFF`, `WORLD_FAULT_UNKNOWN`,
 * `DEVICE_SEQUENCE`, `ROBOT_GRIPPER_HOLDING`, `CABINET_ALARM`, `DOOR_OPEN`, `JOB_OPEN`, or what a device says.
 */
export class SettingRight {
  readonly #parts: SettingRightParts;

  constructor(parts: SettingRightParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<Acts> = {
    'settle-order': (act, actor) => this.#settle(act.orderId, act.disc, actor),
    'settle-payment': (act) => this.#settlePayment(act.orderId, act.outcome),
    'clear-slot': (act, actor) => this.#clearSlot(act.slot, actor),
    'keep-disc': (act, actor) => this.#keepDisc(act.discId, actor),
    'return-to-work': () => this.#returnToWork(),
    'answer-task': (act) => this.#answer(act),
    'inject-fault': (act) => this.#hands().inject(act.fault),
  };

  #settle(orderId: string, disc: 'withCustomer' | 'inMachine', actor: Actor): void {
    const by = nameInBooks(actor);
    const { refusal } = settleSuspect(this.#parts, orderId, disc, { through: 'staff', by });
    if (refusal !== null) throw refusalError(refusal);
  }

  #settlePayment(orderId: string, outcome: 'paid' | 'notPaid'): void {
    const { refusal } = this.#parts.desk.happen(orderId, { is: 'paymentResolved', outcome });
    if (refusal !== null) throw refusalError(refusal);
  }

  /** Of a disc whose order is in doubt something is decided with its order. */
  #keepDisc(discId: string, actor: Actor): void {
    const { clock, desk, records } = this.#parts;
    records.atOnce(() => {
      const { orderId, state } = records.discs.get(discId);
      if (state.at !== 'unknown') {
        throw new AppError('DISC_NOT_LOST', 'The machine knows where that disc is.', {
          remedy: 'reject-input',
          context: { discId },
        });
      }
      const order = desk.find(orderId)?.state;
      if (order?.at === 'suspect' && order.discId === discId && order.remake === undefined) {
        throw new AppError('DISC_IN_DOUBT', 'Decide about the order of that disc.', {
          remedy: 'reject-input',
          context: { discId },
        });
      }
      const found = { reason: 'found', by: nameInBooks(actor) };
      changeDisc(records, discId, { is: 'retained' }, timestamp(clock), found);
    });
  }

  /** A sensor that sees something outweighs the person who says that nothing is there. */
  async #clearSlot(slot: number, actor: Actor): Promise<void> {
    const { clock, desk, machine, records, signal } = this.#parts;
    const refuseUnlessBlocked = () => {
      if (records.slots.find(slot)?.is === 'blocked') return;
      throw new AppError('SLOT_NOT_BLOCKED', 'That slot waits for nobody.', {
        remedy: 'reject-input',
        context: { slot },
      });
    };
    refuseUnlessBlocked();
    const { slots } = await machine.gate.readState({ signal });
    if (slots[slot - 1]?.item === 'present') {
      throw new AppError('SLOT_NOT_EMPTY', 'Something still lies in that slot.', {
        remedy: 'call-attendant',
        context: { slot },
      });
    }
    const at = timestamp(clock);
    const place = `slot:${slot}`;
    records.atOnce(() => {
      // Somebody else may have cleared it while the gate was asked; it may be an order's by now.
      refuseUnlessBlocked();
      for (const { discId } of records.discs.listAt(place)) {
        const moved = { reason: 'taken out by staff', by: nameInBooks(actor) };
        changeDisc(records, discId, { is: 'retained' }, at, moved);
      }
      changeSlot(records, slot, { is: 'cleared' }, at);
      for (const { orderId, state } of records.orders.listIn(['failed', 'expired'])) {
        if ('slot' in state && state.slot === slot) desk.happen(orderId, { is: 'slotCleared' });
      }
      for (const { orderId, state } of records.orders.listIn(['suspect'])) {
        if (state.at !== 'suspect' || state.slot !== slot || state.remake === undefined) continue;
        desk.happen(orderId, { is: 'pathCleared' });
      }
    });
  }

  /** The arm and the trays move at it: nobody may have their hands inside. */
  async #returnToWork(): Promise<void> {
    const { cabinet, carrier, pool, records, signal } = this.#parts;
    if (cabinet.facts.isDoorOpen) {
      throw new AppError('DOOR_OPEN', 'The door still stands open.', { remedy: 'call-attendant' });
    }
    if (records.jobs.findOpen() !== null) {
      throw new AppError('JOB_OPEN', 'A guided job is under way.', { remedy: 'reject-input' });
    }
    cabinet.returnToWork();
    await carrier.returnToWork(signal);
    pool.returnAllToUse();
  }

  #answer({ number, answer }: ActOf<'answer-task'>): void {
    const { attendant } = this.#parts.machine;
    if (attendant !== null) {
      attendant.answer(number, answer);
      return;
    }
    throw new AppError('DEVICE_SEQUENCE', 'A robot moves the discs of this machine.', {
      remedy: 'reject-input',
    });
  }

  #hands() {
    const { hands } = this.#parts.machine;
    if (hands !== null) return hands;
    throw new AppError('SIMULATION_OFF', 'The devices of this machine are real.', {
      remedy: 'reject-input',
    });
  }
}
