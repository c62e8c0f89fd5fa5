import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import type { ReadableDb } from './kiosk-database.ts';

const count = z.int().nonnegative();

/**
 * How far the records were at some moment, kept in a small file beside them. Records are never behind their witness, for it is
 * written after what it tells of was committed: those that are were rolled back, or lost a part.
 */
export const witnessSchema = z.strictObject({
  form: z.literal(1),
  at: instantSchema,
  /** Goes up by one whenever a copy took the place of the records. */
  epoch: z.int().positive(),
  /** Null before it was enrolled. */
  kioskName: z.string().nullable(),
  acts: count,
  endedActs: count,
  events: count,
  effects: count,
  reports: count,
  /** The last entry of the ledger, by its number and hash; the hash is empty where there is none. */
  ledger: z.strictObject({ entry: count, hash: z.string() }),
});
export type Witness = z.infer<typeof witnessSchema>;

/** `unreadable` tells as much as that there were records. */
export type FoundWitness =
  { readonly is: 'none' | 'unreadable' } | { readonly is: 'readable'; readonly witness: Witness };

const numberRowSchema = z.strictObject({ n: count });
const ledgerRowSchema = z.strictObject({ entry: count, hash: z.string() });
const valueRowSchema = z.strictObject({ value: z.string() });

/** How far the records are now. */
export function witnessOf(db: ReadableDb, at: string): Witness {
  const last = db.prepare('SELECT entry, hash FROM ledger ORDER BY entry DESC LIMIT 1').get();
  return {
    form: 1,
    at,
    epoch: epochOf(db),
    kioskName: kioskNameOf(db),
    acts: numberOf(db, 'SELECT coalesce(max(act_id), 0) AS n FROM acts'),
    // Acts are numbered without gaps, and the open ones are few: nothing counts through all of them.
    endedActs: numberOf(
      db,
      `SELECT coalesce(max(act_id), 0) - (SELECT count(*) FROM acts WHERE outcome IS NULL) AS n FROM acts`,
    ),
    events: numberOf(db, 'SELECT coalesce(max(event_id), 0) AS n FROM events'),
    effects: numberOf(db, 'SELECT coalesce(max(effect_id), 0) AS n FROM effects'),
    reports: numberOf(db, 'SELECT count(*) AS n FROM outbox'),
    ledger: last === undefined ? { entry: 0, hash: '' } : ledgerRowSchema.parse(last),
  };
}

/** What the witness saw and the records no longer have, in words for staff; empty where they went on from there. */
export function missedBy(db: ReadableDb, witness: Witness): string[] {
  const now = witnessOf(db, witness.at);
  const missed: string[] = [];
  const names = ['epoch', 'acts', 'endedActs', 'events', 'effects', 'reports'] as const;
  for (const name of names) {
    if (now[name] < witness[name]) missed.push(`${name}: ${now[name]} of ${witness[name]}`);
  }
  const { entry, hash } = witness.ledger;
  if (entry > 0) {
    const row = db.prepare('SELECT entry, hash FROM ledger WHERE entry = ?').get(entry);
    const isSame = row !== undefined && ledgerRowSchema.parse(row).hash === hash;
    if (!isSame) missed.push(`ledger: entry ${entry}`);
  }
  return missed;
}

export function readWitness(path: string): FoundWitness {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { is: isMissing ? 'none' : 'unreadable' };
  }
  try {
    return { is: 'readable', witness: witnessSchema.parse(JSON.parse(text)) };
  } catch {
    return { is: 'unreadable' };
  }
}

/** Whole or not at all, on the disk when this returns. */
export function writeWitness(path: string, witness: Witness): void {
  writeDurably(path, `${JSON.stringify(witness)}\n`);
}

/** Writes a small file for its owner alone: after a power cut it is as before, or as asked. */
export function writeDurably(path: string, text: string): void {
  const next = `${path}.part`;
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  syncFolder(dirname(path));
}

/** Names in a folder outlive a power cut only once the folder itself was written. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function epochOf(db: ReadableDb): number {
  const parsed = z.int().positive().safeParse(settingOf(db, 'epoch'));
  return parsed.success ? parsed.data : 1;
}

function kioskNameOf(db: ReadableDb): string | null {
  const parsed = z.object({ kioskName: z.string() }).safeParse(settingOf(db, 'enrolment'));
  return parsed.success ? parsed.data.kioskName : null;
}

function settingOf(db: ReadableDb, name: string): unknown {
  const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name);
  if (row === undefined) return null;
  try {
    return JSON.parse(valueRowSchema.parse(row).value);
  } catch {
    return null;
  }
}

function numberOf(db: ReadableDb, sql: string): number {
  return numberRowSchema.parse(db.prepare(sql).get()).n;
}
