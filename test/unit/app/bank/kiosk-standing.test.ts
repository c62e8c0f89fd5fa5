import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankRoutes, type KioskStart } from '../../../../app/contracts/bank-api.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import {
  type BankUnderTest,
  member,
  startBank,
  type TestKiosk,
} from '../../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../../support/bank/fake-titles.ts';

const at = '2026-01-01T12:00:00.000Z';
const orderId = (digit: string) => digit.repeat(20);

let test: BankUnderTest;
let kiosk: TestKiosk;
beforeAll(async () => {
  const master = Buffer.from(seededRandomness('master').bytes(4096));
  const titles = new FakeTitles().add('a-film', master);
  test = await startBank(() => titles);
});
afterAll(() => test.close());

/** A new kiosk with an order of that digit. */
async function begin(digit: string): Promise<void> {
  kiosk = await test.enrol();
  await kiosk.order(orderId(digit), 'a-film', member.member, member.pin);
}

async function start(said: Partial<KioskStart>) {
  const whole = { bootId: 'boot', epoch: 1, number: 0, restoredFrom: null, ...said };
  const answer = await kiosk.ask('POST', bankRoutes.starts, whole);
  return [answer.status, answer.json()];
}

/** @param place the query; none from an older kiosk. */
async function report(digit: string, sequence: number, event: string, place: string) {
  const route = `${bankRoutes.reports(orderId(digit))}${place}`;
  const answer = await kiosk.ask('POST', route, { sequence, at, event });
  const body = answer.json() as { code?: string; licence?: string };
  return [answer.status, body.code ?? body.licence];
}

const reportsOf = async (digit: string) =>
  (await test.bank.admin.order(orderId(digit)))?.reports.map(({ event }) => event);

describe('the reports of a kiosk', () => {
  it('are taken once each, in the order of their order, though they come again or late', async () => {
    await begin('1');
    expect(await start({})).toEqual([200, { epoch: 1, number: 0 }]);
    expect(await report('1', 1, 'burning', '?epoch=1&number=1')).toEqual([200, 'ready']);
    expect(await report('1', 2, 'verified', '?epoch=1&number=3')).toEqual([200, 'ready']);
    expect(await report('1', 1, 'burning', '?epoch=1&number=1')).toEqual([200, 'ready']);
    expect(await report('1', 3, 'ready', '?epoch=1&number=2')).toEqual([200, 'ready']);
    expect(await reportsOf('1')).toEqual(['burning', 'verified', 'ready']);
    expect(await start({ number: 3 })).toEqual([200, { epoch: 1, number: 3 }]);
  });

  it('of an older kiosk, which does not number them, are taken as before', async () => {
    await begin('2');
    expect(await report('2', 1, 'burning', '')).toEqual([200, 'ready']);
    expect(await report('2', 1, 'burning', '?epoch=1&number=1')).toEqual([200, 'ready']);
    expect(await report('2', 2, 'verified', '?epoch=1&number=2')).toEqual([200, 'ready']);
    expect(await reportsOf('2')).toEqual(['burning', 'verified']);
  });

  it('with a number that is none are refused', async () => {
    await begin('3');
    for (const place of ['?epoch=1', '?epoch=0&number=1', '?epoch=1&number=1&more=1']) {
      expect((await report('3', 1, 'burning', place))[0]).toBe(400);
    }
    expect(await reportsOf('3')).toEqual([]);
  });
});

describe('a kiosk whose records went back', () => {
  it('is refused at its start, by the epoch and by the number of its last report', async () => {
    await begin('4');
    await start({ epoch: 2, number: 5 });
    expect((await start({ epoch: 2, number: 4 }))[1]).toMatchObject({ code: 'KIOSK_STALE' });
    expect((await start({ epoch: 1, number: 9 }))[1]).toMatchObject({ code: 'KIOSK_STALE' });
    expect(await start({ epoch: 2, number: 5 })).toEqual([200, { epoch: 2, number: 5 }]);
  });

  it('is refused as soon as it gives another report a number that was used, as one of two clones does', async () => {
    await begin('5');
    await report('5', 1, 'burning', '?epoch=1&number=1');
    await report('5', 2, 'verified', '?epoch=1&number=2');
    expect(await report('5', 2, 'failed', '?epoch=1&number=2')).toEqual([409, 'KIOSK_STALE']);
    expect(await reportsOf('5')).toEqual(['burning', 'verified']);
  });

  it('is refused once another with later records has spoken', async () => {
    await begin('6');
    await report('6', 1, 'burning', '?epoch=2&number=1');
    expect(await report('6', 2, 'verified', '?epoch=1&number=2')).toEqual([409, 'KIOSK_STALE']);
    expect(await reportsOf('6')).toEqual(['burning']);
  });

  it('and says so goes on in a later epoch, behind what was reported before', async () => {
    await begin('7');
    await report('7', 1, 'burning', '?epoch=1&number=1');
    await report('7', 2, 'verified', '?epoch=1&number=2');
    await report('7', 3, 'ready', '?epoch=1&number=3');
    expect((await start({ epoch: 2, number: 1, restoredFrom: at }))[0]).toBe(200);
    expect(await report('7', 2, 'taken', '?epoch=2&number=2')).toEqual([200, 'active']);
    expect(await report('7', 2, 'taken', '?epoch=2&number=2')).toEqual([200, 'active']);
    expect(await reportsOf('7')).toEqual(['burning', 'verified', 'ready', 'taken']);
  });
});

describe('a kiosk that is no more', () => {
  it('is refused whatever it asks, by its own word', async () => {
    await begin('8');
    const { kioskId } = kiosk;
    const retire = (named: string) => kiosk.ask('POST', bankRoutes.retirements, { kioskId: named });
    expect((await kiosk.ask('POST', bankRoutes.retirements, {})).status).toBe(400);
    expect((await retire('k_0000000000')).status).toBe(400);
    expect((await retire(kioskId)).status).toBe(200);
    expect((await start({}))[1]).toMatchObject({ code: 'KIOSK_REVOKED' });
    expect(await report('8', 1, 'burning', '?epoch=1&number=1')).toEqual([403, 'KIOSK_REVOKED']);
    expect((await kiosk.identify(member.member, member.pin)).json()).toMatchObject({
      code: 'KIOSK_REVOKED',
    });
  });

  it('is refused by the word of the bank’s operators, who know it', async () => {
    await begin('9');
    expect(await test.bank.admin.revokeKiosk(kiosk.kioskId)).toBe(true);
    expect(await test.bank.admin.revokeKiosk(kiosk.kioskId)).toBe(false);
    expect((await start({}))[0]).toBe(403);
    const listed = (await test.bank.admin.kiosks()).find(
      ({ kioskId }) => kioskId === kiosk.kioskId,
    );
    expect({ ...listed, name: '' }).toEqual({
      kioskId: kiosk.kioskId,
      name: '',
      enrolledAt: at,
      epoch: 0,
      number: 0,
      seenAt: at,
      revokedAt: at,
    });
    await expect(test.bank.admin.revokeKiosk('k_0000000000')).rejects.toMatchObject({
      code: 'KIOSK_UNKNOWN',
    });
  });
});
