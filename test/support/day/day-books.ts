import type { ReadableDb } from '../../../db/kiosk/kiosk-database.ts';
import type { World } from '../../../drivers/world/world.ts';
import type { RemovedDisc } from './day-attendant.ts';

/** How many discs there are of each kind, by what the machine wrote down. */
export interface DayBooks {
  /** Orders by state. */
  readonly orders: Readonly<Record<string, number>>;
  readonly fulfilled: readonly string[];
  /** Discs by state; rejected ones by reason. */
  readonly discs: Readonly<Record<string, number>>;
  readonly rejected: Readonly<Record<string, number>>;
  /** By place: discs that came to it less discs that left it, by the ledger. */
  readonly ledger: Readonly<Record<string, number>>;
  readonly sheets: number;
  readonly openActs: number;
  readonly reservations: number;
}

export function readBooks(db: ReadableDb): DayBooks {
  const counts = (sql: string) =>
    Object.fromEntries(
      (db.prepare(sql).all() as { name: string; n: number }[]).map(({ name, n }) => [name, n]),
    );
  const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n;
  const came = counts(
    `SELECT to_unit AS name, sum(quantity) AS n FROM ledger WHERE item = 'disc' GROUP BY 1`,
  );
  const left = counts(
    `SELECT from_unit AS name, sum(quantity) AS n FROM ledger WHERE item = 'disc' GROUP BY 1`,
  );
  const places = [...new Set([...Object.keys(came), ...Object.keys(left)])];
  return {
    orders: counts('SELECT at AS name, count(*) AS n FROM orders GROUP BY 1'),
    fulfilled: (
      db.prepare(`SELECT order_id AS id FROM orders WHERE at = 'fulfilled'`).all() as {
        id: string;
      }[]
    ).map(({ id }) => id),
    discs: counts('SELECT at AS name, count(*) AS n FROM discs GROUP BY 1'),
    rejected: counts(
      `SELECT json_extract(state, '$.reason') AS name, count(*) AS n FROM discs
      WHERE at = 'rejected' GROUP BY 1`,
    ),
    ledger: Object.fromEntries(
      places.map((place) => [place, (came[place] ?? 0) - (left[place] ?? 0)]),
    ),
    sheets: count(`SELECT coalesce(sum(quantity), 0) AS n FROM ledger WHERE item = 'sheet'`),
    openActs: count('SELECT count(*) AS n FROM acts WHERE outcome IS NULL'),
    reservations: count('SELECT count(*) AS n FROM reservations'),
  };
}

/** What the ledger must say by what was seen from outside: where the discs are that were ever put into the machine. */
export function expectedLedger(facts: {
  /** Before the first start. */
  readonly opening: number;
  readonly loaded: number;
  readonly carried: number;
  readonly removed: readonly RemovedDisc[];
  readonly world: World;
  readonly places: readonly string[];
}): Record<string, number> {
  const inWorld = (pile: string) =>
    facts.world.state.discs.filter(({ place }) => place.at === pile).length;
  const byHand = facts.removed.filter(({ from }) => from !== 'reject').length;
  const known: Record<string, number> = {
    // What the attendant loads without a word the books do not know.
    input: inWorld('input') - facts.loaded,
    outside: -facts.opening,
    customer: facts.carried,
    reject: facts.removed.length - byHand + inWorld('reject'),
    // What an attendant takes out by hand is kept like what the robot put into the retain bin.
    retain: byHand + inWorld('retain'),
  };
  return Object.fromEntries(facts.places.map((place) => [place, known[place] ?? 0]));
}

/** The rejection that each fault leads to, where the disc reaches the bin. */
const REASON: Readonly<Record<string, string>> = {
  'drive.write-error': 'writeError',
  'drive.power-calibration': 'writeError',
  'drive.lost': 'writeError',
  'drive.stalled': 'writeError',
  'drive.hung': 'writeError',
  'drive.close-failed': 'closeError',
  'drive.verify-mismatch': 'verifyMismatch',
  'drive.unreadable-sector': 'verifyUnreadable',
  'drive.not-blank': 'notBlank',
  'drive.wrong-medium': 'notBlank',
  'drive.no-medium': 'invalidMedia',
};

/** How often each rejection was to come, by the faults that came: asked for, and not waiting any more. */
export function expectedRejections(
  asked: readonly string[],
  waiting: readonly { readonly name: string }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (fault: string, by: number) => {
    const reason = REASON[fault.replace(/@.*$/, '')];
    if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + by;
  };
  for (const fault of asked) add(fault, 1);
  for (const { name } of waiting) add(name, -1);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}
