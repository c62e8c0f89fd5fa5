import { afterEach, describe, expect, it } from 'vitest';
import type { LicenceTerms } from '../../../../app/contracts/licence.ts';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import { checkViewing } from '../../../../app/licences/viewing.ts';
import {
  benchDevice,
  benchOrderId,
  benchViewing,
  LicenceBench,
} from '../../../support/bank/licence-bench.ts';

const noon = '2026-01-01T12:00:00.000Z';
const MINUTE = 60_000;
const wait = (span: number) => bench.clock.advance(milliseconds(span));
const operator = { actor: 'operator', at: noon, detail: 'asked for' };

let bench: LicenceBench;
afterEach(() => bench.close());

/** A bank whose disc was presented, and of which nobody knows whether it was taken. */
async function presented(terms: Partial<LicenceTerms> = {}): Promise<void> {
  bench = await LicenceBench.open(terms);
  for (const event of ['burning', 'verified', 'ready', 'presented'] as const) {
    await bench.report(event);
  }
}
const players = (limit: number) => ({ ...defaultTerms.players, limit });
const mayGoOn = async (number: number) => {
  const found = await bench.viewings.find(benchViewing(number));
  return found === null ? null : checkViewing(found.licence, found.viewingId, bench.now);
};

describe('opening a viewing', () => {
  it('makes the licence active, writes when it was first played, and audits both', async () => {
    await presented();
    wait(MINUTE);
    const opened = await bench.open(1, 1);
    expect(opened).toMatchObject({
      decision: { is: 'admitted', showing: { is: 'new' } },
      licence: {
        state: 'active',
        firstPlaybackAt: '2026-01-01T12:01:00.000Z',
        firstShowingAt: null,
        devices: [benchDevice(1)],
        viewings: [{ viewingId: benchViewing(1), deviceId: benchDevice(1), showingId: null }],
      },
    });
    expect(await bench.orders.find(benchOrderId)).toMatchObject({
      licence: 'active',
      firstPlaybackAt: '2026-01-01T12:01:00.000Z',
    });
    expect(await bench.events()).toEqual([
      'ordered by kiosk k_0123456789: null -> ready',
      `first-playback by device ${benchDevice(1)}: ready -> active`,
      `device-added by device ${benchDevice(1)}: active -> active`,
    ]);
  });

  it('of a disc that was reported taken is its first playback all the same', async () => {
    await presented();
    await bench.report('taken');
    await bench.open(1, 1);
    await bench.open(2, 1);
    expect(await bench.events()).toEqual([
      'ordered by kiosk k_0123456789: null -> ready',
      'taken by kiosk k_0123456789: ready -> active',
      `first-playback by device ${benchDevice(1)}: active -> active`,
      `device-added by device ${benchDevice(1)}: active -> active`,
    ]);
  });

  it('that is refused writes nothing', async () => {
    bench = await LicenceBench.open();
    const before = await bench.licences.facts(benchOrderId);
    expect(await bench.open(1, 1)).toEqual({
      decision: { is: 'refused', why: 'LICENCE_NOT_ACTIVE', date: null },
      licence: before,
    });
    expect(await bench.viewings.find(benchViewing(1))).toBeNull();
  });

  it('after the end of the terms writes that the licence has expired, for good', async () => {
    await presented({ notAfter: '2026-01-01T12:01:00.000Z' });
    wait(2 * MINUTE);
    expect(await bench.open(1, 1)).toMatchObject({
      decision: { why: 'LICENCE_EXPIRED', date: '2026-01-01T12:01:00.000Z' },
      licence: { state: 'expired', changedAt: '2026-01-01T12:02:00.000Z' },
    });
    bench.clock.step(milliseconds(-2 * MINUTE));
    expect(await bench.open(2, 1)).toMatchObject({ decision: { why: 'LICENCE_EXPIRED' } });
    expect(await bench.events()).toEqual([
      'ordered by kiosk k_0123456789: null -> ready',
      'expire by bank: ready -> expired',
    ]);
  });

  it('of an order that does not stand is nothing', async () => {
    bench = await LicenceBench.open();
    const asked = { viewingId: benchViewing(1), deviceId: benchDevice(1), now: noon };
    expect(await bench.viewings.open({ ...asked, orderId: '0'.repeat(20) })).toBeNull();
    expect(await bench.licences.facts('0'.repeat(20))).toBeNull();
  });

  it('by many at once gives the last place once', async () => {
    await presented({ players: players(1) });
    const opened = await Promise.all([1, 2, 3, 4, 5].map((number) => bench.open(number, number)));
    expect(opened.map((one) => one?.decision.is)).toEqual([
      'admitted',
      'refused',
      'refused',
      'refused',
      'refused',
    ]);
  });

  it('by many at once gives the last showing once', async () => {
    await presented({ showings: 1, players: players(5) });
    const opened = await Promise.all([1, 2, 3, 4, 5].map((number) => bench.open(number, number)));
    expect(opened.filter((one) => one?.decision.is === 'admitted')).toHaveLength(1);
  });

  it('again on the same device ends its old viewing', async () => {
    await presented({ players: players(1) });
    await bench.open(1, 1);
    await bench.open(2, 1);
    expect([await mayGoOn(1), await mayGoOn(2)]).toEqual([
      { why: 'VIEWING_ENDED', date: null },
      null,
    ]);
  });
});

describe('a delivery', () => {
  it('begins the showing with its first block, counts it once, and audits both', async () => {
    await presented({ hoursAfterFirstShowing: 48 });
    await bench.open(1, 1);
    wait(MINUTE);
    expect(await bench.deliver(1, 0.01)).toMatchObject({
      showingId: benchViewing(1),
      begunAt: '2026-01-01T12:01:00.000Z',
      countedAt: null,
    });
    wait(MINUTE);
    await bench.deliver(1, 5);
    const counted = await bench.deliver(1, 5.1);
    wait(MINUTE);
    expect(await bench.deliver(1, 9)).toEqual({ ...counted, deliveredTicks: 9 * 60 * 90_000 });
    expect(counted).toMatchObject({ countedAt: '2026-01-01T12:02:00.000Z' });
    expect(await bench.licences.facts(benchOrderId)).toMatchObject({
      firstShowingAt: '2026-01-01T12:01:00.000Z',
      showings: [{ showingId: benchViewing(1) }],
    });
    expect((await bench.events()).slice(-2)).toEqual([
      `showing-begun by device ${benchDevice(1)}: active -> active`,
      `showing-counted by device ${benchDevice(1)}: active -> active`,
    ]);
  });

  it('that is smaller than the one before changes nothing', async () => {
    await presented();
    await bench.open(1, 1);
    const most = await bench.deliver(1, 4);
    expect(await bench.deliver(1, 3)).toEqual(most);
  });

  it('to a viewing that resumes adds to its showing', async () => {
    await presented();
    await bench.open(1, 1);
    await bench.deliver(1, 3);
    await bench.open(2, 1);
    expect(await bench.deliver(2, 1)).toMatchObject({
      showingId: benchViewing(1),
      countedAt: null,
    });
    expect(await bench.deliver(2, 3)).toMatchObject({
      showingId: benchViewing(1),
      countedAt: noon,
      deliveredTicks: 6 * 60 * 90_000,
    });
  });

  it('to a viewing that nobody opened is nothing', async () => {
    await presented();
    expect(await bench.deliver(1, 3)).toBeNull();
  });
});

describe('a lease', () => {
  it('is kept by renewing, and runs out', async () => {
    await presented();
    await bench.open(1, 1);
    wait(1.9 * MINUTE);
    expect(await bench.viewings.extendLease(benchViewing(1), bench.now)).toMatchObject({
      decision: { is: 'renewed', leaseUntil: '2026-01-01T12:03:54.000Z' },
      licence: { state: 'active' },
    });
    wait(2 * MINUTE);
    expect(await bench.viewings.extendLease(benchViewing(1), bench.now)).toMatchObject({
      decision: { is: 'stopped', why: 'VIEWING_ENDED', date: '2026-01-01T12:03:54.000Z' },
    });
    expect(await bench.viewings.extendLease(benchViewing(9), bench.now)).toBeNull();
  });

  it('that is renewed after the end of the terms has the licence expire', async () => {
    await presented({ notAfter: '2026-01-01T12:01:00.000Z' });
    await bench.open(1, 1);
    wait(MINUTE);
    expect(await bench.viewings.extendLease(benchViewing(1), bench.now)).toMatchObject({
      decision: { why: 'LICENCE_EXPIRED' },
      licence: { state: 'expired' },
    });
  });

  it('is given back once', async () => {
    await presented({ players: players(1) });
    await bench.open(1, 1);
    expect([
      await bench.viewings.end(benchViewing(1), bench.now),
      await bench.viewings.end(benchViewing(1), bench.now),
    ]).toEqual([true, false]);
    expect(await bench.open(2, 2)).toMatchObject({ decision: { is: 'admitted' } });
  });
});

describe('a licence', () => {
  it('that is revoked stops its viewings at the next block, and says who did it', async () => {
    await presented();
    await bench.open(1, 1);
    expect(await bench.licences.change(benchOrderId, 'revoke', operator)).toEqual({
      from: 'active',
      to: 'revoked',
    });
    expect(await bench.licences.change(benchOrderId, 'return', operator)).toEqual({
      from: 'revoked',
      to: 'revoked',
    });
    expect(await mayGoOn(1)).toEqual({ why: 'LICENCE_REVOKED', date: noon });
    expect((await bench.licences.events(benchOrderId)).at(-1)).toEqual({
      sequence: 4,
      at: noon,
      actor: 'operator',
      event: 'revoke',
      from: 'active',
      to: 'revoked',
      detail: 'asked for',
    });
  });

  it('with fewer places ends who finds none, and keeps who was there first', async () => {
    await presented();
    await bench.open(1, 1);
    wait(1000);
    await bench.open(2, 2);
    const terms = { ...defaultTerms, players: players(1) };
    expect(await bench.licences.setTerms(benchOrderId, terms, operator)).toEqual(defaultTerms);
    expect([await mayGoOn(1), await mayGoOn(2)]).toEqual([
      null,
      { why: 'VIEWING_ENDED', date: null },
    ]);
    expect((await bench.licences.facts(benchOrderId))?.terms).toEqual(terms);
    expect((await bench.events()).at(-1)).toBe('terms-changed by operator: active -> active');
  });

  it('that does not stand cannot be changed', async () => {
    bench = await LicenceBench.open();
    const unknown = '0'.repeat(20);
    expect(await bench.licences.change(unknown, 'revoke', operator)).toBeNull();
    expect(await bench.licences.setTerms(unknown, defaultTerms, operator)).toBeNull();
    await expect(
      bench.reports.record(
        { orderId: unknown, kioskId: 'k_0123456789' },
        { sequence: 1, at: noon, event: 'burning' },
        null,
        noon,
        () => 'active',
      ),
    ).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
  });

  it('is listed with its member', async () => {
    bench = await LicenceBench.open();
    const listed = {
      orderId: benchOrderId,
      titleId: 'a-film',
      member: '100001',
      state: 'ready',
      changedAt: noon,
      createdAt: noon,
    };
    expect(await bench.licences.list(null)).toEqual([listed]);
    expect(await bench.licences.list('100001')).toEqual([listed]);
    expect(await bench.licences.list('100002')).toEqual([]);
  });
});
