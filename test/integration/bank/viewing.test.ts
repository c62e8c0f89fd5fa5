import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import {
  discChallengeSchema,
  type Viewing,
  viewerRoutes,
  viewingRenewalSchema,
  viewingSchema,
} from '../../../app/contracts/viewer-api.ts';
import { openSessionKey } from '../../../app/delivery/online/session-key.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { minutes, seconds } from '../../../app/foundation/units.ts';
import {
  type Answer,
  type BankUnderTest,
  member,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';
import { TestViewer } from '../../support/bank/test-viewer.ts';

const orderId = '1'.repeat(20);
const password = 'correct horse';
const master = Buffer.from(seededRandomness('master').bytes(256 * 1024));

let test: BankUnderTest;
let titles: FakeTitles;
let kiosk: TestKiosk;
let viewer: TestViewer;
let disc: Buffer;
beforeEach(async () => {
  titles = new FakeTitles().add('a-film', master);
  test = await startBank(() => titles);
  kiosk = await test.enrol();
  disc = await burn(orderId);
  await report('burning');
  await test.bank.admin.setPassword(member.member, password);
  viewer = await newViewer();
});
afterEach(() => test.close());

/** Makes an order. @returns its main stream. */
async function burn(id: string, customer = member): Promise<Buffer> {
  await kiosk.order(id, 'a-film', customer.member, customer.pin);
  return (await kiosk.ask('GET', bankRoutes.mainStream(id))).body;
}
async function newViewer(name?: string, who = member.member): Promise<TestViewer> {
  const one = new TestViewer({ url: test.bank.url, clock: test.clock }, name);
  await one.enter(who, password);
  return one;
}
let reports = 0;
const report = (event: string) => {
  reports += 1;
  const at = '2026-01-01T12:00:00.000Z';
  return kiosk.ask('POST', bankRoutes.reports(orderId), { sequence: reports, at, event });
};
const codeOf = (answer: Answer) => [answer.status, (answer.json() as { code: string }).code];
const open = async (who = viewer): Promise<Viewing> =>
  viewingSchema.parse((await who.open(orderId, disc)).json());
const renew = ({ viewingId, token }: Pick<Viewing, 'viewingId' | 'token'>) =>
  viewer.ask('POST', viewerRoutes.viewingRenewals(viewingId), { bearer: token });
const end = ({ viewingId, token }: Pick<Viewing, 'viewingId' | 'token'>) =>
  viewer.ask('DELETE', viewerRoutes.viewing(viewingId), { bearer: token });

describe('a challenge', () => {
  it('asks for eight sectors of the disc, and is good for a minute', async () => {
    const challenge = discChallengeSchema.parse(await viewer.challenge(orderId));
    expect(challenge.ranges.length).toBe(8);
    for (const { offset, length } of challenge.ranges) {
      expect([offset % 2048, length]).toEqual([0, 2048]);
      expect(offset + length).toBeLessThanOrEqual(disc.length);
    }
    expect(Date.parse(challenge.expiresAt) - test.clock.now()).toBe(60_000);
    expect((await viewer.challenge(orderId)).ranges).not.toEqual(challenge.ranges);
    expect(titles.opened).toBe(0);
  });

  it('is met by who holds the disc, and by no other disc of the title, nor by the original', async () => {
    const other = await burn('2'.repeat(20));
    expect(codeOf(await viewer.open(orderId, other))).toEqual([403, 'WRONG_DISC']);
    expect(codeOf(await viewer.open(orderId, master))).toEqual([403, 'WRONG_DISC']);
    expect((await viewer.open(orderId, disc)).status).toBe(200);
    expect(titles.opened).toBe(0);
  });

  it('is answered once', async () => {
    const challenge = await viewer.challenge(orderId);
    expect((await viewer.prove(challenge, disc)).status).toBe(200);
    expect(codeOf(await viewer.prove(challenge, disc))).toEqual([403, 'CHALLENGE_EXPIRED']);
  });

  it('is not answered too late, nor by another device', async () => {
    const late = await viewer.challenge(orderId);
    test.clock.advance(minutes(1));
    expect(codeOf(await viewer.prove(late, disc))).toEqual([403, 'CHALLENGE_EXPIRED']);
    const other = await newViewer('other');
    const challenge = await viewer.challenge(orderId);
    expect(codeOf(await other.prove(challenge, disc))).toEqual([403, 'CHALLENGE_REFUSED']);
    // Who is not asked does not use it up.
    expect((await viewer.prove(challenge, disc)).status).toBe(200);
  });

  it('that the bank did not make is refused', async () => {
    const real = await viewer.challenge(orderId);
    const [claims = '', mac = ''] = real.challenge.split('.');
    const easy = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sectors: number[] };
    easy.sectors = [0];
    const forged = Buffer.from(JSON.stringify(easy)).toString('base64url');
    for (const challenge of [`${forged}.${mac}`, claims, `${claims}.`, `.${mac}`, '.', '']) {
      const answer = await viewer.prove({ ...real, challenge }, disc);
      expect(codeOf(answer)).toEqual([403, 'CHALLENGE_REFUSED']);
    }
  });

  it('is asked of no disc that nobody ordered', async () => {
    const answer = await viewer.asks('POST', viewerRoutes.challenges, { orderId: '9'.repeat(20) });
    expect(codeOf(answer)).toEqual([403, 'WRONG_DISC']);
  });

  it('met wrongly five times is not looked at for a quarter of an hour', async () => {
    const wrong = Buffer.alloc(disc.length);
    const answers = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      answers.push((await viewer.open(orderId, wrong)).json());
    }
    const until = new Date(test.clock.now() + minutes(15)).toISOString();
    const refused = (attemptsLeft: number) => ({
      code: 'WRONG_DISC',
      message: 'This is not the disc that it says it is.',
      remedy: 'reject-input',
      attemptsLeft,
    });
    const locked = {
      code: 'WRONG_DISC_LOCKED',
      message: 'Too many wrong answers about this disc. Please wait.',
      remedy: 'reject-input',
      attemptsLeft: 0,
      until,
    };
    expect(answers).toEqual([refused(4), refused(3), refused(2), refused(1), locked, locked]);
    expect(codeOf(await viewer.open(orderId, disc))).toEqual([423, 'WRONG_DISC_LOCKED']);
    test.clock.advance(minutes(15));
    await viewer.enter(member.member, password);
    expect((await viewer.open(orderId, disc)).status).toBe(200);
  });
});

describe('a viewing', () => {
  it('is opened for who holds the disc, with a key that only its device can open', async () => {
    const viewing = await open();
    expect(viewing).toMatchObject({
      licence: { orderId, state: 'active', showingsUsed: 0, showingsLeft: 10 },
      resumes: false,
      renewBefore: '2026-01-01T12:02:00.000Z',
      lookAheadSeconds: 20,
    });
    const key = await openSessionKey(viewer.sealKey, viewing.viewingId, viewing.sealedKey);
    expect(key.length).toBe(32);
    const other = await newViewer('other');
    await expect(
      openSessionKey(other.sealKey, viewing.viewingId, viewing.sealedKey),
    ).rejects.toMatchObject({ code: 'SESSION_KEY_BROKEN' });
    const second = await open(other);
    const otherKey = await openSessionKey(other.sealKey, second.viewingId, second.sealedKey);
    expect(Buffer.from(otherKey).equals(key)).toBe(false);
  });

  it('is evidence for the kiosk that the disc was handed over', async () => {
    await open();
    expect((await kiosk.ask('GET', bankRoutes.order(orderId))).json()).toMatchObject({
      licence: 'active',
      firstPlaybackAt: '2026-01-01T12:00:00.000Z',
    });
  });

  it('is not for another member, who holds the disc', async () => {
    const other = { member: '100002', card: 'CARD-0002', pin: '1357' };
    await test.bank.admin.addUser(other);
    await test.bank.admin.setPassword(other.member, password);
    const stranger = await newViewer('stranger', other.member);
    expect(codeOf(await stranger.open(orderId, disc))).toEqual([403, 'WRONG_USER']);
  });

  it('is not for a disc of which no kiosk has said anything', async () => {
    const unmade = '3'.repeat(20);
    const image = await burn(unmade);
    expect(codeOf(await viewer.open(unmade, image))).toEqual([403, 'LICENCE_NOT_ACTIVE']);
  });

  it('goes on while it is renewed, and is over when it fell silent', async () => {
    const viewing = await open();
    test.clock.advance(seconds(100));
    const renewed = viewingRenewalSchema.parse((await renew(viewing)).json());
    expect(renewed.renewBefore).toBe('2026-01-01T12:03:40.000Z');
    test.clock.advance(seconds(100));
    expect(codeOf(await renew(viewing))).toEqual([410, 'VIEWING_ENDED']);
    expect((await renew({ ...viewing, ...renewed })).status).toBe(200);
    test.clock.advance(seconds(120));
    expect((await renew({ ...viewing, ...renewed })).json()).toEqual({
      code: 'VIEWING_ENDED',
      message: 'This viewing has ended.',
      remedy: 'retry',
      date: '2026-01-01T12:03:40.000Z',
    });
  });

  it('gives its place free when it is ended, which may be said twice', async () => {
    const places = [await open(), await open(await newViewer('second'))];
    const third = await newViewer('third');
    expect((await third.open(orderId, disc)).json()).toEqual({
      code: 'TOO_MANY_PLAYERS',
      message: 'This disc plays on as many players as it may.',
      remedy: 'retry',
      date: '2026-01-01T12:02:00.000Z',
    });
    expect((await end(places[0]!)).status).toBe(204);
    expect((await end(places[0]!)).status).toBe(204);
    expect(codeOf(await renew(places[0]!))).toEqual([410, 'VIEWING_ENDED']);
    expect((await third.open(orderId, disc)).status).toBe(200);
  });

  it('of a device that opens another is over', async () => {
    const first = await open();
    const second = await open();
    expect(codeOf(await renew(first))).toEqual([410, 'VIEWING_ENDED']);
    expect((await renew(second)).status).toBe(200);
  });

  it('is over at once when its device is revoked, and its place is free', async () => {
    const viewing = await open();
    await test.bank.admin.revokeDevice(viewer.deviceId);
    expect(codeOf(await renew(viewing))).toEqual([403, 'DEVICE_REVOKED']);
    const places = [await newViewer('second'), await newViewer('third')];
    for (const place of places) expect((await place.open(orderId, disc)).status).toBe(200);
  });

  it('is touched by nobody with the token of another, or of something else', async () => {
    const mine = await open();
    const other = await newViewer('other');
    const theirs = await open(other);
    const tokens = [
      theirs.token,
      viewer.token,
      `${mine.token}A`,
      mine.token.slice(0, -1),
      '.',
      'x',
    ];
    for (const token of tokens) {
      expect(codeOf(await renew({ ...mine, token }))).toEqual([401, 'VIEWING_TOKEN_REFUSED']);
      expect(codeOf(await end({ ...mine, token }))).toEqual([401, 'VIEWING_TOKEN_REFUSED']);
    }
    const untold = await viewer.ask('DELETE', viewerRoutes.viewing(mine.viewingId));
    expect(codeOf(untold)).toEqual([401, 'VIEWING_TOKEN_REFUSED']);
    expect((await renew(mine)).status).toBe(200);
  });
});
