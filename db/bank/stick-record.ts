import type { Kysely } from 'kysely';
import { z } from 'zod';
import { instantSchema, kioskIdSchema, orderIdSchema } from '../../app/contracts/identifiers.ts';
import { stickRequestIdSchema, stickStatusSchema } from '../../app/contracts/stick-api.ts';
import { deviceIdSchema, stickIdSchema } from '../../app/contracts/viewer-api.ts';
import { bytesColumn, parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';

const count = z.int().nonnegative();

const rowSchema = z
  .strictObject({
    stick_id: stickIdSchema,
    order_id: orderIdSchema,
    device_id: deviceIdSchema,
    kiosk_id: kioskIdSchema.nullable(),
    request_id: stickRequestIdSchema,
    issue: z.int().positive(),
    showings: z.int().positive(),
    showings_held: count,
    showings_used: count,
    secret: bytesColumn(32),
    licence: z.string(),
    secrets: z.string(),
    body_bytes: z.int().positive(),
    body_sha256: bytesColumn(32),
    state: stickStatusSchema.shape.state,
    receipts: z.string(),
    issued_at: instantSchema,
    settled_at: instantSchema.nullable(),
  })
  .transform((row) => ({
    stickId: row.stick_id,
    orderId: row.order_id,
    deviceId: row.device_id,
    kioskId: row.kiosk_id,
    requestId: row.request_id,
    issue: row.issue,
    showings: row.showings,
    showingsHeld: row.showings_held,
    showingsUsed: row.showings_used,
    secret: row.secret,
    licence: row.licence,
    secrets: row.secrets,
    body: { bytes: row.body_bytes, sha256: Buffer.from(row.body_sha256).toString('hex') },
    state: row.state,
    receipts: row.receipts,
    issuedAt: row.issued_at,
    settledAt: row.settled_at,
  }));

/** What was written to one stick. `secret` is the stick: with the order it determines its body. */
export type StickRecord = z.infer<typeof rowSchema>;

/** Finds one by its identifier, or by the request that it answers. */
export async function readStick(
  db: Kysely<BankTables>,
  by: { readonly stickId: string } | { readonly deviceId: string; readonly requestId: string },
): Promise<StickRecord | null> {
  const all = db.selectFrom('sticks').selectAll();
  const found =
    'stickId' in by
      ? all.where('stick_id', '=', by.stickId)
      : all.where('device_id', '=', by.deviceId).where('request_id', '=', by.requestId);
  const row = await found.executeTakeFirst();
  return row === undefined ? null : parseRow(rowSchema, 'sticks', row);
}
