import type { Kysely } from 'kysely';
import { type Clock, timestamp } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import type { BankEngine } from './dialect.ts';
import { peopleAndMachines } from './migrations/0001-people-and-machines.ts';
import { orders } from './migrations/0002-orders.ts';
import { requestNonces } from './migrations/0003-request-nonces.ts';
import { viewers } from './migrations/0004-viewers.ts';
import { viewings } from './migrations/0005-viewings.ts';
import { sticks } from './migrations/0006-sticks.ts';
import { kioskStandings } from './migrations/0007-kiosk-standings.ts';
import type { Migration } from './migrations/migration.ts';
import type { BankTables } from './tables.ts';

/** Every step, in order. A new one is added at the end. */
export const migrations: readonly Migration[] = [
  peopleAndMachines,
  orders,
  requestNonces,
  viewers,
  viewings,
  sticks,
  kioskStandings,
];

/**
 * Brings the schema up to migration `target`, each step in a transaction of its own with its entry in the list.
 *
 * @throws AppError `BANK_DATABASE_NEWER` where the database was written by a later program.
 */
export async function migrate(
  db: Kysely<BankTables>,
  engine: BankEngine,
  clock: Clock,
  target: number = migrations.length,
): Promise<void> {
  await db.schema
    .createTable('schema_migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (c) => c.primaryKey().notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'text', (c) => c.notNull())
    .modifyEnd(engine.tableEnd)
    .execute();
  const last = await db
    .selectFrom('schema_migrations')
    .select('number')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  const applied = last?.number ?? 0;
  if (applied > migrations.length) {
    throw new AppError(
      'BANK_DATABASE_NEWER',
      `This database is at migration ${applied}; this program knows ${migrations.length}.`,
      { remedy: 'call-attendant', context: { applied, known: migrations.length } },
    );
  }
  for (const step of migrations.slice(applied, target)) {
    await db.transaction().execute(async (transaction) => {
      // The entry first, which takes the lock: of two processes that start, the other one finds it.
      const entry = await transaction
        .insertInto('schema_migrations')
        .values({ number: step.number, name: step.name, applied_at: timestamp(clock) })
        .onConflict((conflict) => conflict.doNothing())
        .returning('number')
        .executeTakeFirst();
      if (entry !== undefined) await step.up(transaction, engine);
    });
  }
}
