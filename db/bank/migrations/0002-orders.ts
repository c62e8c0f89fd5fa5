import type { Migration } from './migration.ts';

/** Orders, the licences they make, and what kiosks report of them. */
export const orders: Migration = {
  number: 2,
  name: 'orders',
  async up(db, engine) {
    await db.schema
      .createTable('orders')
      .addColumn('order_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('title_id', 'text', (c) => c.notNull())
      .addColumn('user_id', 'text', (c) => c.notNull().references('users.user_id'))
      .addColumn('distributor_id', 'text', (c) =>
        c.notNull().references('distributors.distributor_id'),
      )
      .addColumn('kiosk_id', 'text', (c) => c.notNull().references('kiosks.kiosk_id'))
      .addColumn('proof_id', 'text', (c) => c.notNull().unique())
      .addColumn('seed', engine.bytes, (c) => c.notNull())
      .addColumn('signing_key_id', 'text', (c) => c.notNull().references('signing_keys.key_id'))
      .addColumn('created_at', 'text', (c) => c.notNull())
      .addColumn('main_bytes', 'integer')
      .addColumn('main_sha256', engine.bytes)
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema.createIndex('orders_of_user').on('orders').column('user_id').execute();
    await db.schema
      .createTable('licences')
      .addColumn('order_id', 'text', (c) => c.primaryKey().notNull().references('orders.order_id'))
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('changed_at', 'text', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('order_reports')
      .addColumn('order_id', 'text', (c) => c.notNull().references('orders.order_id'))
      .addColumn('sequence', 'integer', (c) => c.notNull())
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('received_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('order_reports_key', ['order_id', 'sequence'])
      .modifyEnd(engine.tableEnd)
      .execute();
  },
};
