import { beforeEach, expect, test } from 'vitest';
import type { OrderReport, ReportNumber } from '../../../../../app/contracts/bank-api.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { ReportSender } from '../../../../../app/kiosk/controller/bank/report-sender.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let sent: string[];
let places: ReportNumber[];
let answer: (report: OrderReport, orderId: string) => Promise<void>;
let sender: ReportSender;
const at = '2026-01-01T12:00:00.000Z';

beforeEach(() => {
  parts = kioskParts();
  parts.place();
  sent = [];
  places = [];
  answer = () => Promise.resolve();
  const bank = {
    report(orderId: string, report: OrderReport, place: ReportNumber) {
      sent.push(`${report.sequence} ${report.event}`);
      places.push(place);
      return answer(report, orderId);
    },
  };
  sender = new ReportSender(parts.records.outbox, bank, 1, parts.clock, silentLogger);
  return async () => {
    await sender.close();
    parts.records.db.close();
  };
});

const away = () => Promise.reject(new AppError('BANK_UNREACHABLE', 'Away.', { remedy: 'retry' }));

test('reports go out one after the other, in order', async () => {
  parts.records.outbox.add(partsOrderId, 'burning', at);
  parts.records.outbox.add(partsOrderId, 'verified', at);
  sender.wake();
  await expect.poll(() => sent).toEqual(['1 burning', '2 verified']);
  await expect.poll(() => parts.records.outbox.listDue()).toEqual([]);
  expect(places).toEqual([
    { epoch: 1, number: 1 },
    { epoch: 1, number: 2 },
  ]);
});

test('a bank that does not believe the kiosk any more gets no other report, and loses none', async () => {
  parts.records.outbox.add(partsOrderId, 'burning', at);
  answer = () =>
    Promise.reject(new AppError('KIOSK_STALE', 'Behind.', { remedy: 'call-attendant' }));
  sender.wake();
  await expect.poll(() => sent).toEqual(['1 burning']);
  expect(parts.records.outbox.listDue().length).toBe(1);
});

test('a bank that is away gets the same report later, and none behind it before', async () => {
  parts.records.outbox.add(partsOrderId, 'burning', at);
  parts.records.outbox.add(partsOrderId, 'verified', at);
  answer = away;
  sender.wake();
  await expect.poll(() => sent).toEqual(['1 burning']);
  await Promise.resolve();
  answer = () => Promise.resolve();
  await expect
    .poll(() => {
      parts.clock.advance(seconds(1));
      return sent;
    })
    .toEqual(['1 burning', '1 burning', '2 verified']);
});

test('a report that the bank will never take is kept for staff and holds up nothing', async () => {
  parts.records.outbox.add(partsOrderId, 'burning', at);
  parts.records.outbox.add(partsOrderId, 'verified', at);
  answer = (report) =>
    report.sequence === 1
      ? Promise.reject(new AppError('ORDER_UNKNOWN', 'No.', { remedy: 'reject-input' }))
      : Promise.resolve();
  sender.wake();
  await expect.poll(() => sent).toEqual(['1 burning', '2 verified']);
  expect(parts.records.db.prepare('SELECT refusal FROM outbox WHERE sequence = 1').get()).toEqual({
    refusal: 'ORDER_UNKNOWN',
  });
});

test('a report that the bank fails at holds up those of its own order alone', async () => {
  const { title, distributorId, userId } = parts.desk.get(partsOrderId);
  const other = 'B'.repeat(20);
  const order = { orderId: other, code: 'BBBB-BBBB', title, userId, slot: 2 };
  parts.desk.place({ ...order, distributorId, requestKey: 'other', language: 'fr' });
  parts.records.outbox.add(partsOrderId, 'burning', at);
  parts.records.outbox.add(partsOrderId, 'verified', at);
  parts.records.outbox.add(other, 'ready', '2026-01-01T13:00:00.000Z');
  const failed = () => Promise.reject(new AppError('BANK_FAILED', 'No.', { remedy: 'retry' }));
  answer = (_, orderId) => (orderId === partsOrderId ? failed() : Promise.resolve());
  sender.wake();
  await expect.poll(() => sent).toEqual(['1 burning', '1 ready']);
  answer = () => Promise.resolve();
  await expect
    .poll(() => {
      parts.clock.advance(seconds(1));
      return sent;
    })
    .toEqual(['1 burning', '1 ready', '1 burning', '2 verified']);
});

test('an outbox that cannot be written is told, and its report goes out once it can', async () => {
  const failures: unknown[] = [];
  sender.onFailure = (error) => failures.push(error);
  parts.records.outbox.add(partsOrderId, 'burning', at);
  parts.records.db.pragma('query_only = 1');
  sender.wake();
  await expect.poll(() => failures).toMatchObject([{ code: 'SQLITE_READONLY' }]);
  expect(sent).toEqual([]);
  parts.records.db.pragma('query_only = 0');
  await expect
    .poll(() => {
      parts.clock.advance(seconds(1));
      return sent;
    })
    .toEqual(['1 burning']);
});
