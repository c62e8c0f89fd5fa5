import type { Migration } from './migration.ts';

/** Who sells, who buys, and the machines between them. */
export const peopleAndMachines: Migration = {
  number: 1,
  name: 'people-and-machines',
  async up(db, engine) {
    await db.schema
      .createTable('distributors')
      .addColumn('distributor_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('key', engine.bytes, (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('users')
      .addColumn('user_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('member', 'text', (c) => c.notNull().unique())
      .addColumn('card_hash', engine.bytes, (c) => c.notNull().unique())
      .addColumn('pin_hash', 'text', (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('identification_attempts')
      .addColumn('identity', 'text', (c) => c.primaryKey().notNull())
      .addColumn('failed', 'integer', (c) => c.notNull())
      .addColumn('forgotten_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('kiosks')
      .addColumn('kiosk_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('distributor_id', 'text', (c) =>
        c.notNull().references('distributors.distributor_id'),
      )
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull().unique())
      .addColumn('enrolled_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('enrolment_codes')
      .addColumn('code_hash', engine.bytes, (c) => c.primaryKey().notNull())
      .addColumn('distributor_id', 'text', (c) =>
        c.notNull().references('distributors.distributor_id'),
      )
      .addColumn('kiosk_name', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'text', (c) => c.notNull())
      .addColumn('kiosk_id', 'text', (c) => c.references('kiosks.kiosk_id'))
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('signing_keys')
      .addColumn('key_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('purpose', 'text', (c) => c.notNull())
      .addColumn('private_key', engine.bytes, (c) => c.notNull())
      .addColumn('created_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
  },
};
