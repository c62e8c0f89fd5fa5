import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { instantSchema, orderIdSchema } from '../../app/contracts/identifiers.ts';
import { licenceStateSchema, licenceTermsSchema } from '../../app/contracts/licence.ts';
import { deviceIdSchema, viewingIdSchema } from '../../app/contracts/viewer-api.ts';
import { jsonColumn, parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';

const licenceRowSchema = z
  .strictObject({
    order_id: orderIdSchema,
    state: licenceStateSchema,
    changed_at: instantSchema,
    terms: jsonColumn(licenceTermsSchema),
    first_playback_at: instantSchema.nullable(),
    first_showing_at: instantSchema.nullable(),
  })
  .transform((row) => ({
    orderId: row.order_id,
    state: row.state,
    changedAt: row.changed_at,
    terms: row.terms,
    firstPlaybackAt: row.first_playback_at,
    firstShowingAt: row.first_showing_at,
  }));
type LicenceRow = z.infer<typeof licenceRowSchema>;

export const showingRowSchema = z
  .strictObject({
    showing_id: viewingIdSchema,
    begun_at: instantSchema,
    counted_at: instantSchema.nullable(),
    delivered_ticks: z.int().nonnegative(),
  })
  .transform((row) => ({
    showingId: row.showing_id,
    begunAt: row.begun_at,
    countedAt: row.counted_at,
    deliveredTicks: row.delivered_ticks,
  }));
/** A showing, named for the viewing that began it. */
export type ShowingRecord = z.infer<typeof showingRowSchema>;

const liveViewingRowSchema = z
  .strictObject({
    viewing_id: viewingIdSchema,
    device_id: deviceIdSchema,
    showing_id: viewingIdSchema.nullable(),
    opened_at: instantSchema,
    renewed_at: instantSchema,
    lease_until: instantSchema,
  })
  .transform((row) => ({
    viewingId: row.viewing_id,
    deviceId: row.device_id,
    showingId: row.showing_id,
    openedAt: row.opened_at,
    renewedAt: row.renewed_at,
    leaseUntil: row.lease_until,
  }));
/** A viewing that nobody ended. */
export type LiveViewingRecord = z.infer<typeof liveViewingRowSchema>;

/** What decides about one viewing; no time that is written of it lies after the time that counts. */
export interface ViewingFacts extends Omit<LicenceRow, 'orderId' | 'firstPlaybackAt'> {
  readonly viewings: readonly LiveViewingRecord[];
}

/** What decides about all viewings of a licence. */
export interface LicenceFacts extends ViewingFacts {
  readonly isReported: boolean;
  readonly firstPlaybackAt: string | null;
  readonly showings: readonly ShowingRecord[];
  /** That sticks hold, or have used. */
  readonly stickShowings: number;
  readonly devices: readonly string[];
}

/**
 * Reads a licence for a change. From here to the end of the transaction nobody else changes it, nor what belongs to it: the
 * row is written, which takes the lock of the file in SQLite and of the row in PostgreSQL.
 */
export async function lockLicence(
  db: Transaction<BankTables>,
  orderId: string,
): Promise<LicenceRow | null> {
  const row = await db
    .updateTable('licences')
    .set((expression) => ({ changed_at: expression.ref('changed_at') }))
    .where('order_id', '=', orderId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : parseRow(licenceRowSchema, 'licences', row);
}

export async function readLicence(
  db: Transaction<BankTables>,
  orderId: string,
): Promise<LicenceRow | null> {
  const row = await db
    .selectFrom('licences')
    .selectAll()
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return row === undefined ? null : parseRow(licenceRowSchema, 'licences', row);
}

/**
 * Licences that have not ended and whose terms have an end, by their identifiers.
 *
 * @param behind an identifier; only those behind it.
 */
export async function readWithEnd(
  db: Kysely<BankTables>,
  behind: string,
  limit: number,
): Promise<readonly LicenceRow[]> {
  const rows = await db
    .selectFrom('licences')
    .selectAll()
    .where('order_id', '>', behind)
    .where('state', 'in', ['ready', 'active'])
    // Terms are JSON without blanks; those that were sold without an end, nearly all, are not parsed.
    .where((row) =>
      row.or([
        row('terms', 'not like', '%"notAfter":null%'),
        row('terms', 'not like', '%"hoursAfterFirstShowing":null%'),
      ]),
    )
    .orderBy('order_id')
    .limit(limit)
    .execute();
  return rows.map((row) => parseRow(licenceRowSchema, 'licences', row));
}

/** Everything of a licence that decides, as it stands within this transaction. */
export async function readFacts(
  db: Transaction<BankTables>,
  { orderId, ...licence }: LicenceRow,
): Promise<LicenceFacts> {
  const showings = await db
    .selectFrom('showings')
    .select(['showing_id', 'begun_at', 'counted_at', 'delivered_ticks'])
    .where('order_id', '=', orderId)
    .orderBy('begun_at')
    .orderBy('showing_id')
    .execute();
  const viewings = await db
    .selectFrom('viewings')
    .select(['viewing_id', 'device_id', 'showing_id', 'opened_at', 'renewed_at', 'lease_until'])
    .where('order_id', '=', orderId)
    .where('ended_at', 'is', null)
    .orderBy('opened_at')
    .orderBy('viewing_id')
    .execute();
  const sticks = await db
    .selectFrom('sticks')
    .select('showings_held')
    .where('order_id', '=', orderId)
    .execute();
  const devices = await db
    .selectFrom('licence_devices')
    .select('device_id')
    .where('order_id', '=', orderId)
    .orderBy('first_used_at')
    .orderBy('device_id')
    .execute();
  const report = await db
    .selectFrom('order_reports')
    .select('sequence')
    .where('order_id', '=', orderId)
    .limit(1)
    .executeTakeFirst();
  return {
    ...licence,
    isReported: report !== undefined,
    showings: showings.map((row) => parseRow(showingRowSchema, 'showings', row)),
    stickShowings: sticks.reduce((sum, { showings_held }) => sum + showings_held, 0),
    viewings: viewings.map((row) => parseRow(liveViewingRowSchema, 'viewings', row)),
    devices: devices.map(({ device_id }) => device_id),
  };
}
