import { z } from 'zod';
import { actKinds } from '../../../../db/kiosk/act-journal.ts';
import type { ReadableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { AppError } from '../../../foundation/errors.ts';
import { discStateSchema } from '../../../orders/disc-machine.ts';
import { orderEffectSchema } from '../../../orders/order-effect.ts';
import { slotStateSchema } from '../../../orders/slot-machine.ts';

const rowSchema = z.strictObject({ key: z.string(), value: z.string() });
/** Named at most: staff need the first ones, not all of a file. */
const MOST = 20;

/** What a start reads of each table, and how it must read. Orders and payments that do not are set aside one by one. */
const tables = [
  {
    name: 'discs',
    sql: 'SELECT disc_id AS key, state AS value FROM discs',
    schema: discStateSchema,
  },
  {
    name: 'slots',
    sql: 'SELECT CAST(slot AS TEXT) AS key, state AS value FROM slots',
    schema: slotStateSchema,
  },
  {
    name: 'effects',
    sql: 'SELECT CAST(effect_id AS TEXT) AS key, body AS value FROM effects WHERE outcome IS NULL',
    schema: orderEffectSchema,
  },
  {
    name: 'acts',
    sql: `SELECT CAST(act_id AS TEXT) AS key, json_quote(kind) AS value FROM acts WHERE outcome IS NULL`,
    schema: z.enum(actKinds),
  },
] as const;

/**
 * Looks for rows that a start would stumble over.
 *
 * @throws AppError `KIOSK_ROWS_UNREADABLE` that names them: where a disc is, or what was begun, must not be guessed.
 */
export function refuseUnreadableRows(db: ReadableDb): void {
  const rows = tables.flatMap(({ name, schema, sql }) =>
    db
      .prepare(sql)
      .all()
      .map((row) => rowSchema.parse(row))
      .filter(({ value }) => !schema.safeParse(parseJson(value)).success)
      .map(({ key }) => `${name} ${key}`),
  );
  if (rows.length === 0) return;
  throw new AppError('KIOSK_ROWS_UNREADABLE', 'Some of the records of this machine do not read.', {
    remedy: 'call-attendant',
    context: { found: rows.slice(0, MOST), inAll: rows.length },
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
