import { z } from 'zod';
import { type OrderReport, orderReportSchema } from '../../app/contracts/bank-api.ts';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { LicenceState } from '../../app/contracts/licence.ts';
import { AppError } from '../../app/foundation/errors.ts';
import type { BankDatabase } from './database.ts';
import { changeState } from './licence-events.ts';
import { lockLicence } from './licence-facts.ts';
import type { AdvanceLicence } from './licence-rules.ts';
import { parseRow } from './rows.ts';

const reportRowSchema = orderReportSchema
  .extend({ order_id: z.string(), received_at: instantSchema })
  .transform(({ sequence, at, event }): OrderReport => ({ sequence, at, event }));

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
   * @throws AppError `ORDER_UNKNOWN`.
   */
  async record(
    order: { readonly orderId: string; readonly kioskId: string },
    report: OrderReport,
    receivedAt: string,
    advance: AdvanceLicence,
  ): Promise<RecordedReport> {
    return this.#database.db.transaction().execute(async (db): Promise<RecordedReport> => {
      const { orderId, kioskId } = order;
      const licence = await lockLicence(db, orderId);
      if (licence === null) {
        throw new AppError('ORDER_UNKNOWN', 'There is no such order.', { remedy: 'reject-input' });
      }
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
          licence: licence.state,
        };
      }
      await db
        .insertInto('order_reports')
        .values({ order_id: orderId, ...report, received_at: receivedAt })
        .execute();
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
