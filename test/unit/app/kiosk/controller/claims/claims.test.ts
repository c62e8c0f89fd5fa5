import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../../app/foundation/randomness.ts';
import { minutes } from '../../../../../../app/foundation/units.ts';
import { Claims } from '../../../../../../app/kiosk/controller/claims/claims.ts';
import { drawPickUpCode } from '../../../../../../app/orders/claims.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../../support/kiosk-parts.ts';

const CODE = 'AAAA-AAAA';
const NOBODYS = 'ZZZZ-ZZZZ';
const wrong = drawPickUpCode(seededRandomness('somebody else'));

let parts: KioskParts;
let claims: Claims;
let pickUpCode: string;
beforeEach(async () => {
  parts = kioskParts();
  claims = started();
  parts.place();
  const prepared = await claims.prepare();
  ({ pickUpCode } = prepared);
  parts.records.atOnce(() => claims.keep(partsOrderId, prepared));
});
afterEach(() => {
  parts.records.db.close();
});

/** Claims as a start of the program finds them. */
function started(): Claims {
  const { clock, records, stop } = parts;
  return new Claims({
    records,
    clock,
    randomness: seededRandomness('claims'),
    signal: stop.signal,
  });
}

/** What typing these two codes comes to: an order, or a refusal. */
async function typed(code: string, figures: string): Promise<unknown> {
  try {
    return (await claims.verify(code, figures)).orderId;
  } catch (error) {
    return isAppError(error) ? [error.code, error.context] : error;
  }
}

test('an order is its holder’s who types both codes', async () => {
  expect(await typed(CODE, pickUpCode)).toBe(partsOrderId);
});

test('what was tried in vain before is forgotten once both codes are right', async () => {
  await typed(CODE, wrong);
  await typed(CODE, pickUpCode);
  expect(await typed(CODE, wrong)).toEqual(['CLAIM_REFUSED', { attemptsLeft: 4 }]);
});

describe('five wrong codes', () => {
  const refusals = (until: string) => [
    ['CLAIM_REFUSED', { attemptsLeft: 4 }],
    ['CLAIM_REFUSED', { attemptsLeft: 3 }],
    ['CLAIM_REFUSED', { attemptsLeft: 2 }],
    ['CLAIM_REFUSED', { attemptsLeft: 1 }],
    ['CLAIM_LOCKED', { until }],
    ['CLAIM_LOCKED', { until }],
  ];
  const inFifteenMinutes = () => new Date(parts.clock.now() + minutes(15)).toISOString();

  test.each([
    ['lock an order', CODE],
    ['lock an order that does not exist, and nothing tells it from one that does', NOBODYS],
  ])('%s', async (_, code) => {
    const seen: unknown[] = [];
    for (let count = 1; count <= 6; count += 1) seen.push(await typed(code, wrong));
    expect(seen).toEqual(refusals(inFifteenMinutes()));
  });

  test('lock also those who type it right, until the time has passed', async () => {
    for (let count = 1; count <= 5; count += 1) await typed(CODE, wrong);
    expect(await typed(CODE, pickUpCode)).toEqual(['CLAIM_LOCKED', { until: inFifteenMinutes() }]);
    parts.clock.advance(minutes(15));
    expect(await typed(CODE, pickUpCode)).toBe(partsOrderId);
  });

  test('are counted over a restart', async () => {
    for (let count = 1; count <= 3; count += 1) await typed(CODE, wrong);
    claims = started();
    expect(await typed(CODE, wrong)).toEqual(['CLAIM_REFUSED', { attemptsLeft: 1 }]);
  });

  test('typed at once are five all the same', async () => {
    const seen = await Promise.all([1, 2, 3, 4, 5, 6].map(() => typed(CODE, wrong)));
    const asText = (each: unknown[]) => each.map((one) => JSON.stringify(one));
    expect(new Set(asText(seen))).toEqual(new Set(asText(refusals(inFifteenMinutes()))));
  });
});

test('the code is shown as long as its order can be collected, by the start that made it', () => {
  expect([claims.codeOf(partsOrderId), started().codeOf(partsOrderId)]).toEqual([pickUpCode, null]);
  claims.follow(partsOrderId, { at: 'cancelled' });
  expect(claims.codeOf(partsOrderId)).toBe(null);
});

test('the code is nowhere in the records', async () => {
  await typed(CODE, wrong);
  await typed(CODE, pickUpCode);
  const { db } = parts.records;
  const file = db.serialize().toString('latin1');
  expect([file.includes(pickUpCode), file.includes('$argon2id$')]).toEqual([false, true]);
});
