import { LedgerChain } from '../../../app/orders/ledger-chain.ts';
import type { ReadableDb } from '../../../db/kiosk/kiosk-database.ts';
import { hashOfEntry, parseLedgerEntry } from '../../../db/kiosk/ledger-entry.ts';

/** What the records of a kiosk say, read as they lie there. */
export interface CutBooks {
  readonly orders: readonly {
    readonly orderId: string;
    readonly at: string;
    readonly payment: string;
  }[];
  /** Discs by the place of their record. */
  readonly discs: Readonly<Record<string, number>>;
  /** By place: discs that came to it less discs that left it. */
  readonly ledger: Readonly<Record<string, number>>;
  /** What is wrong with its chain and its sums, by the product's own audit. */
  readonly findings: readonly string[];
  /** By slot. */
  readonly slots: readonly string[];
  readonly open: Readonly<Record<string, number>>;
}

/** @returns null where the records have no tables yet. */
export function readBooks(db: ReadableDb): CutBooks | null {
  const all = <Row>(sql: string) => db.prepare(sql).all() as Row[];
  if (all(`SELECT 1 FROM sqlite_master WHERE name = 'orders'`).length === 0) return null;
  if (all(`SELECT 1 FROM sqlite_master WHERE name = 'payments'`).length === 0) return null;
  const counts = (sql: string) =>
    Object.fromEntries(all<{ name: string; n: number }>(sql).map(({ name, n }) => [name, n]));
  const count = (sql: string) => all<{ n: number }>(sql)[0]?.n ?? 0;
  return {
    orders: all(
      `SELECT order_id AS orderId, at, coalesce(payments.state, 'none') AS payment
      FROM orders LEFT JOIN payments USING (order_id) ORDER BY created_at, order_id`,
    ),
    discs: counts('SELECT place AS name, count(*) AS n FROM discs GROUP BY 1'),
    ledger: counts(
      `SELECT name, sum(n) AS n FROM (
        SELECT to_unit AS name, quantity AS n FROM ledger WHERE item = 'disc'
        UNION ALL SELECT from_unit, -quantity FROM ledger WHERE item = 'disc') GROUP BY 1`,
    ),
    findings: findingsOf(all(`SELECT * FROM ledger ORDER BY entry`)),
    slots: all<{ is: string }>(
      `SELECT json_extract(state, '$.is') AS "is" FROM slots ORDER BY slot`,
    ).map((slot) => slot.is),
    open: {
      acts: count('SELECT count(*) AS n FROM acts WHERE outcome IS NULL'),
      effects: count('SELECT count(*) AS n FROM effects WHERE outcome IS NULL'),
      reservations: count('SELECT count(*) AS n FROM reservations'),
      reports: count('SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL AND refusal IS NULL'),
      refusals: count('SELECT count(*) AS n FROM outbox WHERE refusal IS NOT NULL'),
    },
  };
}

function findingsOf(rows: readonly unknown[]): string[] {
  const chain = new LedgerChain(hashOfEntry);
  for (const row of rows) chain.take(parseLedgerEntry(row));
  return chain.findings.map(({ code, message }) => `${code} ${message}`);
}
