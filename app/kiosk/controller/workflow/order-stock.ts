import { AppError } from '../../../foundation/errors.ts';
import { advanceDisc } from '../../../orders/disc-machine.ts';
import type { OrderIn } from '../../../orders/order-state.ts';
import { slotOfSuspect } from '../../../orders/slot-machine.ts';
import { changeDisc, changeSlot, type KioskRecords } from '../records/kiosk-records.ts';

/**
 * Keeps for a new order what it needs: its slot, a blank, a sheet. This and all below is part of the transaction that changes the
 * order.
 *
 * @throws AppError `ORDER_NO_SLOT`.
 */
export function reserveAll(records: KioskRecords, orderId: string, slot: number, at: string): void {
  keepSlot(records, orderId, slot, at);
  records.stock.reserve(orderId, 'blank');
  records.stock.reserve(orderId, 'sheet');
}

/** Nothing is made for it any more. */
export function releaseItems({ stock }: KioskRecords, orderId: string): void {
  stock.release(orderId, 'blank');
  stock.release(orderId, 'sheet');
}

/** The same, and no disc of it lies in a slot. */
export function freeStock(records: KioskRecords, orderId: string, at: string): void {
  releaseItems(records, orderId);
  for (const { slot } of records.slots.list()) {
    changeSlot(records, slot, { is: 'freed', orderId }, at);
  }
}

/** Nobody knows where the disc is: its record says so, and a slot that it may have come to is used for nothing else. */
export function setAside(
  records: KioskRecords,
  orderId: string,
  state: OrderIn<'suspect'>,
  at: string,
): void {
  releaseItems(records, orderId);
  const acts = records.acts.listOf(orderId);
  // A path that staff have to clear is closed, whatever it led to.
  const isStagingBegun =
    state.remake !== undefined || acts.some(({ kind }) => kind === 'stage.started');
  changeSlot(records, state.slot, slotOfSuspect(orderId, state.was, isStagingBegun), at);
  if (state.discId === null) return;
  // A disc that is known to be in a bin, or in somebody's hand, is not lost.
  const { discId } = state;
  const { state: before } = records.discs.get(discId);
  if (advanceDisc(before, { is: 'lost' }) === null) return;
  changeDisc(records, discId, { is: 'lost' }, at);
}

/**
 * Another disc is made for it: it needs all that an order of its kind needs.
 *
 * @throws AppError `ORDER_NO_SLOT`.
 */
export function takeUpAgain(
  records: KioskRecords,
  orderId: string,
  state: OrderIn<'queued'>,
  at: string,
): void {
  changeSlot(records, state.slot, { is: 'cleared' }, at);
  keepSlot(records, orderId, state.slot, at);
  records.stock.reserve(orderId, 'blank');
  if (state.jacket.is !== 'printed') records.stock.reserve(orderId, 'sheet');
}

function keepSlot(records: KioskRecords, orderId: string, slot: number, at: string): void {
  if (changeSlot(records, slot, { is: 'reserved', orderId }, at)) return;
  throw new AppError('ORDER_NO_SLOT', 'That slot is taken.', { remedy: 'retry' });
}
