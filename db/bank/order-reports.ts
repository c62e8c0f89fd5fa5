import { z } from 'zod';
import { type OrderReport, orderReportSchema } from '../../app/contracts/bank-api.ts';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import { type LicenceState, licenceStateSchema } from '../../app/contracts/licence.ts';
import type { BankDatabase } from './database.ts';
import { parseRow } from './rows.ts';

const reportRowSchema = orderReportSchema
  .extend({ order_id: z.string(), received_at: instantSchema })
  .transform(({ sequence, at, event }): OrderReport => ({ sequence, at, event }));
const licenceRowSchema = z.strictObject({ state: licenceStateSchema });

/** What became of a report: written, there before, or another one has its number. */
export interface RecordedReport {
  readonly outcome: 'new' | 'repeated' | 'contradicts';
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
   * @param advance what the licence becomes.
   */
  async record(
    orderId: string,
    report: OrderReport,
    receivedAt: string,
    advance: (state: LicenceState, event: OrderReport['event']) => LicenceState,
  ): Promise<RecordedReport> {
    return this.#database.db.transaction().execute(async (db): Promise<RecordedReport> => {
      const held = await db
        .selectFrom('licences')
        .select('state')
        .where('order_id', '=', orderId)
        .executeTakeFirstOrThrow();
      const { state } = parseRow(licenceRowSchema, 'licences', held);
      const before = await db
        .selectFrom('order_reports')
        .selectAll()
        .where('order_id', '=', orderId)
        .where('sequence', '=', report.sequence)
        .executeTakeFirst();
      if (before !== undefined) {
        const known = parseRow(reportRowSchema, 'order_reports', before);
        return {
          outcome: known.event === report.event ? 'repeated' : 'contradicts',
          licence: state,
        };
      }
      await db
        .insertInto('order_reports')
        .values({ order_id: orderId, ...report, received_at: receivedAt })
        .execute();
      const next = advance(state, report.event);
      if (next !== state) {
        await db
          .updateTable('licences')
          .set({ state: next, changed_at: receivedAt })
          .where('order_id', '=', orderId)
          .execute();
      }
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
