import { reportDevice } from '../../../../drivers/contract/device-report.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import { instantOf, timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError, unreachable } from '../../../foundation/errors.ts';
import { paymentsOfStaff } from '../../../orders/payment-state.ts';
import type { CabinetWatch } from '../machine/cabinet-watch.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { PlaybackWatch } from '../bank/playback-watch.ts';
import { changeDisc, changeSlot, type KioskRecords } from '../records/kiosk-records.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import { refusalError, type OrderDesk } from '../workflow/order-desk.ts';
import { settleSuspect } from '../workflow/settle-suspect.ts';

export interface MaintenanceParts {
  readonly machine: Machine;
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly watch: MachineWatch;
  readonly cabinet: Pick<CabinetWatch, 'returnToWork'>;
  readonly playbacks: Pick<PlaybackWatch, 'playedAt'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What the people who look after a machine see of it, and what they tell it. Every act is an event of the records. */
export class Maintenance {
  readonly #parts: MaintenanceParts;

  constructor(parts: MaintenanceParts) {
    this.#parts = parts;
  }

  view(): MaintenanceView {
    const { carrier, clock, machine, playbacks, pool, records, watch } = this.#parts;
    const { mode, ordersClosed, pickUpClosed } = watch.services;
    const task = machine.attendant?.task ?? null;
    return {
      now: timestamp(clock),
      mode,
      ordersClosed: [...ordersClosed],
      pickUpClosed: [...pickUpClosed],
      devices: machine.devices.map(reportDevice),
      task: task === null ? null : { number: task.number, from: task.from, to: task.to },
      robotFault: carrier.fault,
      drivesOutOfUse: pool.outOfUse,
      doubtfulOrders: records.orders.listIn(['suspect']).flatMap(({ orderId, code, state }) =>
        state.at === 'suspect'
          ? [
              {
                orderId,
                code,
                was: state.was,
                slot: state.slot,
                since: instantOf(state.since),
                playedAt: playbacks.playedAt(orderId),
              },
            ]
          : [],
      ),
      doubtfulPayments: doubtfulPayments(records),
      blockedSlots: records.slots
        .list()
        .flatMap(({ slot, state }) =>
          state.is === 'blocked' ? [{ slot, reason: state.reason }] : [],
        ),
      faults: [...(machine.hands?.faults ?? [])],
    };
  }

  /**
   * @throws AppError `ORDER_UNKNOWN`, `ORDER_NOT_NOW`, `SLOT_NOT_BLOCKED`, `SLOT_NOT_EMPTY`, `SIMULATION_OFF`,
   *   `WORLD_FAULT_UNKNOWN`, `DEVICE_SEQUENCE`, `ROBOT_GRIPPER_HOLDING`, `CABINET_ALARM`, or what a device says.
   */
  async act(act: MaintenanceAct): Promise<MaintenanceView> {
    const { clock, records, watch } = this.#parts;
    await this.#do(act);
    records.events.add(`maintenance.${act.act}`, orderOf(act), act, timestamp(clock));
    watch.look();
    return this.view();
  }

  #do(act: MaintenanceAct): Promise<void> | void {
    switch (act.act) {
      case 'settle-order':
        return this.#settle(act.orderId, act.disc);
      case 'settle-payment':
        return this.#settlePayment(act.orderId, act.outcome);
      case 'clear-slot':
        return this.#clearSlot(act.slot);
      case 'return-to-work':
        return this.#returnToWork();
      case 'answer-task':
        return this.#answer(act.number, act.answer);
      case 'inject-fault':
        return this.#hands().inject(act.fault);
      default:
        return unreachable(act);
    }
  }

  #settle(orderId: string, disc: 'withCustomer' | 'inMachine'): void {
    const { refusal } = settleSuspect(this.#parts, orderId, disc);
    if (refusal !== null) throw refusalError(refusal);
  }

  #settlePayment(orderId: string, outcome: 'paid' | 'notPaid'): void {
    const { refusal } = this.#parts.desk.happen(orderId, { is: 'paymentResolved', outcome });
    if (refusal !== null) throw refusalError(refusal);
  }

  /** A sensor that sees something outweighs the person who says that nothing is there. */
  async #clearSlot(slot: number): Promise<void> {
    const { clock, desk, machine, records, signal } = this.#parts;
    if (records.slots.find(slot)?.is !== 'blocked') {
      throw new AppError('SLOT_NOT_BLOCKED', 'That slot waits for nobody.', {
        remedy: 'reject-input',
        context: { slot },
      });
    }
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
      for (const { discId, orderId } of records.discs.listAt(place)) {
        changeDisc(records, discId, { is: 'retained' }, at);
        const entry = { at, item: 'disc', from: place, to: 'retain', quantity: 1 } as const;
        records.stock.record({ ...entry, orderId, discId, reason: 'taken out by staff' });
      }
      changeSlot(records, slot, { is: 'cleared' }, at);
      for (const { orderId, state } of records.orders.listIn(['failed', 'expired'])) {
        if ('slot' in state && state.slot === slot) desk.happen(orderId, { is: 'slotCleared' });
      }
    });
  }

  async #returnToWork(): Promise<void> {
    const { cabinet, carrier, pool, signal } = this.#parts;
    cabinet.returnToWork();
    await carrier.returnToWork(signal);
    pool.returnAllToUse();
  }

  #answer(number: number, answer: Extract<MaintenanceAct, { act: 'answer-task' }>['answer']): void {
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

function doubtfulPayments({ orders, payments }: KioskRecords): MaintenanceView['doubtfulPayments'] {
  return payments.listIn(paymentsOfStaff).flatMap(({ orderId, payment }) => {
    const order = orders.find(orderId);
    if (order === null || (payment.is !== 'doubtful' && payment.is !== 'refused')) return [];
    const { during, is, money } = payment;
    return [{ orderId, code: order.code, money, during, isRefused: is === 'refused' }];
  });
}

function orderOf(act: MaintenanceAct): string | null {
  return act.act === 'settle-order' || act.act === 'settle-payment' ? act.orderId : null;
}
