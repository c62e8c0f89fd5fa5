import type { Migration } from './migration.ts';

/** Passwords of those who watch at home, and the devices they watch on. */
export const viewers: Migration = {
  number: 4,
  name: 'viewers',
  async up(db, engine) {
    await db.schema
      .createTable('viewer_credentials')
      .addColumn('user_id', 'text', (c) => c.primaryKey().notNull().references('users.user_id'))
      .addColumn('password_hash', 'text', (c) => c.notNull())
      .addColumn('set_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('devices')
      .addColumn('device_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('sign_key', 'text', (c) => c.notNull().unique())
      .addColumn('seal_key', 'text', (c) => c.notNull())
      .addColumn('stick_key', 'text', (c) => c.notNull())
      .addColumn('enrolled_at', 'text', (c) => c.notNull())
      .addColumn('revoked_at', 'text')
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema.createIndex('devices_of_user').on('devices').column('user_id').execute();
  },
};
