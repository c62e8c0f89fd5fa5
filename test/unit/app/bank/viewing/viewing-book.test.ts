import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { LicenceTerms } from '../../../../../app/contracts/licence.ts';
import { hours, milliseconds, minutes, seconds } from '../../../../../app/foundation/units.ts';
import { defaultTerms } from '../../../../../app/licences/terms.ts';
import { benchOrderId } from '../../../../support/bank/licence-bench.ts';
import { answerTo } from '../../../../support/bank/test-viewer.ts';
import { benchDisc, ViewingBench } from '../../../../support/bank/viewing-bench.ts';

/** Two hours, in ticks of 90 kHz. */
const TITLE = 120 * 60 * 90_000;
const MINUTE = 60 * 90_000;

let bench: ViewingBench;
afterEach(() => bench.close());

const open = async (terms: Partial<LicenceTerms> = {}) => {
  bench = await ViewingBench.open(terms);
};
const refused = (why: string, date: string | null) => ({
  code: why,
  context: date === null ? {} : { date },
});
/** What goes out now. */
const admit = ({ viewingId, token }: { viewingId: string; token: string }) =>
  bench.book.admit(viewingId, token);

describe('a viewing gets blocks', () => {
  it('of its order under its own key, from any process of the bank', async () => {
    await open();
    const viewing = await bench.view(1);
    const admitted = await admit(viewing);
    expect(admitted).toMatchObject({
      viewingId: viewing.viewingId,
      order: { orderId: benchOrderId, titleId: 'a-film' },
      deliveredTicks: 0,
    });
    const elsewhere = await bench.process('second').admit(viewing.viewingId, viewing.token);
    expect(elsewhere.sessionKey).toEqual(admitted.sessionKey);
    const other = await admit(await bench.view(2));
    expect(Buffer.from(other.sessionKey).equals(admitted.sessionKey)).toBe(false);
  });

  it.each([
    ['revoke', 'LICENCE_REVOKED'],
    ['return', 'LICENCE_RETURNED'],
  ] as const)('until somebody says %s, and not one more', async (event, why) => {
    await open();
    const viewing = await bench.view(1);
    bench.records.clock.advance(seconds(10));
    const { now } = bench.records;
    const change = { actor: 'operator', at: now, detail: null };
    await bench.records.licences.change(benchOrderId, event, change);
    await expect(admit(viewing)).rejects.toMatchObject(refused(why, now));
  });

  it('until the licence has expired', async () => {
    const notAfter = '2026-01-01T12:01:00.000Z';
    await open({ notAfter });
    const viewing = await bench.view(1);
    bench.records.clock.advance(seconds(59));
    await admit(viewing);
    bench.records.clock.advance(seconds(1));
    await expect(admit(viewing)).rejects.toMatchObject(refused('LICENCE_EXPIRED', notAfter));
  });

  it('until it ends, falls silent, or its device opens another', async () => {
    await open();
    const ended = await bench.view(1);
    await bench.book.end(ended.viewingId, ended.token);
    await expect(admit(ended)).rejects.toMatchObject(refused('VIEWING_ENDED', null));
    const replaced = await bench.view(1);
    const silent = await bench.view(1);
    await expect(admit(replaced)).rejects.toMatchObject(refused('VIEWING_ENDED', null));
    bench.records.clock.advance(minutes(2));
    await expect(admit(silent)).rejects.toMatchObject(
      refused('VIEWING_ENDED', '2026-01-01T12:02:00.000Z'),
    );
  });

  it('until its device is revoked', async () => {
    await open();
    const viewing = await bench.view(1);
    const { deviceId } = await bench.device(1);
    await bench.records.devices.revoke(deviceId, bench.records.now);
    await expect(admit(viewing)).rejects.toMatchObject(refused('VIEWING_ENDED', null));
    await expect(bench.book.renew(viewing.viewingId, viewing.token)).rejects.toMatchObject({
      code: 'DEVICE_REVOKED',
    });
  });

  it('never, where its device is revoked while its disc is looked at', async () => {
    await open({ players: { ...defaultTerms.players, limit: 1 } });
    const device = await bench.device(1);
    const challenge = await bench.book.challenge(device, benchOrderId);
    let release = () => {};
    bench.held = new Promise((resolve) => {
      release = resolve;
    });
    const answer = answerTo(challenge, benchDisc);
    const opening = bench.book.open(device, { challenge: challenge.challenge, answer });
    await expect.poll(() => bench.opened).toBe(1);
    await bench.records.devices.revoke(device.deviceId, bench.records.now);
    release();
    await expect(opening).rejects.toMatchObject({ code: 'DEVICE_REVOKED' });
    expect((await bench.view(2)).licence.state).toBe('active');
  });

  it('until the end of its token, whatever a later one gave it', async () => {
    await open();
    const viewing = await bench.view(1);
    bench.records.clock.advance(seconds(60));
    const renewed = await bench.book.renew(viewing.viewingId, viewing.token);
    bench.records.clock.advance(milliseconds(59_999));
    await admit(viewing);
    bench.records.clock.advance(milliseconds(1));
    await expect(admit(viewing)).rejects.toMatchObject(
      refused('VIEWING_ENDED', '2026-01-01T12:02:00.000Z'),
    );
    await admit({ ...viewing, ...renewed });
  });

  it('as part of its showing, whichever viewing and device goes on with it', async () => {
    await open();
    const showingOf = async (number: number) => {
      const viewing = await bench.view(number);
      const before = await admit(viewing);
      await bench.book.recordDelivery(viewing.viewingId, 20 * 90_000, TITLE);
      expect((await admit(viewing)).showingId).toBe(before.showingId);
      return { ...viewing, ...before };
    };
    const first = await showingOf(1);
    const again = await showingOf(1);
    const beside = await showingOf(2);
    await bench.book.end(again.viewingId, again.token);
    const elsewhere = await showingOf(3);
    expect(
      [again, beside, elsewhere].map(({ showingId }) => showingId === first.viewingId),
    ).toEqual([true, false, true]);
  });

  it('with a token of the bank whose viewing nobody wrote down: never', async () => {
    await open();
    const viewing = await bench.view(1);
    await bench.records.database.db.deleteFrom('viewings').execute();
    await expect(admit(viewing)).rejects.toMatchObject({ code: 'VIEWING_UNKNOWN' });
  });
});

describe('what a viewing was given', () => {
  it('counts its showing once that is more than five minutes, and is told to any process', async () => {
    await open();
    const viewing = await bench.view(1);
    const given = async (ticks: number) => {
      await bench.book.recordDelivery(viewing.viewingId, ticks, TITLE);
      const { licence } = await bench.book.renew(viewing.viewingId, viewing.token);
      return [licence.showingsUsed, (await admit(viewing)).deliveredTicks / MINUTE];
    };
    expect([await given(5 * MINUTE), await given(6 * MINUTE), await given(4 * MINUTE)]).toEqual([
      [0, 5],
      [1, 6],
      [1, 6],
    ]);
  });

  it('may be resumed for a day, on what was counted already', async () => {
    await open({ showings: 1 });
    const first = await bench.view(1);
    await bench.book.recordDelivery(first.viewingId, 10 * MINUTE, TITLE);
    await bench.book.end(first.viewingId, first.token);
    bench.records.clock.advance(hours(23));
    expect(await bench.view(2)).toMatchObject({
      resumes: true,
      licence: { showingsUsed: 1, showingsLeft: 0 },
    });
    bench.records.clock.advance(hours(1));
    await expect(bench.view(1)).rejects.toMatchObject(
      refused('SHOWINGS_USED', '2026-01-01T12:00:00.000Z'),
    );
  });

  it('to a viewing that nobody opened is not written', async () => {
    await open();
    await expect(bench.book.recordDelivery('w_0123456789', 1, TITLE)).rejects.toMatchObject({
      code: 'VIEWING_UNKNOWN',
    });
  });
});

describe('a place', () => {
  it('is one of as many as the terms say, however many ask at once', async () => {
    await open({ players: { ...defaultTerms.players, limit: 2 } });
    const asked = [0, 1, 2, 3, 4].map((number) => bench.view(number));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(2);
  });
});

describe('an answer about a disc', () => {
  it('is the same whichever process asked', async () => {
    await open();
    const device = await bench.device(1);
    const challenge = await bench.book.challenge(device, benchOrderId);
    const answer = answerTo(challenge, benchDisc);
    const proof = { challenge: challenge.challenge, answer };
    const elsewhere = bench.process('second');
    expect((await elsewhere.open(device, proof)).licence.state).toBe('active');
    await expect(bench.book.open(device, proof)).rejects.toMatchObject({
      code: 'CHALLENGE_EXPIRED',
    });
  });

  it('that the bank could not look at is not held against who gave it', async () => {
    await open();
    const device = await bench.device(1);
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const challenge = await bench.book.challenge(device, benchOrderId);
      bench.isBroken = true;
      const answer = answerTo(challenge, benchDisc);
      await expect(
        bench.book.open(device, { challenge: challenge.challenge, answer }),
      ).rejects.toMatchObject({ code: 'VAULT_TITLE_DAMAGED' });
      bench.isBroken = false;
    }
    expect((await bench.view(1)).licence.state).toBe('active');
    expect(bench.opened).toBe(0);
  });

  it('is computed for so many at once, and the others are asked to come again', async () => {
    await open();
    const device = await bench.device(1);
    let release = () => {};
    bench.held = new Promise((resolve) => {
      release = resolve;
    });
    const asked = Array.from({ length: 40 }, () => bench.book.challenge(device, benchOrderId));
    await asked.at(-1)?.catch(() => {});
    release();
    const outcomes = await Promise.allSettled(asked);
    const turnedAway = outcomes.filter((one) => one.status === 'rejected');
    expect(turnedAway.length).toBe(24);
    expect(turnedAway.map(({ reason }) => (reason as { code: string }).code)).toEqual(
      turnedAway.map(() => 'BANK_BUSY'),
    );
    expect(bench.opened).toBe(0);
  });
});

describe('whatever bytes', () => {
  it('stand in a token or a challenge, nobody gets in and nothing breaks', async () => {
    await open();
    const viewing = await bench.view(1);
    const device = await bench.device(1);
    const challenge = await bench.book.challenge(device, benchOrderId);
    const other = await bench.view(2);
    const real = [viewing.token, challenge.challenge, other.token];
    const token = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(challenge.challenge, other.token),
      fc
        .tuple(fc.constantFrom(...real), fc.nat(), fc.integer({ min: 1, max: 127 }))
        .map(([text, at, by]) => {
          const bytes = Buffer.from(text);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ by;
          return bytes.toString('latin1');
        }),
      fc
        .tuple(fc.constantFrom(...real), fc.nat())
        .map(([text, end]) => text.slice(0, end % text.length)),
      fc.tuple(fc.constantFrom(...real), fc.string({ minLength: 1 })).map(([a, b]) => a + b),
    );
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        const codes = [];
        for (const attempt of [
          () => bench.book.admit(viewing.viewingId, text),
          () => bench.book.renew(viewing.viewingId, text),
          () => bench.book.end(viewing.viewingId, text),
        ]) {
          codes.push(
            await attempt().then(
              () => 'passed',
              (error: { code?: string }) => error.code,
            ),
          );
        }
        expect(codes).toEqual(codes.map(() => 'VIEWING_TOKEN_REFUSED'));
        if (text === challenge.challenge) return;
        await expect(
          bench.book.open(device, { challenge: text, answer: '0'.repeat(64) }),
        ).rejects.toMatchObject({ code: 'CHALLENGE_REFUSED' });
      }),
      { seed: 20_260_101, numRuns: 150 },
    );
    expect((await admit(viewing)).viewingId).toBe(viewing.viewingId);
  });
});
