import type { Transaction } from 'kysely';
import { z } from 'zod';
import type { KioskStart, ReportNumber } from '../../app/contracts/bank-api.ts';
import { instantSchema, kioskIdSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';

const standingRowSchema = z
  .strictObject({
    kiosk_id: kioskIdSchema,
    epoch: z.int().nonnegative(),
    number: z.int().nonnegative(),
    boot_id: z.string().nullable(),
    restored_from: instantSchema.nullable(),
    seen_at: instantSchema,
    revoked_at: instantSchema.nullable(),
  })
  .transform((row) => ({
    kioskId: row.kiosk_id,
    epoch: row.epoch,
    number: row.number,
    bootId: row.boot_id,
    /** When the copy was made on whose records it works since its last epoch began; null where that is not so. */
    restoredFrom: row.restored_from,
    seenAt: row.seen_at,
    revokedAt: row.revoked_at,
  }));

/** How far the bank has seen a kiosk's records. Epoch 0: it never said. */
export type KioskStanding = z.infer<typeof standingRowSchema>;

const placedRowSchema = z.strictObject({ order_id: z.string(), event: z.string() });
const epochRowSchema = z.strictObject({ epoch: z.int() });

/** `kiosk_standings`: which kiosks are still believed, and up to where. */
export class KioskStandings {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** Null for a kiosk that never said how far it is, and was not revoked. */
  async find(kioskId: string): Promise<KioskStanding | null> {
    const row = await this.#database.db
      .selectFrom('kiosk_standings')
      .selectAll()
      .where('kiosk_id', '=', kioskId)
      .executeTakeFirst();
    return row === undefined ? null : parseRow(standingRowSchema, 'kiosk_standings', row);
  }

  /** From now on nothing that the kiosk signs is believed. @returns whether it was believed before. */
  async revoke(kioskId: string, at: string): Promise<boolean> {
    return this.#database.db.transaction().execute(async (db) => {
      const before = await lockStanding(db, kioskId, at);
      if (before.revokedAt !== null) return false;
      await db
        .updateTable('kiosk_standings')
        .set({ revoked_at: at })
        .where('kiosk_id', '=', kioskId)
        .execute();
      return true;
    });
  }

  /** A kiosk said how far its records are. @returns whether they are not behind what was seen of it, and how far that is. */
  async start(
    kioskId: string,
    start: KioskStart,
    at: string,
  ): Promise<{ readonly isGood: boolean; readonly standing: KioskStanding }> {
    return this.#database.db.transaction().execute(async (db) => {
      const before = await lockStanding(db, kioskId, at);
      if (isBehind(start, before)) return { isGood: false, standing: before };
      const restoredFrom = start.epoch > before.epoch ? start.restoredFrom : before.restoredFrom;
      await db
        .updateTable('kiosk_standings')
        .set({
          epoch: start.epoch,
          number: start.number,
          boot_id: start.bootId,
          restored_from: restoredFrom,
          seen_at: at,
        })
        .where('kiosk_id', '=', kioskId)
        .execute();
      const { bootId, epoch, number } = start;
      return {
        isGood: true,
        standing: { ...before, epoch, number, bootId, restoredFrom, seenAt: at },
      };
    });
  }
}

/** What a number makes of a report. `new` ones have taken their number when this returns. */
export type ReportPlacing = 'new' | 'repeated' | 'stale';

/**
 * Gives a report its place among all of its kiosk. A number that stands for another report, or an epoch that is over, says that
 * the kiosk's records went back, or that there are two of them.
 */
export async function placeReport(
  db: Transaction<BankTables>,
  report: { readonly kioskId: string; readonly orderId: string; readonly event: string },
  place: ReportNumber,
  at: string,
): Promise<ReportPlacing> {
  const { event, kioskId, orderId } = report;
  const standing = await lockStanding(db, kioskId, at);
  if (place.epoch < standing.epoch) return 'stale';
  const row = await db
    .selectFrom('numbered_reports')
    .innerJoin('order_reports', (join) =>
      join
        .onRef('order_reports.order_id', '=', 'numbered_reports.order_id')
        .onRef('order_reports.sequence', '=', 'numbered_reports.sequence'),
    )
    .select(['numbered_reports.order_id', 'order_reports.event'])
    .where('kiosk_id', '=', kioskId)
    .where('epoch', '=', place.epoch)
    .where('number', '=', place.number)
    .executeTakeFirst();
  if (row !== undefined) {
    const known = parseRow(placedRowSchema, 'numbered_reports', row);
    return known.order_id === orderId && known.event === event ? 'repeated' : 'stale';
  }
  const number =
    place.epoch === standing.epoch ? Math.max(standing.number, place.number) : place.number;
  await db
    .updateTable('kiosk_standings')
    .set({ epoch: place.epoch, number, seen_at: at })
    .where('kiosk_id', '=', kioskId)
    .execute();
  return 'new';
}

/** Remembers which report has a number. */
export async function keepPlace(
  db: Transaction<BankTables>,
  report: { readonly kioskId: string; readonly orderId: string; readonly sequence: number },
  { epoch, number }: ReportNumber,
): Promise<void> {
  await db
    .insertInto('numbered_reports')
    .values({
      kiosk_id: report.kioskId,
      epoch,
      number,
      order_id: report.orderId,
      sequence: report.sequence,
    })
    // A report that came without a number first, from an older edition, keeps having none.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The epoch in which a report came; 0 where it came without a number. */
export async function epochOfReport(
  db: Transaction<BankTables>,
  orderId: string,
  sequence: number,
): Promise<number> {
  const row = await db
    .selectFrom('numbered_reports')
    .select('epoch')
    .where('order_id', '=', orderId)
    .where('sequence', '=', sequence)
    .executeTakeFirst();
  return row === undefined ? 0 : parseRow(epochRowSchema, 'numbered_reports', row).epoch;
}

function isBehind(start: KioskStart, seen: KioskStanding): boolean {
  return start.epoch < seen.epoch || (start.epoch === seen.epoch && start.number < seen.number);
}

/** Begins with a write, so that two requests of one kiosk wait for each other. */
async function lockStanding(
  db: Transaction<BankTables>,
  kioskId: string,
  at: string,
): Promise<KioskStanding> {
  const row = await db
    .insertInto('kiosk_standings')
    .values({
      kiosk_id: kioskId,
      epoch: 0,
      number: 0,
      boot_id: null,
      restored_from: null,
      seen_at: at,
      revoked_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('kiosk_id').doUpdateSet((set) => ({ seen_at: set.ref('excluded.seen_at') })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return parseRow(standingRowSchema, 'kiosk_standings', row);
}
