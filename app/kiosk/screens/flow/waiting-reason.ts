import type { OrderView, ReasonCode } from '../../../contracts/kiosk-view.ts';

/** What keeps a disc from being begun. */
const beforeDisc: readonly ReasonCode[] = [
  'starting',
  'maintenance',
  'database-fault',
  'records-stale',
  'not-enrolled',
  'retired',
  'tampered',
  'power-low',
  'door-open',
  'on-battery',
  'too-hot',
  'robot-fault',
  'no-drive',
  'drive-fault',
  'no-blank',
];
/** What keeps a film from coming. */
const beforeFilm: readonly ReasonCode[] = ['bank-unreachable'];
/** What keeps a jacket from being printed. */
const beforeJacket: readonly ReasonCode[] = ['printer-fault', 'no-paper'];

/**
 * What an order waits for until somebody helps the machine; null where it waits for nothing, or for what is not known.
 *
 * @param reasons why the machine takes no orders now.
 */
export function waitingReason(order: OrderView, reasons: readonly ReasonCode[]): ReasonCode | null {
  if (order.readyAt !== null) return null;
  const isJacketStuck = order.steps.some(
    ({ step, state }) => step === 'jacket' && state === 'failed',
  );
  const relevant = [
    ...(order.state === 'authorised' || order.state === 'preparing' ? beforeFilm : []),
    ...(order.state === 'queued' ? beforeDisc : []),
    ...(isJacketStuck ? beforeJacket : []),
  ];
  return reasons.find((reason) => relevant.includes(reason)) ?? null;
}
