import { silentLogger } from '../../app/foundation/logger.ts';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import {
  kioskRecords,
  type KioskRecords,
} from '../../app/kiosk/controller/records/kiosk-records.ts';
import { ActRunner } from '../../app/kiosk/controller/workflow/act-runner.ts';
import { OrderDesk } from '../../app/kiosk/controller/workflow/order-desk.ts';
import { standardOrderRules } from '../../app/orders/order-rules.ts';
import { openKioskDatabase } from '../../db/kiosk/open-kiosk-database.ts';
import type { Title } from '../../app/contracts/title.ts';

export const partsOrderId = 'A'.repeat(20);
export const partsDiscId = 'd_parts-disc';
export const partsStream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
export const partsTitle: Title = {
  titleId: 'a-film',
  name: { en: 'A film', fr: 'Un film' },
  synopsis: { en: 'One.', fr: 'Un.' },
  year: 2020,
  credits: 'Nobody',
  rights: '',
  genres: [],
  runningSeconds: 10,
  standard: 'pal',
  aspect: '16:9',
  sectors: 2,
  poster: 'a-film/poster.jpg',
  trailer: 'a-film/trailer.mp4',
};

export interface KioskParts {
  readonly clock: ManualClock;
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly stop: AbortController;
  /** An order, placed in slot 1, whose effects nobody performs. */
  place(): void;
  /** The same, fetched and leased to drive 1. */
  placeProducing(): void;
  /** The same, its disc verified and lying in slot 1, its jacket printed. */
  placeReady(): void;
  /** The same, claimed by a fresh identification and about to be presented. */
  placePresenting(): void;
  /** The state of the order. */
  at(): string;
}

/** Records in memory, or in a file, a clock that stands still, and an order desk that performs nothing by itself. */
export function kioskParts(path = ':memory:'): KioskParts {
  const clock = new ManualClock();
  const records = kioskRecords(openKioskDatabase(path));
  const desk = new OrderDesk(records, clock, standardOrderRules, silentLogger);
  const stop = new AbortController();
  const acts = new ActRunner(records, clock, 'boot', stop.signal);
  const time = '2026-01-01T12:00:00.000Z';
  records.slots.ensure(2, { is: 'empty' }, time);
  const userId = 'u_0123456789';
  const orderId = partsOrderId;
  const discId = partsDiscId;
  const parts: KioskParts = {
    clock,
    records,
    desk,
    acts,
    stop,
    place() {
      const order = { orderId, code: 'AAAA-AAAA', title: partsTitle, userId, slot: 1 };
      desk.place({ ...order, distributorId: 'DIST1', requestKey: 'key', language: 'fr' });
    },
    placeProducing() {
      parts.place();
      desk.happen(orderId, { is: 'registered' });
      desk.happen(orderId, { is: 'streamDescribed', stream: partsStream });
      desk.happen(orderId, { is: 'streamReady' });
      desk.happen(orderId, { is: 'driveLeased', drive: 1 });
    },
    placeReady() {
      parts.placeProducing();
      const disc = { discId, orderId, attempt: 1, place: 'tray:1' };
      records.discs.insert({ ...disc, state: { at: 'blankConfirmed', drive: 1 } }, time);
      records.db
        .prepare('UPDATE discs SET user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run(userId, 'DIST1', discId);
      records.discs.update(discId, { at: 'staged', slot: 1 }, 'slot:1', time);
      records.slots.update(1, { is: 'occupied', orderId, discId }, time);
      desk.happen(orderId, { is: 'jacketPrinted' });
      desk.happen(orderId, { is: 'discPicked', discId });
      desk.happen(orderId, { is: 'discVerified', discId });
      desk.happen(orderId, { is: 'discStaged', discId });
    },
    placePresenting() {
      parts.placeReady();
      clock.advance(seconds(1));
      desk.happen(orderId, { is: 'claimRequested', identifiedAt: clock.now() });
      desk.happen(orderId, { is: 'presentable' });
    },
    at: () => desk.get(orderId).state.at,
  };
  return parts;
}
