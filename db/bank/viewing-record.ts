import type { CompiledQuery, Kysely } from 'kysely';
import { z } from 'zod';
import { instantSchema, orderIdSchema } from '../../app/contracts/identifiers.ts';
import { licenceStateSchema, licenceTermsSchema } from '../../app/contracts/licence.ts';
import { deviceIdSchema, viewingIdSchema } from '../../app/contracts/viewer-api.ts';
import type { ViewingFacts } from './licence-facts.ts';
import { jsonColumn } from './rows.ts';
import type { BankTables } from './tables.ts';

/** One viewing with what ends it: all that is asked before a block is sent. */
export const viewingRowSchema = z
  .strictObject({
    viewing_id: viewingIdSchema,
    order_id: orderIdSchema,
    device_id: deviceIdSchema,
    showing_id: viewingIdSchema.nullable(),
    opened_at: instantSchema,
    renewed_at: instantSchema,
    lease_until: instantSchema,
    ended_at: instantSchema.nullable(),
    delivered_ticks: z.int().nonnegative(),
    state: licenceStateSchema,
    changed_at: instantSchema,
    terms: jsonColumn(licenceTermsSchema),
    first_showing_at: instantSchema.nullable(),
  })
  .transform((row) => {
    const viewing = {
      viewingId: row.viewing_id,
      deviceId: row.device_id,
      showingId: row.showing_id,
      openedAt: row.opened_at,
      renewedAt: row.renewed_at,
      leaseUntil: row.lease_until,
    };
    const licence: ViewingFacts = {
      state: row.state,
      changedAt: row.changed_at,
      terms: row.terms,
      firstShowingAt: row.first_showing_at,
      viewings: row.ended_at === null ? [viewing] : [],
    };
    return {
      ...viewing,
      orderId: row.order_id,
      endedAt: row.ended_at,
      deliveredTicks: row.delivered_ticks,
      /** What decides whether it may go on. */
      licence,
    };
  });
export type ViewingRecord = z.infer<typeof viewingRowSchema>;

/**
 * The query for one viewing, on two primary keys. Compiled once, for it runs before every block; its one parameter is the
 * identifier.
 */
export function compileFindViewing(db: Kysely<BankTables>): CompiledQuery {
  return db
    .selectFrom('viewings')
    .innerJoin('licences', 'licences.order_id', 'viewings.order_id')
    .select([
      'viewings.viewing_id',
      'viewings.order_id',
      'viewings.device_id',
      'viewings.showing_id',
      'viewings.opened_at',
      'viewings.renewed_at',
      'viewings.lease_until',
      'viewings.ended_at',
      'viewings.delivered_ticks',
      'licences.state',
      'licences.changed_at',
      'licences.terms',
      'licences.first_showing_at',
    ])
    .where('viewings.viewing_id', '=', '')
    .compile();
}
