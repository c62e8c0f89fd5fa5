import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKioskDatabaseForReading } from '../../../db/kiosk/open-kiosk-database.ts';
import { worldStateSchema, type WorldState } from '../../../drivers/world/world-state.ts';
import type { ScriptedBank } from '../scripted-bank.ts';
import { orderOfContent } from './content.ts';
import { readBooks, type CutBooks } from './books.ts';
import { runFiles } from './life-order.ts';
import { contents, type Path } from './path.ts';

export interface Verdict {
  readonly violations: readonly string[];
  readonly ends: readonly string[];
}

export interface Case {
  readonly folder: string;
  readonly bank: Pick<ScriptedBank, 'reports'>;
  readonly path: Path;
  /** All was let come to its end, and a person looked last. */
  readonly isAtEnd: boolean;
  /** Something was cut off: an order may have ended otherwise than the path says. */
  readonly mayDiffer: boolean;
}

/** What the judge looks at: the world as it is, the records as they are. */
interface Scene extends Case {
  readonly world: WorldState;
  readonly books: CutBooks;
  /** Orders by the discs that their customers hold: one name for each disc. */
  readonly given: readonly (string | null)[];
}

/** Compares what lies in the world, the terminal's ledger and what the bank heard with the kiosk's records. */
export function judge(whole: Case): Verdict {
  const machine = join(whole.folder, runFiles.machine);
  const databasePath = join(whole.folder, runFiles.data, 'kiosk.sqlite');
  const worldPath = join(machine, 'world.json');
  if (!existsSync(databasePath) || !existsSync(worldPath)) return { violations: [], ends: [] };
  const world = worldStateSchema.parse(JSON.parse(readFileSync(worldPath, 'utf8')));
  const db = openKioskDatabaseForReading(databasePath);
  try {
    const books = readBooks(db);
    if (books === null) return { violations: [], ends: [] };
    const ids = books.orders.map(({ orderId }) => orderId);
    const given = world.discs
      .filter(({ place }) => place.at === 'taken')
      .map(({ id }) => orderOfContent(join(machine, 'discs', `${id}.iso`), ids));
    const scene: Scene = { ...whole, world, books, given };
    return {
      violations: [...always(scene), ...(whole.isAtEnd ? atTheEnd(scene) : [])],
      ends: books.orders.map(({ at, payment }) => `${at} ${payment}`),
    };
  } finally {
    db.close();
  }
}

/** What holds at every instant. */
function always({ books, given, world }: Scene): string[] {
  const found: string[] = [];
  if (given.includes(null)) found.push('a disc was given that is nobody’s');
  for (const { orderId } of books.orders) {
    const discs = given.filter((id) => id === orderId).length;
    if (discs > 1) found.push(`${discs} discs were given of one order`);
  }
  const captured = world.payments.filter(({ kind }) => kind === 'capture' || kind === 'charge');
  const owed = books.orders.filter(
    ({ orderId, at }) => given.includes(orderId) || at === 'fulfilled',
  );
  if (captured.length > owed.length) {
    found.push(`${captured.length} were paid and ${owed.length} discs given`);
  }
  if (world.discs.length !== contents.blanks) found.push('a disc has come or gone');
  found.push(...books.findings);
  return found;
}

/** What holds once everything has come to rest. */
function atTheEnd(scene: Scene): string[] {
  return [...ordersEnded(scene), ...moneySettled(scene), ...discsFound(scene), ...bankKnows(scene)];
}

const ENDS: ReadonlySet<string> = new Set(['fulfilled', 'cancelled', 'released']);

function ordersEnded({ books, given, mayDiffer, path }: Scene): string[] {
  const found: string[] = [];
  if (books.orders.length !== path.orders) found.push(`there are ${books.orders.length} orders`);
  for (const { orderId, at, payment } of books.orders) {
    if (!ENDS.has(at)) found.push(`an order is still ${at}`);
    const isGiven = given.includes(orderId);
    if (isGiven !== (at === 'fulfilled')) {
      found.push(`an order is ${at}, and its disc was ${isGiven ? '' : 'not '}given`);
    }
    if (at === 'fulfilled' && payment !== 'captured') found.push(`a disc was given and ${payment}`);
    if (!mayDiffer && path.end !== 'either' && isGiven !== (path.end === 'disc')) {
      found.push(`nothing was cut off, and an order ended ${at}`);
    }
  }
  const { open } = books;
  for (const [name, count] of Object.entries(open)) {
    if (count > 0) found.push(`${count} ${name} are still open`);
  }
  return found;
}

function moneySettled({ books, given, world }: Scene): string[] {
  const { payments } = world;
  const ended = new Set(payments.map(({ of }) => of));
  const held = payments.filter(({ kind, receipt }) => kind === 'hold' && !ended.has(receipt));
  const captured = payments.filter(({ kind }) => kind === 'capture' || kind === 'charge');
  const found: string[] = [];
  if (held.length > 0) found.push(`${held.length} holds are still held`);
  if (captured.length !== given.length) {
    found.push(`${captured.length} were paid and ${given.length} discs given`);
  }
  for (const { at, payment } of books.orders) {
    if (payment === 'captured' && at !== 'fulfilled') found.push(`an order is ${at} and captured`);
  }
  return found;
}

/** Every disc lies where the records, the ledger and the slots say. */
function discsFound({ books, world }: Scene): string[] {
  const found: string[] = [];
  const compare = (what: string, place: string, records: number, there: number) => {
    if (records !== there) found.push(`${what}: ${records} at ${place}, and ${there} lie there`);
  };
  const lying: Record<string, number> = {};
  for (const { place } of world.discs) {
    const name =
      place.at === 'slot'
        ? `slot:${place.slot}`
        : place.at === 'tray'
          ? `tray:${place.drive}`
          : place.at === 'taken'
            ? 'customer'
            : place.at;
    lying[name] = (lying[name] ?? 0) + 1;
  }
  const places = new Set([
    ...Object.keys(lying),
    ...Object.keys(books.ledger),
    ...Object.keys(books.discs),
  ]);
  for (const place of places) {
    if (place === 'outside') {
      compare('ledger', place, -(books.ledger[place] ?? 0), contents.blanks);
      continue;
    }
    if (place === 'input') {
      compare('ledger', place, books.ledger[place] ?? 0, lying[place] ?? 0);
      continue;
    }
    compare('discs', place, books.discs[place] ?? 0, lying[place] ?? 0);
    compare('ledger', place, books.ledger[place] ?? 0, lying[place] ?? 0);
  }
  books.slots.forEach((is, index) => {
    if (is !== 'empty') found.push(`slot ${index + 1} is still ${is}`);
  });
  return found;
}

/** The bank heard what became of each order, in order, and nothing twice. */
function bankKnows({ bank, books }: Scene): string[] {
  const found: string[] = [];
  for (const { orderId, at } of books.orders) {
    const told = bank.reports.filter((report) => report.orderId === orderId);
    const firsts = new Map(told.map(({ report }) => [report.sequence, report.event]));
    const sequences = [...firsts.keys()];
    if (sequences.some((sequence, index) => sequence !== index + 1)) {
      found.push(`the bank heard ${sequences.join(', ')}`);
    }
    const takens = [...firsts.values()].filter((event) => event === 'taken').length;
    if (takens !== (at === 'fulfilled' ? 1 : 0)) {
      found.push(`the bank heard ${takens} times that a disc was taken`);
    }
  }
  return found;
}
