import type { Migration } from './migration.ts';

/** How far the bank has seen the records of each kiosk, by the numbers of its reports; and which kiosks are no more. */
export const kioskStandings: Migration = {
  number: 7,
  name: 'kiosk-standings',
  async up(db, engine) {
    await db.schema
      .createTable('kiosk_standings')
      .addColumn('kiosk_id', 'text', (c) => c.primaryKey().notNull().references('kiosks.kiosk_id'))
      .addColumn('epoch', 'integer', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('boot_id', 'text')
      .addColumn('restored_from', 'text')
      .addColumn('seen_at', 'text', (c) => c.notNull())
      .addColumn('revoked_at', 'text')
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('numbered_reports')
      .addColumn('kiosk_id', 'text', (c) => c.notNull().references('kiosks.kiosk_id'))
      .addColumn('epoch', 'integer', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('order_id', 'text', (c) => c.notNull())
      .addColumn('sequence', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('numbered_reports_key', ['kiosk_id', 'epoch', 'number'])
      .addUniqueConstraint('numbered_reports_order', ['order_id', 'sequence'])
      .modifyEnd(engine.tableEnd)
      .execute();
  },
};
