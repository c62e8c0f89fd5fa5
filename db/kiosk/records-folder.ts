import { join } from 'node:path';
import { AppError } from '../../app/foundation/errors.ts';
import type { WritableDb } from './kiosk-database.ts';
import { migrations } from './migrations/index.ts';
import { holdsSomething, openKioskDatabase } from './open-kiosk-database.ts';
import { readWitness, witnessOf, writeWitness, type Witness } from './witness.ts';

/** Where the records of one kiosk lie, and what belongs to them. */
export interface RecordsFolder {
  readonly folder: string;
  readonly database: string;
  /** What SQLite keeps beside the file: without them it is not whole. */
  readonly besideDatabase: readonly string[];
  readonly witness: string;
}

export function recordsFolder(folder: string): RecordsFolder {
  const database = join(folder, 'kiosk.sqlite');
  return {
    folder,
    database,
    besideDatabase: [`${database}-wal`, `${database}-shm`],
    witness: join(folder, 'kiosk.witness'),
  };
}

/**
 * Opens the records of a data folder. New ones are made only where there never were any: a file that is gone, or empty, while its
 * witness or its journal is there is missed, not made anew.
 *
 * @throws AppError `KIOSK_DB_MISSING` besides those of `openKioskDatabase`; every file is then as it was.
 */
export function openRecords(
  { besideDatabase, database, witness: witnessPath }: RecordsFolder,
  at: string,
): WritableDb {
  const found = readWitness(witnessPath);
  const hasRemains = found.is !== 'none' || besideDatabase.some(holdsSomething);
  if (!holdsSomething(database) && hasRemains) throw missing(found);
  const witness = found.is === 'readable' ? found.witness : null;
  const db = openKioskDatabase(database, migrations, witness);
  try {
    keepWitness(witnessPath, db, at);
  } catch {
    // A disk that is full keeps no kiosk from its start: sound records are never behind an older witness.
  }
  return db;
}

/** Writes down how far the records are. @returns what it wrote. */
export function keepWitness(path: string, db: WritableDb, at: string): Witness {
  const witness = witnessOf(db, at);
  writeWitness(path, witness);
  return witness;
}

function missing(found: ReturnType<typeof readWitness>): AppError {
  return new AppError(
    'KIOSK_DB_MISSING',
    'This machine had records, and they are not there any more.',
    {
      remedy: 'call-attendant',
      context: { seenAt: found.is === 'readable' ? found.witness.at : null },
    },
  );
}
