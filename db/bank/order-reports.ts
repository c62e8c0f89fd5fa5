import type { Transaction } from 'kysely';
import { z } from 'zod';
import {
  type OrderReport,
  orderReportSchema,
  type ReportNumber,
} from '../../app/contracts/bank-api.ts';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { LicenceState } from '../../app/contracts/licence.ts';
import { AppError } from '../../app/foundation/errors.ts';
import type { BankDatabase } from './database.ts';
import { epochOfReport, keepPlace, placeReport } from './kiosk-standings.ts';
import { changeState } from './licence-events.ts';
import { lockLicence } from './licence-facts.ts';
import type { AdvanceLicence } from './licence-rules.ts';
import { parseRow } from './rows.ts';
import type { BankTables } from './tables.ts';

const reportRowSchema = orderReportSchema
  .extend({ order_id: z.string(), received_at: instantSchema })
  .transform(({ sequence, at, event }): OrderReport => ({ sequence, at, event }));

/** What became of a report: written, there before, another one has its number, or its kiosk's records went back. */
export interface RecordedReport {
  readonly outcome: 'new' | 'repeated' | 'contradicts' | 'stale';
  readonly licence: LicenceState;
}

export class OrderReports {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /**
   * Writes a report and what it makes of the licence, together; a number that is there already changes nothing.
   *
   * @param place which report of its kiosk it is; null from a kiosk that does not say.
   * @param advance what the licence becomes.
   * @throws AppError `ORDER_UNKNOWN`.
   */
  async record(
    order: { readonly orderId: string; readonly kioskId: string },
    report: OrderReport,
    place: ReportNumber | null,
    receivedAt: string,
    advance: AdvanceLicence,
  ): Promise<RecordedReport> {
    return this.#database.db.transaction().execute(async (db): Promise<RecordedReport> => {
      const { orderId, kioskId } = order;
      const licence = await lockLicence(db, orderId);
      if (licence === null) {
        throw new AppError('ORDER_UNKNOWN', 'There is no such order.', { remedy: 'reject-input' });
      }
      if (place !== null) {
        const { event } = report;
        const placing = await placeReport(db, { kioskId, orderId, event }, place, receivedAt);
        if (placing !== 'new') return { outcome: placing, licence: licence.state };
      }
      const before = await findReport(db, orderId, report.sequence);
      if (before?.event === report.event) {
        if (place !== null) await keepPlace(db, { kioskId, orderId, ...report }, place);
        return { outcome: 'repeated', licence: licence.state };
      }
      const isBehind = before !== null && (await isOfOlderRecords(db, orderId, before, place));
      if (before !== null && !isBehind) return { outcome: 'contradicts', licence: licence.state };
      // Records that went back to a copy do not know what was reported after it: they go on behind that.
      const sequence = isBehind ? (await lastSequence(db, orderId)) + 1 : report.sequence;
      const added = { ...report, sequence };
      await db
        .insertInto('order_reports')
        .values({ order_id: orderId, ...added, received_at: receivedAt })
        .execute();
      if (place !== null) await keepPlace(db, { kioskId, orderId, sequence }, place);
      const change = { actor: `kiosk ${kioskId}`, at: receivedAt, detail: null };
      const next = await changeState(db, licence, report.event, change, advance);
      return { outcome: 'new', licence: next };
    });
  }

  /** In the order of their numbers. */
  async ofOrder(orderId: string): Promise<readonly OrderReport[]> {
    const rows = await this.#database.db
      .selectFrom('order_reports')
      .selectAll()
      .where('order_id', '=', orderId)
      .orderBy('sequence')
      .execute();
    return rows.map((row) => parseRow(reportRowSchema, 'order_reports', row));
  }
}

async function findReport(
  db: Transaction<BankTables>,
  orderId: string,
  sequence: number,
): Promise<OrderReport | null> {
  const row = await db
    .selectFrom('order_reports')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('sequence', '=', sequence)
    .executeTakeFirst();
  return row === undefined ? null : parseRow(reportRowSchema, 'order_reports', row);
}

async function isOfOlderRecords(
  db: Transaction<BankTables>,
  orderId: string,
  { sequence }: OrderReport,
  place: ReportNumber | null,
): Promise<boolean> {
  if (place === null || place.epoch === 1) return false;
  return (await epochOfReport(db, orderId, sequence)) < place.epoch;
}

async function lastSequence(db: Transaction<BankTables>, orderId: string): Promise<number> {
  const row = await db
    .selectFrom('order_reports')
    .select('sequence')
    .where('order_id', '=', orderId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.sequence ?? 0;
}
