import type { Transaction } from 'kysely';
import type { LicenceState } from '../../app/contracts/licence.ts';
import { changeState, writeEvent } from './licence-events.ts';
import { type ShowingRecord, showingRowSchema } from './licence-facts.ts';
import type { AdvanceLicence } from './licence-rules.ts';
import { parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';
import type { ViewingRecord } from './viewing-record.ts';

interface ByDevice {
  readonly at: string;
  readonly actor: string;
}

/** Writes when a locked licence was first played, and what that makes of it. @returns its state then. */
export async function recordFirstPlayback(
  db: Transaction<BankTables>,
  licence: { readonly orderId: string; readonly state: LicenceState },
  { at, actor }: ByDevice,
  advance: AdvanceLicence,
): Promise<LicenceState> {
  const { orderId, state } = licence;
  await db
    .updateTable('licences')
    .set({ first_playback_at: at })
    .where('order_id', '=', orderId)
    .execute();
  const change = { actor, at, detail: null };
  const to = await changeState(db, licence, 'first-playback', change, advance);
  if (to === state) {
    await writeEvent(db, orderId, { ...change, event: 'first-playback', from: state, to });
  }
  return to;
}

/** Begins the showing of a viewing that resumes none, under the viewing's name. The licence is locked. */
export async function beginShowing(
  db: Transaction<BankTables>,
  viewing: ViewingRecord,
  { at, actor }: ByDevice,
): Promise<void> {
  const { licence, orderId, viewingId } = viewing;
  await db
    .insertInto('showings')
    .values({
      showing_id: viewingId,
      order_id: orderId,
      begun_at: at,
      counted_at: null,
      delivered_ticks: 0,
    })
    .execute();
  await db
    .updateTable('viewings')
    .set({ showing_id: viewingId })
    .where('viewing_id', '=', viewingId)
    .execute();
  if (licence.firstShowingAt === null) {
    await db
      .updateTable('licences')
      .set({ first_showing_at: at })
      .where('order_id', '=', orderId)
      .execute();
  }
  const event = { at, actor, from: licence.state, to: licence.state, detail: viewingId };
  await writeEvent(db, orderId, { ...event, event: 'showing-begun' });
}

export async function readShowing(
  db: Transaction<BankTables>,
  showingId: string,
): Promise<ShowingRecord | null> {
  const row = await db
    .selectFrom('showings')
    .select(['showing_id', 'begun_at', 'counted_at', 'delivered_ticks'])
    .where('showing_id', '=', showingId)
    .executeTakeFirst();
  return row === undefined ? null : parseRow(showingRowSchema, 'showings', row);
}
