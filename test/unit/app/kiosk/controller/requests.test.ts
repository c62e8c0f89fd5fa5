import { afterEach, beforeEach, expect, test } from 'vitest';
import { Claims } from '../../../../../app/kiosk/controller/claims/claims.ts';
import { requestHandlers } from '../../../../../app/kiosk/controller/sessions/requests.ts';
import { KioskSession } from '../../../../../app/kiosk/controller/sessions/kiosk-session.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { kioskParts, partsTitle, type KioskParts } from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
beforeEach(() => {
  parts = kioskParts();
});
afterEach(() => {
  parts.records.db.close();
});

/** Asks for a film of two sectors where so many bytes are free. */
async function orderWith(freeBytes: number): Promise<unknown> {
  const { clock, desk, records, stop } = parts;
  desk.performWith((orderId, { does }) => {
    if (does === 'register') desk.happen(orderId, { is: 'registered' });
    return Promise.resolve();
  });
  const { placeOrder } = requestHandlers({
    bank: { identify: () => Promise.reject(new Error('Nobody identifies here.')) },
    catalogue: { find: () => partsTitle },
    claims: new Claims({
      records,
      clock,
      randomness: seededRandomness('claims'),
      signal: stop.signal,
    }),
    desk,
    enrolment: {
      kioskId: 'k_parts-kiosk',
      kioskName: 'Parts',
      distributor: { distributorId: 'DIST1', name: 'Distributor' },
    },
    freeBytes: () => freeBytes,
    isBankReachable: () => true,
    machine: { hands: null, price: null },
    randomness: seededRandomness('requests'),
    records,
    registration: { expect() {}, failureOf: () => undefined },
    views: { catalogue: () => [] },
    watch: {
      services: { mode: 'inService', ordersClosed: [], pickUpClosed: [] },
      freeSlots: () => [1],
    },
    signal: stop.signal,
  });
  const session = new KioskSession(clock, () => {});
  const visit = session.beginIdentification();
  session.identify(visit, 'u_0123456789', 'proof', clock.now() + 60_000);
  const requestKey = 'a3d1f4f0-58a3-4c58-8a55-0a4a2f0e8f11';
  return placeOrder(session, { titleId: partsTitle.titleId, requestKey, language: 'en' });
}

test('a film is not taken on where its stream would fill the disk', async () => {
  await expect(orderWith(1_000_000_000 + 4095)).rejects.toMatchObject({
    code: 'ORDERS_CLOSED',
    context: { reasons: ['database-fault'] },
  });
  expect(parts.records.orders.listIn(['placed', 'authorised'])).toEqual([]);
});

test('a film is taken on where a gigabyte stays free beside its stream', async () => {
  await expect(orderWith(1_000_000_000 + 4096)).resolves.toMatchObject({
    orderId: expect.stringMatching(/^[0-9A-Z]{20}$/) as unknown,
  });
});
