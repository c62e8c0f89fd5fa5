import SqliteDatabase from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../app/foundation/errors.ts';
import type { ReadableDb } from './kiosk-database.ts';
import { readAside } from './reading-aside.ts';
import { missedBy, type Witness } from './witness.ts';

const textRowSchema = z.strictObject({ found: z.string() });
const versionRowSchema = z.strictObject({ user_version: z.int() });
const integrityRowSchema = z.strictObject({ integrity_check: z.string() });

/**
 * Looks through a file of records without writing to it: its form, SQLite's own checks, and what must hold between the tables.
 *
 * @param known the newest form that this program knows.
 * @param witness how far the records were before; left out for a copy, which is older by its nature.
 * @throws AppError `KIOSK_DB_UNREADABLE`, `KIOSK_DB_NEWER`, `KIOSK_DB_DAMAGED`, `KIOSK_DB_ROLLED_BACK`.
 */
export function checkRecords(path: string, known: number, witness: Witness | null): void {
  let db: ReadableDb;
  try {
    db = new SqliteDatabase(path, { readonly: true, fileMustExist: true }) as ReadableDb;
  } catch (error) {
    throw unreadableRecords(error);
  }
  try {
    const looking = lookThrough(known);
    for (let next = looking.next(); next.done !== true;) {
      next = looking.next(db.prepare(next.value).all());
    }
    refuseRolledBack(db, witness);
  } catch (error) {
    throw error instanceof AppError ? error : unreadableRecords(error);
  } finally {
    db.close();
  }
}

/**
 * The same for a copy while the kiosk works: a file of years takes seconds, and in those a disc is being written.
 *
 * @throws AppError `KIOSK_DB_UNREADABLE`, `KIOSK_DB_NEWER`, `KIOSK_DB_DAMAGED`.
 */
export async function checkCopyAside(path: string, known: number): Promise<void> {
  const reading = readAside(path);
  try {
    const looking = lookThrough(known);
    for (let next = looking.next(); next.done !== true;) {
      next = looking.next(await reading.ask(next.value));
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadableRecords(error);
  } finally {
    await reading.close();
  }
}

export function versionOf(db: ReadableDb): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** Gives one query after the other, and takes their rows. @throws AppError `KIOSK_DB_NEWER`, `KIOSK_DB_DAMAGED`. */
function* lookThrough(known: number): Generator<string, void, readonly unknown[]> {
  const [{ user_version: version } = { user_version: 0 }] = z
    .array(versionRowSchema)
    .parse(yield 'PRAGMA user_version');
  if (version > known) {
    throw new AppError('KIOSK_DB_NEWER', 'These records were written by a later edition.', {
      remedy: 'call-attendant',
      context: { version, known },
    });
  }
  const integrity = z
    .array(integrityRowSchema)
    .parse(yield 'PRAGMA integrity_check(1)')
    .map(({ integrity_check }) => integrity_check);
  const isWhole = integrity.join() === 'ok';
  const strays = yield 'PRAGMA foreign_key_check';
  const found = [
    ...(isWhole ? [] : integrity),
    ...(strays.length === 0 ? [] : ['a row belongs to one that is gone']),
  ];
  if (isWhole && version > 0) {
    const heads = yield `SELECT 1 FROM sqlite_schema WHERE name = 'ledger_head'`;
    const rows = yield `${contradictions} ${heads.length === 0 ? '' : headlessLedger} LIMIT 20`;
    found.push(
      ...z
        .array(textRowSchema)
        .parse(rows)
        .map((row) => row.found),
    );
  }
  if (found.length === 0) return;
  throw new AppError('KIOSK_DB_DAMAGED', 'The records of this machine are damaged.', {
    remedy: 'call-attendant',
    context: { found },
  });
}

/**
 * What no sound page tells and the tables together do: a page that came back in an older state, which SQLite's own check takes for
 * good. Rows that are numbered and never deleted must all be there, and no effect or report may be ahead of its order. Each table
 * is gone through once: a look for each row of another would take hours after some years.
 */
export const contradictions = `
WITH numbered (name, last, rows) AS (
  SELECT 'acts', max(act_id), count(*) FROM acts
  UNION ALL SELECT 'ledger', max(entry), count(*) FROM ledger
), counted (name, last) AS (
  SELECT name, last FROM numbered
  UNION ALL SELECT 'events', max(event_id) FROM events
  UNION ALL SELECT 'effects', max(effect_id) FROM effects
)
SELECT name || ' are not all there' AS found FROM numbered WHERE coalesce(last, 0) <> rows
UNION ALL
SELECT counted.name || ' are not as many as were numbered' FROM counted
  JOIN sqlite_sequence AS given ON given.name = counted.name
  WHERE coalesce(last, 0) <> given.seq
UNION ALL
SELECT 'reports of ' || order_id || ' are not all there' FROM outbox
  GROUP BY order_id HAVING count(*) <> max(sequence)
UNION ALL
SELECT 'the order ' || order_id || ' is older than its effects' FROM orders
  JOIN (SELECT order_id, max(order_version) AS newest FROM effects GROUP BY order_id) USING (order_id)
  WHERE version < newest`;

const headlessLedger = `
UNION ALL
SELECT 'the ledger does not end at its head' FROM ledger_head
  WHERE entry <> (SELECT coalesce(max(entry), 0) FROM ledger)
    OR hash <> coalesce((SELECT hash FROM ledger ORDER BY entry DESC LIMIT 1), '')`;

/** @throws AppError `KIOSK_DB_ROLLED_BACK`. */
function refuseRolledBack(db: ReadableDb, witness: Witness | null): void {
  if (witness === null) return;
  const missed = versionOf(db) === 0 ? ['everything'] : missedBy(db, witness);
  if (missed.length === 0) return;
  throw new AppError(
    'KIOSK_DB_ROLLED_BACK',
    'The records of this machine are older than they were: a part of them is lost.',
    { remedy: 'call-attendant', context: { missed, seenAt: witness.at } },
  );
}

/** An error of the database's own in a code of ours; any other as it is. */
export function inOurWords(error: unknown): unknown {
  return error instanceof SqliteDatabase.SqliteError ? unreadableRecords(error) : error;
}

/** Whatever kept a file from being read, in a code of ours. */
export function unreadableRecords(cause: unknown): AppError {
  const code =
    cause instanceof SqliteDatabase.SqliteError && cause.code.startsWith('SQLITE_CORRUPT')
      ? 'KIOSK_DB_DAMAGED'
      : 'KIOSK_DB_UNREADABLE';
  return new AppError(code, 'The records of this machine cannot be opened.', {
    remedy: 'call-attendant',
    cause,
  });
}
