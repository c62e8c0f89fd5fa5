import { ActJournal } from '../../../../db/kiosk/act-journal.ts';
import { BootStore } from '../../../../db/kiosk/boot-store.ts';
import { ClaimStore } from '../../../../db/kiosk/claim-store.ts';
import { Counters } from '../../../../db/kiosk/counters.ts';
import { DiscStore, type MovedBy } from '../../../../db/kiosk/disc-store.ts';
import { EffectJournal } from '../../../../db/kiosk/effect-journal.ts';
import { GuidedJobStore } from '../../../../db/kiosk/guided-job-store.ts';
import { MachineTestStore } from '../../../../db/kiosk/machine-test-store.ts';
import { UnitStore } from '../../../../db/kiosk/unit-store.ts';
import { EventLog } from '../../../../db/kiosk/event-log.ts';
import { inTransaction, type WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { Ledger } from '../../../../db/kiosk/ledger.ts';
import { OrderStore, type OrderRecord as StoredOrder } from '../../../../db/kiosk/order-store.ts';
import { Outbox } from '../../../../db/kiosk/outbox.ts';
import { PaymentStore } from '../../../../db/kiosk/payment-store.ts';
import { SettingsStore } from '../../../../db/kiosk/settings-store.ts';
import { SlotStore } from '../../../../db/kiosk/slot-store.ts';
import { Reservations } from '../../../../db/kiosk/reservations.ts';
import { AppError } from '../../../foundation/errors.ts';
import {
  advanceDisc,
  discStateSchema,
  placeOf,
  type DiscEvent,
  type DiscState,
} from '../../../orders/disc-machine.ts';
import { guidedJobStateSchema, type GuidedJobState } from '../../../orders/guided-job.ts';
import { orderEffectSchema, type OrderEffect } from '../../../orders/order-effect.ts';
import { orderStateSchema, type OrderState } from '../../../orders/order-state.ts';
import { paymentSchema, type Payment } from '../../../orders/payment-state.ts';
import {
  advanceSlot,
  slotStateSchema,
  type SlotEvent,
  type SlotState,
} from '../../../orders/slot-machine.ts';
import { noBoundaries, watchCommits, type AtBoundary, type Boundaries } from './boundaries.ts';

export type OrderRecord = StoredOrder<OrderState>;

/** All tables of a kiosk, opened with the states of this edition. */
export interface KioskRecords {
  readonly db: WritableDb;
  readonly orders: OrderStore<OrderState>;
  readonly payments: PaymentStore<Payment>;
  readonly claims: ClaimStore;
  readonly effects: EffectJournal<OrderEffect>;
  readonly discs: DiscStore<DiscState>;
  readonly acts: ActJournal;
  readonly boots: BootStore;
  readonly slots: SlotStore<SlotState>;
  readonly stock: Reservations;
  readonly ledger: Ledger;
  readonly counters: Counters;
  readonly outbox: Outbox;
  readonly settings: SettingsStore;
  readonly events: EventLog;
  readonly units: UnitStore;
  readonly jobs: GuidedJobStore<GuidedJobState>;
  readonly tests: MachineTestStore<DiscState>;
  /** Where a power cut may be tried; told of by nobody in a shop. */
  readonly boundaries: Boundaries;
  readonly rescue: Rescue;
  /** One transaction; inside another it is part of that one. */
  atOnce<Result>(work: () => Result): Result;
  /** Runs once the transaction under way is committed, and never if it is not; at once where there is none. */
  afterCommit(action: () => void): void;
}

/** What may help where a transaction could not be written. */
export interface Rescue {
  /** Whether the transaction may be tried once more. */
  makeRoom: (error: unknown) => boolean;
}

/** @param atBoundary told of every commit; nothing is watched where it is left out. */
export function kioskRecords(db: WritableDb, atBoundary?: AtBoundary): KioskRecords {
  const boundaries = atBoundary === undefined ? noBoundaries : watchCommits(db, atBoundary);
  const discs = new DiscStore(db, discStateSchema);
  discs.carryOver();
  let waiting: (() => void)[] = [];
  const rescue: Rescue = { makeRoom: () => false };
  const commit = <Result>(work: () => Result): Result => {
    try {
      waiting = [];
      return inTransaction(db, work);
    } catch (error) {
      // Nothing of it was written: with room made it is done once more, from its beginning.
      if (db.inTransaction || !rescue.makeRoom(error)) throw error;
      waiting = [];
      return inTransaction(db, work);
    }
  };
  const atOnce = <Result>(work: () => Result): Result => {
    if (db.inTransaction) return work();
    const result = commit(work);
    const due = waiting;
    waiting = [];
    for (const action of due) action();
    return result;
  };
  const afterCommit = (action: () => void) => {
    if (db.inTransaction) waiting.push(action);
    else action();
  };
  return {
    db,
    orders: new OrderStore(db, orderStateSchema),
    payments: new PaymentStore(db, paymentSchema),
    claims: new ClaimStore(db),
    effects: new EffectJournal(db, orderEffectSchema),
    discs,
    acts: new ActJournal(db),
    boots: new BootStore(db),
    slots: new SlotStore(db, slotStateSchema),
    stock: new Reservations(db),
    ledger: new Ledger(db),
    counters: new Counters(db),
    outbox: new Outbox(db),
    settings: new SettingsStore(db),
    events: new EventLog(db),
    units: new UnitStore(db),
    jobs: new GuidedJobStore(db, guidedJobStateSchema),
    tests: new MachineTestStore(db, discStateSchema),
    boundaries,
    rescue,
    atOnce,
    afterCommit,
  };
}

/** The latest moment that the records speak of, milliseconds since 1970; null where they are new. */
export function lastMoment({ acts, events }: KioskRecords): number | null {
  const moments = [acts.lastAt(), events.lastAt()].flatMap((at) =>
    at === null ? [] : [Date.parse(at)],
  );
  return moments.length === 0 ? null : Math.max(...moments);
}

/**
 * What a disc becomes by an event; its record stays as it is.
 *
 * @throws AppError `DISC_EVENT_REFUSED` where the event has no place in the disc's life.
 */
export function discAfter(records: KioskRecords, discId: string, event: DiscEvent): DiscState {
  const before = records.discs.get(discId).state;
  const after = advanceDisc(before, event);
  if (after !== null) return after;
  throw new AppError('DISC_EVENT_REFUSED', 'That cannot happen to this disc now.', {
    remedy: 'fix-the-code',
    context: { discId, at: before.at, event: event.is },
  });
}

/**
 * Where it brings the disc to another place that is an entry of the ledger, in the same transaction.
 *
 * @param moved for that entry: why, and by whom; the event itself where nothing else is said.
 * @throws AppError `DISC_EVENT_REFUSED` where the event has no place in the disc's life.
 */
export function changeDisc(
  records: KioskRecords,
  discId: string,
  event: DiscEvent,
  at: string,
  moved: Partial<MovedBy> = {},
): DiscState {
  const after = discAfter(records, discId, event);
  const reason = event.is === 'rejected' ? event.reason : event.is;
  records.discs.update(discId, after, placeOf(after), at, { reason, ...moved });
  return after;
}

/** The robot holds a disc that is on no way any more: a start after this one knows whose it is. */
export function noteInGripper(records: KioskRecords, discId: string, at: string): void {
  const { state } = records.discs.get(discId);
  const lost = advanceDisc(state, { is: 'lost' }) ?? state;
  records.discs.update(discId, lost, 'gripper', at, { reason: 'left in the gripper' });
}

/** False, and nothing changed, where the slot may not: one of another order stays as it is. */
export function changeSlot(
  records: KioskRecords,
  slot: number,
  event: SlotEvent,
  at: string,
): boolean {
  const before = records.slots.find(slot);
  const after = before === null ? null : advanceSlot(before, event);
  if (after === null) return false;
  records.slots.update(slot, after, at);
  return true;
}
