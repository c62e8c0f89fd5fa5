import { BooksReader } from '../../../../db/kiosk/books-reader.ts';
import { inOurWords } from '../../../../db/kiosk/check-records.ts';
import { listCounters } from '../../../../db/kiosk/counters.ts';
import type { ReadableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { LedgerView } from '../../../../db/kiosk/ledger.ts';
import { hashOfEntry } from '../../../../db/kiosk/ledger-entry.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabaseForReading } from '../../../../db/kiosk/open-kiosk-database.ts';
import type { Audit } from '../../../contracts/panel-reports.ts';
import { AppError } from '../../../foundation/errors.ts';
import { auditBooks, type NotedHead } from '../../../orders/ledger-audit.ts';
import { LedgerChain } from '../../../orders/ledger-chain.ts';

/** So many entries are looked at in one go: some milliseconds. */
const GO = 500;

export interface AuditOptions {
  /** ISO 8601: when it is done. */
  readonly at: string;
  /** A hash of the ledger's head that was noted elsewhere: on a shift report, in an export. */
  readonly notedHash?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens the records for reading at one moment of theirs, while the kiosk may go on writing.
 *
 * @throws AppError `KIOSK_DB_UNREADABLE`, `KIOSK_DB_DAMAGED`, `KIOSK_DB_NEWER`, `AUDIT_RECORDS_OLD`, or what `read` throws.
 */
export async function atOneMoment<Result>(
  path: string,
  read: (db: ReadableDb) => Promise<Result> | Result,
): Promise<Result> {
  const db = openKioskDatabaseForReading(path);
  try {
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > migrations.length) {
      throw new AppError('KIOSK_DB_NEWER', 'These records were written by a later edition.', {
        remedy: 'call-attendant',
        context: { version, known: migrations.length },
      });
    }
    if (version < migrations.length) {
      throw new AppError(
        'AUDIT_RECORDS_OLD',
        'These records are of an older edition: start the kiosk once, and look again.',
        { remedy: 'call-attendant', context: { version, known: migrations.length } },
      );
    }
    db.exec('BEGIN');
    return await read(db);
  } catch (error) {
    throw inOurWords(error);
  } finally {
    db.close();
  }
}

/**
 * Looks through the books: the chain, the sums, and whether discs, orders, payments and counters say the same.
 *
 * @param path the file of the records; the kiosk may run. It is read in small pieces, between which the program does other things.
 * @throws AppError as {@link atOneMoment}, or the signal's reason.
 */
export function auditRecords(path: string, options: AuditOptions): Promise<Audit> {
  return atOneMoment(path, (db) => audit(db, options));
}

async function audit(db: ReadableDb, { at, notedHash, signal }: AuditOptions): Promise<Audit> {
  const ledger = new LedgerView(db);
  const reader = new BooksReader(db);
  const chain = new LedgerChain(hashOfEntry);
  for (const entry of ledger.entries()) {
    chain.take(entry);
    if (entry.entry % GO === 0) await breathe(signal);
  }
  const counters = listCounters(db);
  const notedHeads: NotedHead[] = reader.headsOfShifts();
  if (notedHash !== undefined) {
    const isFound = reader.hasHash(notedHash);
    const noted = { where: 'the paper or file that you compare with', entry: null };
    notedHeads.push({ ...noted, hash: notedHash, isFound });
  }
  const findings = auditBooks(chain, {
    head: ledger.head(),
    notedHeads,
    balances: ledger.balances(),
    counters,
    countedFromJournals: reader.countsFromJournals(),
    discs: await inPieces(reader.discs(), signal),
    fulfilled: await inPieces(reader.fulfilled(), signal),
    captured: await inPieces(reader.captured(), signal),
  });
  const { entry, hash } = chain.last;
  return {
    at,
    entries: entry,
    head: hash === '' ? null : hash,
    balances: Object.fromEntries(chain.balancesOf('disc')),
    counters,
    findings: [...findings],
    isSound: findings.length === 0,
  };
}

/** All rows of a query, read as the entries are. */
async function inPieces<Row>(rows: Iterable<Row>, signal: AbortSignal): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (const row of rows) {
    found.push(row);
    if (found.length % GO === 0) await breathe(signal);
  }
  return found;
}

/** Lets the program do what else is due. */
async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
