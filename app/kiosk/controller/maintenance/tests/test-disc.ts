import { AppError } from '../../../../foundation/errors.ts';
import { advanceDisc, placeOf, type DiscEvent } from '../../../../orders/disc-machine.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';

/**
 * Changes the record of a disc that belongs to a test, and with it the ledger.
 *
 * @throws AppError `DISC_EVENT_REFUSED` where the event has no place in its life.
 */
export function changeTestDisc(
  { tests }: Pick<KioskRecords, 'tests'>,
  discId: string,
  event: DiscEvent,
  at: string,
): void {
  const disc = tests.findDisc(discId);
  const after = disc === null ? null : advanceDisc(disc.state, event);
  if (after === null) {
    throw new AppError('DISC_EVENT_REFUSED', 'That cannot happen to this disc now.', {
      remedy: 'fix-the-code',
      context: { discId, event: event.is },
    });
  }
  tests.updateDisc(discId, after, placeOf(after), at);
}
