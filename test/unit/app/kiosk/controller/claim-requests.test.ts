import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { Claims } from '../../../../../app/kiosk/controller/claims/claims.ts';
import { KioskSession } from '../../../../../app/kiosk/controller/sessions/kiosk-session.ts';
import {
  requestHandlers,
  type RequestHandlers,
} from '../../../../../app/kiosk/controller/sessions/requests.ts';
import {
  kioskParts,
  partsOrderId,
  partsTitle,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let session: KioskSession;
let handlers: RequestHandlers;
let isBankReachable: boolean;
let pickUpCode: string;
const code = 'AAAA-AAAA';

beforeEach(async () => {
  parts = kioskParts();
  parts.placeReady();
  parts.clock.advance(seconds(1));
  isBankReachable = false;
  const { clock, desk, records, stop } = parts;
  const randomness = seededRandomness('claims');
  const claims = new Claims({ records, clock, randomness, signal: stop.signal });
  const prepared = await claims.prepare();
  ({ pickUpCode } = prepared);
  claims.keep(partsOrderId, prepared);
  session = new KioskSession(clock, () => {});
  handlers = requestHandlers({
    bank: { identify: () => Promise.reject(new Error('Nobody answers.')) },
    catalogue: { find: () => partsTitle },
    claims,
    desk,
    enrolment: {
      kioskId: 'k_parts-kiosk',
      kioskName: 'Parts',
      distributor: { distributorId: 'DIST1', name: 'Distributor' },
    },
    freeBytes: () => 1e12,
    isBankReachable: () => isBankReachable,
    machine: { hands: null, price: null },
    randomness,
    records,
    registration: { expect() {}, failureOf: () => undefined },
    views: { catalogue: () => [] },
    watch: {
      services: { mode: 'degraded', ordersClosed: ['bank-unreachable'], pickUpClosed: [] },
      freeSlots: () => [2],
    },
    signal: stop.signal,
  });
});
afterEach(() => {
  parts.stop.abort();
  parts.records.db.close();
});

/** The code of what is refused. */
async function refused(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'not refused';
  } catch (error) {
    return isAppError(error) ? error.code : 'another error';
  }
}

test('both codes open the gate for their order, once', async () => {
  const { orderId } = await handlers.identifyClaim(session, { code, pickUpCode });
  expect([orderId, session.claimedOrder]).toEqual([partsOrderId, partsOrderId]);
  void Promise.resolve(handlers.collectOrder(session, { orderId })).catch(() => {});
  expect([parts.at(), session.identity]).toEqual(['claiming', null]);
});

test('while the bank can be asked no code is looked at, and no attempt is counted', async () => {
  isBankReachable = true;
  expect(await refused(() => handlers.identifyClaim(session, { code, pickUpCode }))).toBe(
    'CLAIM_NOT_NEEDED',
  );
  expect([session.userId, parts.records.claims.attemptsFor(code)]).toEqual([null, null]);
});

test('a code neither cancels nor orders, and shows no other order of that customer', async () => {
  await handlers.identifyClaim(session, { code, pickUpCode });
  const requestKey = 'a3d1f4f0-58a3-4c58-8a55-0a4a2f0e8f11';
  const { titleId } = partsTitle;
  const another = 'B'.repeat(20);
  const { orderId: mine } = parts.desk.get(partsOrderId);
  parts.desk.place({
    ...parts.desk.get(mine),
    orderId: another,
    code: 'BBBB-BBBB',
    requestKey: 'another',
    slot: 2,
  });
  expect([
    await refused(() => handlers.cancelOrder(session, { orderId: mine })),
    await refused(() => handlers.placeOrder(session, { titleId, requestKey, language: 'en' })),
    await refused(() => handlers.collectOrder(session, { orderId: another })),
  ]).toEqual(['CLAIM_COLLECTS_ONLY', 'IDENTITY_NOT_FRESH', 'ORDER_UNKNOWN']);
});

test('who left while the codes were looked at has not identified', async () => {
  const asking = refused(() => handlers.identifyClaim(session, { code, pickUpCode }));
  session.wipe();
  expect([await asking, session.userId]).toEqual(['IDENTITY_NOT_FRESH', null]);
});
