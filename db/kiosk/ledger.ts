import { z } from 'zod';
import { inTransaction, type ReadableDb, type WritableDb } from './kiosk-database.ts';
import {
  hashOfEntry,
  ledgerColumns,
  ledgerItems,
  type LedgerEntry,
  type LedgerItem,
  type LedgerKind,
  parseLedgerEntry,
  type VendKind,
} from './ledger-entry.ts';

/** What is written down of a movement; the ledger adds its number, its vend and its hash. */
export interface Movement {
  readonly at: string;
  readonly item: LedgerItem;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** 1 where it is left out. */
  readonly quantity?: number;
  /** `move` where it is left out. */
  readonly kind?: LedgerKind;
  readonly orderId?: string | null;
  readonly discId?: string | null;
  /** The person who did it. */
  readonly by?: string | null;
  /** A disc that is given and not sold. */
  readonly isTest?: boolean;
}

/** What a person counted in a unit. */
export interface Recount {
  readonly at: string;
  readonly item: LedgerItem;
  readonly unit: string;
  readonly counted: number;
  readonly by: string;
  readonly reason: string;
}

const headSchema = z.strictObject({ entry: z.int(), hash: z.string() });
const balanceSchema = z.strictObject({
  item: z.enum(ledgerItems),
  unit: z.string(),
  quantity: z.int(),
});
const placeSchema = z.strictObject({ to_unit: z.string() });
const sumSchema = z.strictObject({ sum: z.int() });

export type Balance = z.infer<typeof balanceSchema>;
export type LedgerHead = z.infer<typeof headSchema>;

/** The ledger, for whoever only reads it. */
export class LedgerView {
  readonly #db: ReadableDb;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** The last entry; number 0 and an empty hash before the first. */
  head(): LedgerHead {
    return headSchema.parse(this.#db.prepare('SELECT entry, hash FROM ledger_head').get());
  }

  /** All entries, read as they are asked for. */
  *entries(): IterableIterator<LedgerEntry> {
    const rows = this.#db.prepare(`SELECT ${ledgerColumns} FROM ledger ORDER BY entry`).iterate();
    for (const row of rows) yield parseLedgerEntry(row);
  }

  /** Entries of a stretch of time, both ends included. */
  listBetween(from: string, to: string, kind: LedgerKind): LedgerEntry[] {
    return this.#db
      .prepare(
        `SELECT ${ledgerColumns} FROM ledger WHERE at BETWEEN ? AND ? AND kind = ? ORDER BY entry`,
      )
      .all(from, to, kind)
      .map(parseLedgerEntry);
  }

  /** What lies in every unit by the books; less than nothing in `outside`, and where more went out than was known. */
  balances(): Balance[] {
    return this.#db
      .prepare('SELECT item, unit, quantity FROM balances ORDER BY item, unit')
      .all()
      .map((row) => balanceSchema.parse(row));
  }

  balanceOf(item: LedgerItem, unit: string): number {
    const row = this.#db
      .prepare('SELECT item, unit, quantity FROM balances WHERE item = ? AND unit = ?')
      .get(item, unit);
    return row === undefined ? 0 : balanceSchema.parse(row).quantity;
  }

  /** Where a disc is by its last entry; null for one that the ledger does not know. */
  placeOf(discId: string): string | null {
    const row = this.#db
      .prepare('SELECT to_unit FROM ledger WHERE disc_id = ? ORDER BY entry DESC LIMIT 1')
      .get(discId);
    return row === undefined ? null : placeSchema.parse(row).to_unit;
  }

  /** How many the machine took out of a unit, or put into it, since an instant. */
  countMoved(way: 'from' | 'to', item: LedgerItem, unit: string, since: string): number {
    const row = this.#db
      .prepare(
        `SELECT coalesce(sum(quantity), 0) AS sum FROM ledger
        WHERE item = ? AND ${way}_unit = ? AND at >= ? AND kind = 'move'`,
      )
      .get(item, unit, since);
    return sumSchema.parse(row).sum;
  }

  /** Whether anybody ever loaded or counted a unit: until then its balance says only what left it. */
  isCounted(item: LedgerItem, unit: string): boolean {
    const columns = ['from_unit', 'to_unit'] as const;
    return columns.some(
      (column) =>
        this.#db
          .prepare(
            `SELECT entry FROM ledger WHERE item = ? AND ${column} = ? AND kind IN ('load', 'recount') LIMIT 1`,
          )
          .get(item, unit) !== undefined,
    );
  }
}

/**
 * The append-only ledger of discs and sheets, as double entry: every entry moves a quantity from one unit to another, and each hash
 * covers the entry before. A disc's own way is written by `DiscStore`, with its record; what is left are piles and sheets.
 */
export class Ledger extends LedgerView {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    super(db);
    this.#db = db;
  }

  record(movement: Movement): LedgerEntry {
    return inTransaction(this.#db, () => {
      const head = this.head();
      const { by = null, discId = null, isTest = false, kind = 'move', orderId = null } = movement;
      const { at, from, item, quantity = 1, reason, to } = movement;
      const isGiven = item === 'disc' && to === 'customer';
      const body = {
        entry: head.entry + 1,
        form: 2 as const,
        at,
        kind,
        item,
        from,
        to,
        quantity,
        orderId,
        discId,
        reason,
        by,
        previousHash: head.hash,
        vend: isGiven ? this.#vendOf(orderId, isTest) : null,
      };
      const entry = { ...body, hash: hashOfEntry(body) };
      this.#db
        .prepare(
          `INSERT INTO ledger (${ledgerColumns}) VALUES (@entry, @form, @at, @kind, @item, @from, @to,
          @quantity, @orderId, @discId, @reason, @vend, @by, @previousHash, @hash)`,
        )
        .run(entry);
      return entry;
    });
  }

  /** So many were put into a unit; `by` is null where a sensor counted them. Nothing is written for none. */
  load(
    of: Omit<Recount, 'by' | 'counted'> & { readonly by: string | null; readonly quantity: number },
  ): void {
    const { unit, ...rest } = of;
    if (of.quantity > 0) this.record({ ...rest, kind: 'load', from: 'outside', to: unit });
  }

  /**
   * Has the books say what was counted. What is there too much came from `outside`; what is missing is `unknown`.
   *
   * @returns the difference: less than nothing where some are missing. None is no entry.
   */
  correct({ counted, unit, ...rest }: Recount): number {
    return inTransaction(this.#db, () => {
      const difference = counted - this.balanceOf(rest.item, unit);
      const way = difference > 0 ? { from: 'outside', to: unit } : { from: unit, to: 'unknown' };
      const quantity = Math.abs(difference);
      if (quantity > 0) this.record({ ...rest, ...way, kind: 'recount', quantity });
      return difference;
    });
  }

  #vendOf(orderId: string | null, isTest: boolean): VendKind {
    if (isTest) return 'test';
    const payment = this.#db
      .prepare('SELECT order_id FROM payments WHERE order_id = ?')
      .get(orderId);
    return payment === undefined ? 'free' : 'paid';
  }
}
