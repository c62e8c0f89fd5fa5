import type { Migration } from './migration.ts';

/** What licences of before were sold with. They were sold so: this is not to follow what is sold later. */
const TERMS_OF_OLD_LICENCES = JSON.stringify({
  showings: 10,
  notBefore: null,
  notAfter: null,
  hoursAfterFirstShowing: null,
  devices: 5,
  players: { limit: 2, intervalSeconds: 60, graceSeconds: 60 },
});

/** What licences allow, what was made of them, and every change of them. */
export const viewings: Migration = {
  number: 5,
  name: 'viewings',
  async up(db, engine) {
    await db.schema
      .alterTable('licences')
      .addColumn('terms', 'text', (c) => c.notNull().defaultTo(TERMS_OF_OLD_LICENCES))
      .execute();
    await db.schema.alterTable('licences').addColumn('first_playback_at', 'text').execute();
    await db.schema.alterTable('licences').addColumn('first_showing_at', 'text').execute();
    await db.schema
      .createTable('showings')
      .addColumn('showing_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('order_id', 'text', (c) => c.notNull().references('licences.order_id'))
      .addColumn('begun_at', 'text', (c) => c.notNull())
      .addColumn('counted_at', 'text')
      .addColumn('delivered_ticks', 'integer', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema.createIndex('showings_of_order').on('showings').column('order_id').execute();
    await db.schema
      .createTable('viewings')
      .addColumn('viewing_id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('order_id', 'text', (c) => c.notNull().references('licences.order_id'))
      .addColumn('device_id', 'text', (c) => c.notNull().references('devices.device_id'))
      .addColumn('showing_id', 'text', (c) => c.references('showings.showing_id'))
      .addColumn('opened_at', 'text', (c) => c.notNull())
      .addColumn('renewed_at', 'text', (c) => c.notNull())
      .addColumn('lease_until', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('end_reason', 'text')
      .addColumn('delivered_ticks', 'integer', (c) => c.notNull())
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createIndex('viewings_of_order')
      .on('viewings')
      .columns(['order_id', 'ended_at'])
      .execute();
    await db.schema
      .createTable('licence_devices')
      .addColumn('order_id', 'text', (c) => c.notNull().references('licences.order_id'))
      .addColumn('device_id', 'text', (c) => c.notNull().references('devices.device_id'))
      .addColumn('first_used_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('licence_devices_key', ['order_id', 'device_id'])
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createTable('licence_events')
      .addColumn('order_id', 'text', (c) => c.notNull().references('licences.order_id'))
      .addColumn('sequence', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('from_state', 'text')
      .addColumn('to_state', 'text', (c) => c.notNull())
      .addColumn('detail', 'text')
      .addPrimaryKeyConstraint('licence_events_key', ['order_id', 'sequence'])
      .modifyEnd(engine.tableEnd)
      .execute();
  },
};
