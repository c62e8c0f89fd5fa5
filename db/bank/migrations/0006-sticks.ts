import type { Migration } from './migration.ts';

/** Complements on portable storage, and the receipts that come back from them. */
export const sticks: Migration = {
  number: 6,
  name: 'sticks',
  async up(db, engine) {
    await db.schema
      .createTable('sticks')
      .addColumn('stick_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('order_id', 'text', (c) => c.notNull().references('licences.order_id'))
      .addColumn('device_id', 'text', (c) => c.notNull().references('devices.device_id'))
      .addColumn('kiosk_id', 'text', (c) => c.references('kiosks.kiosk_id'))
      .addColumn('request_id', 'text', (c) => c.notNull())
      .addColumn('issue', 'integer', (c) => c.notNull())
      .addColumn('showings', 'integer', (c) => c.notNull())
      .addColumn('showings_held', 'integer', (c) => c.notNull())
      .addColumn('showings_used', 'integer', (c) => c.notNull())
      .addColumn('secret', engine.bytes, (c) => c.notNull())
      .addColumn('licence', 'text', (c) => c.notNull())
      .addColumn('secrets', 'text', (c) => c.notNull())
      .addColumn('body_bytes', 'integer', (c) => c.notNull())
      .addColumn('body_sha256', engine.bytes, (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('receipts', 'text', (c) => c.notNull())
      .addColumn('issued_at', 'text', (c) => c.notNull())
      .addColumn('settled_at', 'text')
      .addUniqueConstraint('sticks_request', ['device_id', 'request_id'])
      .addUniqueConstraint('sticks_issue', ['order_id', 'issue'])
      .modifyEnd(engine.tableEnd)
      .execute();
  },
};
