import type { Transaction } from 'kysely';
import { z } from 'zod';
import { orderReportSchema } from '../../app/contracts/bank-api.ts';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import { type LicenceState, licenceStateSchema } from '../../app/contracts/licence.ts';
import type { AdvanceLicence, StateEvent } from './licence-rules.ts';
import { parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';

/** All that is written of a licence: what may change its state, and what changes what is left of it. */
export const licenceEventSchema = z.enum([
  'ordered',
  ...orderReportSchema.shape.event.options,
  'first-playback',
  'revoke',
  'return',
  'expire',
  'terms-changed',
  'device-added',
  'showing-begun',
  'showing-counted',
  'stick-issued',
  'stick-receipts',
  'stick-returned',
  'stick-rolled-back',
]);

const rowSchema = z
  .strictObject({
    order_id: z.string(),
    sequence: z.int().positive(),
    at: instantSchema,
    actor: z.string(),
    event: licenceEventSchema,
    from_state: licenceStateSchema.nullable(),
    to_state: licenceStateSchema,
    detail: z.string().nullable(),
  })
  .transform((row) => ({
    sequence: row.sequence,
    at: row.at,
    actor: row.actor,
    event: row.event,
    from: row.from_state,
    to: row.to_state,
    detail: row.detail,
  }));

/** One change of a licence: who, when, what, from, to. `sequence` counts from 1 per licence, without gaps. */
export type LicenceEventRecord = z.infer<typeof rowSchema>;

/** Who changes a licence, when, and what there is to say of it. */
export interface Change {
  /** `kiosk k_…`, `device v_…`, `operator`, `bank`. */
  readonly actor: string;
  readonly at: string;
  readonly detail: string | null;
}

/** Writes an event behind those that are there; the licence must be locked, or new. */
export async function writeEvent(
  db: Transaction<BankTables>,
  orderId: string,
  event: Omit<LicenceEventRecord, 'sequence'>,
): Promise<void> {
  const last = await db
    .selectFrom('licence_events')
    .select('sequence')
    .where('order_id', '=', orderId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  await db
    .insertInto('licence_events')
    .values({
      order_id: orderId,
      sequence: (last?.sequence ?? 0) + 1,
      at: event.at,
      actor: event.actor,
      event: event.event,
      from_state: event.from,
      to_state: event.to,
      detail: event.detail,
    })
    .execute();
}

/** Changes the state of a locked licence with its event; what changes nothing is not written. @returns the state then. */
export async function changeState(
  db: Transaction<BankTables>,
  licence: { readonly orderId: string; readonly state: LicenceState },
  event: StateEvent,
  change: Change,
  advance: AdvanceLicence,
): Promise<LicenceState> {
  const { orderId, state } = licence;
  const to = advance(state, event);
  if (to === state) return state;
  await db
    .updateTable('licences')
    .set({ state: to, changed_at: change.at })
    .where('order_id', '=', orderId)
    .execute();
  await writeEvent(db, orderId, { ...change, event, from: state, to });
  return to;
}

/** In the order of their numbers. */
export async function readEvents(
  db: Transaction<BankTables>,
  orderId: string,
): Promise<readonly LicenceEventRecord[]> {
  const rows = await db
    .selectFrom('licence_events')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('sequence')
    .execute();
  return rows.map((row) => parseRow(rowSchema, 'licence_events', row));
}
