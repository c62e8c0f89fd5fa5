import type { ActJournal } from './act-journal.ts';
import { inTransaction, type WritableDb } from './kiosk-database.ts';

/** All that is written down when the writing of a disc begins. */
export interface WriteStart {
  readonly discId: string;
  readonly orderId: string;
  readonly userId: string;
  readonly distributorId: string;
  /** The disc's state from now on, as JSON, and where it lies. */
  readonly discState: unknown;
  readonly place: string;
  readonly bootId: string;
  readonly sectors: number;
  readonly speed: number;
  readonly at: string;
}

/**
 * Records that a disc is about to be written: the identifiers of its user and its distributor, its state, and the act
 * `write.started`, in one transaction. So no disc exists without its record; the database refuses the act otherwise.
 *
 * @returns the number of the act.
 */
export function startWrite(db: WritableDb, acts: ActJournal, write: WriteStart): number {
  return inTransaction(db, () => {
    db.prepare(
      `UPDATE discs SET user_id = ?, distributor_id = ?, state = ?, place = ?, updated_at = ?
      WHERE disc_id = ?`,
    ).run(
      write.userId,
      write.distributorId,
      JSON.stringify(write.discState),
      write.place,
      write.at,
      write.discId,
    );
    return acts.begin({
      kind: 'write.started',
      orderId: write.orderId,
      discId: write.discId,
      bootId: write.bootId,
      intent: { place: write.place, sectors: write.sectors, speed: write.speed },
      at: write.at,
    });
  });
}
