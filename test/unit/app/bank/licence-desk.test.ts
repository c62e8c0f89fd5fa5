import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LicenceDesk, openLicenceDesk } from '../../../../app/bank/licence-desk.ts';
import { minutes } from '../../../../app/foundation/units.ts';
import { checkViewing } from '../../../../app/licences/viewing.ts';
import {
  benchDevice,
  benchOrderId,
  benchViewing,
  LicenceBench,
} from '../../../support/bank/licence-bench.ts';

const noon = '2026-01-01T12:00:00.000Z';
const code = 'K7F3-92QD';

let folder: string;
/** The bank's own connection to its records, which goes on. */
let bench: LicenceBench;
let desk: LicenceDesk;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-desk-'));
  bench = await LicenceBench.open({}, join(folder, 'bank.sqlite'));
  await bench.report('presented');
  desk = await openLicenceDesk(folder, bench.clock);
});
afterEach(async () => {
  await desk.close();
  await bench.close();
  rmSync(folder, { recursive: true });
});

describe('the licence desk', () => {
  it('lists licences, of all members or of one', async () => {
    const [listed] = await desk.list(null);
    expect(listed).toMatchObject({ orderId: benchOrderId, member: '100001', state: 'ready' });
    expect([await desk.list('100001'), await desk.list('100009')]).toEqual([[listed], []]);
  });

  it('tells what was made of a licence, while it is used', async () => {
    await bench.open(1, 1);
    await bench.deliver(1, 6);
    bench.clock.advance(minutes(1));
    expect(await desk.show(code)).toMatchObject({
      licence: {
        orderId: benchOrderId,
        code,
        titleId: 'a-film',
        state: 'active',
        showingsUsed: 1,
        showingsLeft: 9,
        firstShowingAt: noon,
      },
      firstPlaybackAt: noon,
      showings: [{ showingId: benchViewing(1), countedAt: noon }],
      playing: [{ device: 'Device 1', since: noon, placeUntil: '2026-01-01T12:02:00.000Z' }],
      devices: [{ deviceId: benchDevice(1), name: 'Device 1' }],
      events: [
        { event: 'ordered' },
        { event: 'first-playback' },
        { event: 'device-added' },
        { event: 'showing-begun' },
        { event: 'showing-counted' },
      ],
    });
    bench.clock.advance(minutes(1));
    expect((await desk.show(benchOrderId)).playing).toEqual([]);
  });

  it('revokes with a reason, and the bank that runs sees it at once', async () => {
    await bench.open(1, 1);
    const revoked = await desk.end('k7f392qd', 'revoke', 'the disc was stolen');
    expect(revoked).toMatchObject({ licence: { state: 'revoked', changedAt: noon }, playing: [] });
    expect(revoked.events.at(-1)).toMatchObject({
      actor: 'operator',
      event: 'revoke',
      detail: 'the disc was stolen',
    });
    const found = await bench.viewings.find(benchViewing(1));
    expect(checkViewing(found!.licence, benchViewing(1), bench.now)).toEqual({
      why: 'LICENCE_REVOKED',
      date: noon,
    });
    await expect(desk.end(code, 'revoke', 'again')).resolves.toEqual(revoked);
  });

  it('never lets what has ended begin again', async () => {
    await expect(desk.restore(code)).rejects.toMatchObject({ code: 'LICENCE_NOT_ENDED' });
    await desk.end(code, 'return', 'not wanted');
    const wanted = { code: 'LICENCE_ENDED', context: { state: 'returned' } };
    await expect(desk.restore(code)).rejects.toMatchObject(wanted);
    await expect(desk.end(code, 'revoke', 'late')).rejects.toMatchObject(wanted);
    await expect(desk.setTerms(code, { showings: 99 }, null)).rejects.toMatchObject(wanted);
  });

  it('changes terms, and writes what was different', async () => {
    const players = { limit: 3, intervalSeconds: 60, graceSeconds: 60 };
    const changes = { showings: null, devices: 6, notAfter: '2027-01-01T00:00:00.000Z', players };
    const { events, licence } = await desk.setTerms(code, changes, 'a gift');
    expect(licence).toMatchObject({ terms: changes, showingsLeft: null, endsAt: changes.notAfter });
    expect(events.at(-1)).toMatchObject({
      event: 'terms-changed',
      detail:
        'showings 10 -> unlimited, not after none -> 2027-01-01T00:00:00.000Z, devices 5 -> 6, players at once 2 -> 3 (a gift)',
    });
    expect((await desk.setTerms(code, changes, 'the same')).events).toEqual(events);
  });

  it('finds a licence expired that nobody has asked for since its end, and gives it no other terms', async () => {
    await desk.setTerms(code, { notAfter: '2026-01-01T12:05:00.000Z' }, null);
    bench.clock.advance(minutes(6));
    const later = await openLicenceDesk(folder, bench.clock);
    expect(await later.list(null)).toMatchObject([{ state: 'expired' }]);
    expect((await later.show(code)).events.at(-1)).toEqual({
      sequence: 3,
      at: '2026-01-01T12:06:00.000Z',
      actor: 'bank',
      event: 'expire',
      from: 'ready',
      to: 'expired',
      detail: null,
    });
    await expect(later.setTerms(code, { notAfter: null }, 'late')).rejects.toMatchObject({
      code: 'LICENCE_ENDED',
    });
    await later.close();
  });

  it('refuses terms that make no sense', async () => {
    const refused = [
      { showings: 0 },
      { notBefore: noon, notAfter: noon },
      { notAfter: 'tomorrow' },
    ].map((changes) => desk.setTerms(code, changes, null).catch((error: unknown) => error));
    expect(await Promise.all(refused)).toMatchObject([
      { code: 'TERMS_INVALID', message: 'A number is out of its range.' },
      { code: 'TERMS_INVALID', message: 'A licence must begin before it ends.' },
      { code: 'TERMS_INVALID' },
    ]);
    expect((await desk.show(code)).events).toHaveLength(1);
  });

  it('knows no order by less than its code', async () => {
    for (const name of ['K7F3', '', '0000-0000', `${benchOrderId}A`]) {
      await expect(desk.show(name)).rejects.toMatchObject({ code: 'ORDER_UNKNOWN' });
    }
  });

  it('is not opened where no bank is, and makes none', async () => {
    const nowhere = join(folder, 'nowhere');
    await expect(openLicenceDesk(nowhere, bench.clock)).rejects.toMatchObject({
      code: 'BANK_NOT_HERE',
    });
  });
});

describe('two orders with one code', () => {
  it('are told apart by their identifiers', async () => {
    const other = 'K7F392QD00000000000B';
    const order = (await bench.orders.find(benchOrderId))!;
    const { terms } = (await bench.licences.facts(benchOrderId))!;
    await bench.orders.add({ ...order, orderId: other, proofId: 'another', terms });
    await expect(desk.show(code)).rejects.toMatchObject({
      code: 'ORDER_CODE_SHARED',
      context: { orders: [benchOrderId, other] },
    });
    expect((await desk.show(other)).licence.orderId).toBe(other);
  });
});
