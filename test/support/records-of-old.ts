import { createHash } from 'node:crypto';
import { migrations } from '../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../db/kiosk/open-kiosk-database.ts';

/** The form of the records that was released before books, boots, staff, storage, claims and keeping. */
export const FORM_OF_OLD = 2;

const at = '2026-03-01T10:00:00.000Z';
const sha256 = 'ab'.repeat(32);
const title = {
  titleId: 'a-scripted-film',
  name: { en: 'A scripted film', fr: 'Un film écrit' },
  synopsis: { en: 'It is burned. '.repeat(90), fr: 'On le grave. '.repeat(90) },
  year: 2020,
  credits: 'Nobody',
  rights: '',
  genres: ['test'],
  runningSeconds: 12,
  standard: 'pal',
  aspect: '16:9',
  sectors: 300,
  poster: 'a-scripted-film/poster.jpg',
  trailer: 'a-scripted-film/trailer.mp4',
};

export const orderIdOf = (n: number) => `0RDER${String(n).padStart(15, '0')}`;
const discIdOf = (n: number) => `d_disc-${String(n).padStart(4, '0')}`;

/**
 * Writes a file of records as version 2 left it: `orders` orders of which one is ready, one waits and the rest were fulfilled, with
 * all that belongs to them in every table.
 *
 * @param folder gets `kiosk.sqlite`, closed and whole.
 */
export function writeRecordsOfOld(path: string, orders: number): void {
  const db = openKioskDatabase(path, migrations.slice(0, FORM_OF_OLD));
  const run = (sql: string, ...values: (string | number | null)[]) =>
    db.prepare(sql).run(...values);
  db.transaction(() => {
    run(
      `INSERT INTO settings VALUES ('enrolment', ?)`,
      JSON.stringify({
        kioskId: 'k_scripted-kiosk',
        kioskName: 'Scripted kiosk',
        distributor: { distributorId: 'SCRIPT', name: 'Scripted Films' },
      }),
    );
    let hash = '';
    for (let n = 1; n <= orders; n += 1) {
      const [orderId, discId] = [orderIdOf(n), discIdOf(n)];
      const isReady = n === orders - 1;
      const isWaiting = n === orders;
      const stream = { bytes: 614_400, sectors: 300, sha256 };
      const jacket = { is: 'printed' };
      const finished = { slot: 1, discId, readyAt: Date.parse(at), holdUntil: Date.parse(at) };
      const state = isWaiting
        ? { at: 'queued', slot: 2, stream, attempt: 1, jacket }
        : isReady
          ? { at: 'ready', ...finished }
          : { at: 'fulfilled', discId, takenAt: Date.parse(at) };
      run(
        `INSERT INTO orders (order_id, code, title, user_id, distributor_id, request_key, language, state, version, created_at, updated_at)
        VALUES (?, ?, ?, 'u_scripted-member-1', 'SCRIPT', ?, 'en', ?, 7, ?, ?)`,
        orderId,
        `0RDE-R000`,
        JSON.stringify(title),
        `key ${n}`,
        JSON.stringify(state),
        at,
        at,
      );
      const money = { amount: 500, currency: 'EUR' };
      const payment = { is: isWaiting || isReady ? 'held' : 'captured', money, reference: orderId };
      const given = isWaiting || isReady ? { transaction: `t${n}` } : {};
      run(
        `INSERT INTO payments (order_id, payment, updated_at) VALUES (?, ?, ?)`,
        orderId,
        JSON.stringify({ ...payment, ...given }),
        at,
      );
      run(
        `INSERT INTO effects (order_id, order_version, body, created_at, outcome, ended_at) VALUES (?, 2, ?, ?, 'done', ?)`,
        orderId,
        JSON.stringify({ does: 'fetchStream' }),
        at,
        at,
      );
      for (const [index, event] of [
        'burning',
        'verified',
        'ready',
        'presented',
        'taken',
      ].entries()) {
        if (isWaiting || (isReady && index > 2)) continue;
        run(
          `INSERT INTO outbox (order_id, sequence, event, at, sent_at) VALUES (?, ?, ?, ?, ?)`,
          orderId,
          index + 1,
          event,
          at,
          isReady ? null : at,
        );
      }
      run(
        `INSERT INTO events (at, kind, order_id, detail) VALUES (?, 'order.placed', ?, '{}')`,
        at,
        orderId,
      );
      if (isWaiting) {
        run(`INSERT INTO reservations VALUES (?, 'blank')`, orderId);
        continue;
      }
      run(
        `INSERT INTO discs (disc_id, order_id, attempt, state, place, user_id, distributor_id, media_id, sha256, created_at, updated_at)
        VALUES (?, ?, 1, ?, ?, 'u_scripted-member-1', 'SCRIPT', 'CMC MAG. AM3', ?, ?, ?)`,
        discId,
        orderId,
        JSON.stringify(isReady ? { at: 'staged', slot: 1 } : { at: 'taken' }),
        isReady ? 'slot:1' : 'customer',
        sha256,
        at,
        at,
      );
      for (const kind of ['pick.started', 'write.started', 'verify.started', 'stage.started']) {
        run(
          `INSERT INTO acts (kind, order_id, disc_id, boot_id, intent, started_at, outcome, evidence, ended_at)
          VALUES (?, ?, ?, 'boot', '{}', ?, 'done', '{}', ?)`,
          kind,
          orderId,
          discId,
          at,
          at,
        );
      }
      const entry = [at, 'disc', 'input', 'tray:1', 1, orderId, discId, 'pick'] as const;
      hash = createHash('sha256').update(hash).update(JSON.stringify(entry)).digest('hex');
      run(
        `INSERT INTO ledger (at, item, from_unit, to_unit, quantity, order_id, disc_id, reason, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...entry,
        hash,
      );
    }
    run(
      `INSERT INTO slots VALUES (1, ?, ?)`,
      JSON.stringify({
        is: 'occupied',
        orderId: orderIdOf(orders - 1),
        discId: discIdOf(orders - 1),
      }),
      at,
    );
    run(
      `INSERT INTO slots VALUES (2, ?, ?)`,
      JSON.stringify({ is: 'reserved', orderId: orderIdOf(orders) }),
      at,
    );
  })();
  db.close();
}
