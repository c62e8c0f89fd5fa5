import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  enrolledDeviceSchema,
  licenceListSchema,
  viewerRoutes,
  viewerSessionSchema,
} from '../../../app/contracts/viewer-api.ts';
import { rawPublicKey } from '../../../app/foundation/http-signature.ts';
import { hours, minutes, seconds } from '../../../app/foundation/units.ts';
import {
  type Answer,
  type BankUnderTest,
  member,
  send,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';
import { TestViewer } from '../../support/bank/test-viewer.ts';

const orderId = '1'.repeat(20);
const password = 'correct horse';

let test: BankUnderTest;
let kiosk: TestKiosk;
let viewer: TestViewer;
beforeEach(async () => {
  test = await startBank(() => new FakeTitles().add('a-film', Buffer.alloc(64 * 1024, 1)));
  kiosk = await test.enrol();
  await kiosk.order(orderId, 'a-film', member.member, member.pin);
  viewer = newViewer();
});
afterEach(() => test.close());

const newViewer = (name?: string) =>
  new TestViewer({ url: test.bank.url, clock: test.clock }, name);
const activate = (more: Partial<Record<'member' | 'pin' | 'orderId', string>> = {}) =>
  viewer.activate(
    more.member ?? member.member,
    more.pin ?? member.pin,
    more.orderId ?? orderId,
    password,
  );
const said = (answer: Answer) => [answer.status, answer.json()];
const codeOf = (answer: Answer) => [answer.status, (answer.json() as { code: string }).code];

describe('a member with a disc', () => {
  it('sets their first password with PIN and disc, and no second one so', async () => {
    expect((await activate()).status).toBe(204);
    expect(codeOf(await activate())).toEqual([409, 'VIEWER_ACTIVATED']);
    await viewer.enter(member.member, password);
    expect(viewer.deviceId).toMatch(/^v_/);
  });

  it('cannot do so twice at once', async () => {
    const statuses = (await Promise.all([activate(), activate()])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([204, 409]));
  });

  it('is refused alike with a wrong PIN, another’s disc, a disc of nobody, and an unknown number', async () => {
    await test.bank.admin.addUser({ member: '100002', card: 'CARD-0002', pin: '1357' });
    await kiosk.order('2'.repeat(20), 'a-film', '100002', '1357');
    const answers = [
      await activate({ pin: '0000' }),
      await activate({ orderId: '2'.repeat(20) }),
      await activate({ member: '100002', pin: '1357', orderId: '3'.repeat(20) }),
      await activate({ member: '999999' }),
    ];
    expect(answers.map(said)).toEqual(
      answers.map(() => [
        403,
        {
          code: 'IDENTIFICATION_REFUSED',
          message: 'The number, the card or the PIN is not right.',
          remedy: 'reject-input',
          attemptsLeft: 4,
        },
      ]),
    );
  });

  it('shares the count of wrong PINs with the kiosk; who has no disc of theirs cannot use it up', async () => {
    for (let guess = 0; guess < 6; guess += 1) await activate({ orderId: '9'.repeat(20) });
    expect(codeOf(await activate({ orderId: '9'.repeat(20) }))).toEqual([
      423,
      'IDENTIFICATION_LOCKED',
    ]);
    expect((await kiosk.identify(member.member, member.pin)).status).toBe(200);
    for (let guess = 0; guess < 5; guess += 1) await activate({ pin: '0000' });
    expect((await kiosk.identify(member.member, member.pin)).status).toBe(423);
  });
});

describe('a device', () => {
  beforeEach(() => activate());

  it('is enrolled once, however often it asks, and is told what to believe', async () => {
    const first = enrolledDeviceSchema.parse(
      (await viewer.enrolment(member.member, password)).json(),
    );
    expect((await viewer.enrolment(member.member, password)).json()).toEqual(first);
    expect(await test.bank.admin.devicesOf(member.member)).toEqual([
      {
        deviceId: first.deviceId,
        userId: first.userId,
        name: 'Living room',
        enrolledAt: '2026-01-01T12:00:00.000Z',
        revokedAt: null,
      },
    ]);
    expect(first.manifestKeys.length).toBe(1);
  });

  it('asking twice at once is one', async () => {
    const ask = () => viewer.enrolment(member.member, password);
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(one.json()).toEqual(other.json());
  });

  it('must hold the key that it names', async () => {
    const keys = { ...viewer.keys, sign: rawPublicKey(generateKeyPairSync('ed25519').privateKey) };
    expect(codeOf(await viewer.enrolment(member.member, password, keys))).toEqual([
      401,
      'SIGNATURE_INVALID',
    ]);
  });

  it('is refused with keys to which nothing can be sealed for it alone', async () => {
    const point = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
    // The points of low order of RFC 7748 §6.1 and of its implementations' lists, little-endian.
    const lowOrder = [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
      `ec${'ff'.repeat(30)}7f`,
      `ed${'ff'.repeat(30)}7f`,
      `ee${'ff'.repeat(30)}7f`,
    ];
    const sets = [
      ...lowOrder.map((hex) => ({ ...viewer.keys, seal: point(hex) })),
      { ...viewer.keys, stick: { ...viewer.keys.stick, x: point('11'.repeat(32)) } },
    ];
    const answers = [];
    for (const keys of sets) answers.push(await viewer.enrolment(member.member, password, keys));
    expect(answers.map(codeOf)).toEqual(sets.map(() => [400, 'DEVICE_KEYS_REFUSED']));
  });

  it('is refused under its key with other keys, and for another member', async () => {
    await viewer.enter(member.member, password);
    const other = newViewer('other');
    const keys = { ...other.keys, sign: viewer.keys.sign };
    expect(codeOf(await viewer.enrolment(member.member, password, keys))).toEqual([
      409,
      'DEVICE_CONFLICT',
    ]);
    await test.bank.admin.addUser({ member: '100002', card: 'CARD-0002', pin: '1357' });
    await test.bank.admin.setPassword('100002', password);
    expect(codeOf(await viewer.enrolment('100002', password))).toEqual([409, 'DEVICE_CONFLICT']);
  });

  it('is the twentieth at most that one member has; a revoked one makes room', async () => {
    await viewer.enter(member.member, password);
    for (let number = 2; number <= 20; number += 1) {
      await newViewer(`viewer ${number}`).enter(member.member, password);
    }
    const late = newViewer('late');
    expect(codeOf(await late.enrolment(member.member, password))).toEqual([409, 'DEVICES_FULL']);
    expect(await test.bank.admin.revokeDevice(viewer.deviceId)).toBe(true);
    expect((await late.enrolment(member.member, password)).status).toBe(200);
  });

  it.each([
    ['100001', 'who is known'],
    ['999999', 'nobody knows'],
  ])('of %s, %s, is locked out by the fifth wrong password, in the same words', async (who) => {
    const answers = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      answers.push(said(await viewer.enrolment(who, 'wrong password')));
    }
    const until = new Date(test.clock.now() + minutes(15)).toISOString();
    const refused = (attemptsLeft: number) => [
      403,
      {
        code: 'PASSWORD_REFUSED',
        message: 'The member number or the password is not right.',
        remedy: 'reject-input',
        attemptsLeft,
      },
    ];
    const locked = [
      423,
      {
        code: 'PASSWORD_LOCKED',
        message: 'Too many wrong passwords. Please wait.',
        remedy: 'reject-input',
        attemptsLeft: 0,
        until,
      },
    ];
    expect(answers).toEqual([refused(4), refused(3), refused(2), refused(1), locked, locked]);
    test.clock.advance(minutes(15));
    expect((await viewer.enrolment(member.member, password)).status).toBe(200);
  });

  it('cannot repeat a request, nor use one of another', async () => {
    await viewer.enter(member.member, password);
    const body = { member: member.member, password };
    const sending = { body, keyId: viewer.deviceId };
    const headers = viewer.headers('POST', viewerRoutes.sessions, sending);
    const ask = () =>
      send(test.bank.url, 'POST', viewerRoutes.sessions, headers, JSON.stringify(body));
    expect((await ask()).status).toBe(200);
    expect(codeOf(await ask())).toEqual([401, 'SIGNATURE_REPLAYED']);
    const stranger = newViewer('stranger');
    const forged = await stranger.ask('POST', viewerRoutes.sessions, sending);
    const unknown = await stranger.ask('POST', viewerRoutes.sessions, {
      body,
      keyId: 'v_0123456789ab',
    });
    const unsigned = await stranger.ask('POST', viewerRoutes.sessions, { body });
    expect([forged, unknown, unsigned].map(codeOf)).toEqual([
      [401, 'SIGNATURE_INVALID'],
      [401, 'SIGNATURE_UNKNOWN_KEY'],
      [401, 'SIGNATURE_MISSING'],
    ]);
  });
});

describe('a session', () => {
  beforeEach(async () => {
    await activate();
    await viewer.enter(member.member, password);
  });
  const licences = (bearer: string | null) => viewer.ask('GET', viewerRoutes.licences, { bearer });

  it('shows a member their licences, and nobody else’s', async () => {
    await test.bank.admin.addUser({ member: '100002', card: 'CARD-0002', pin: '1357' });
    await kiosk.order('2'.repeat(20), 'a-film', '100002', '1357');
    const list = licenceListSchema.parse((await licences(viewer.token)).json());
    expect(list.licences).toMatchObject([
      {
        orderId,
        code: '1111-1111',
        titleId: 'a-film',
        titleName: 'The film a-film',
        state: 'ready',
        showingsUsed: 0,
        showingsLeft: 10,
      },
    ]);
  });

  it('is good for a quarter of an hour, and is then renewed without the password', async () => {
    test.clock.advance(seconds(15 * 60 - 1));
    expect((await licences(viewer.token)).status).toBe(200);
    test.clock.advance(seconds(1));
    expect(codeOf(await licences(viewer.token))).toEqual([401, 'SESSION_EXPIRED']);
    const renewed = viewerSessionSchema.parse((await viewer.renewal()).json());
    expect(Date.parse(renewed.expiresAt) - test.clock.now()).toBe(minutes(15));
    expect((await licences(renewed.token)).status).toBe(200);
  });

  it('is renewed until a day after its end', async () => {
    test.clock.advance(hours(24));
    expect((await viewer.renewal()).status).toBe(200);
    test.clock.advance(minutes(15));
    expect(codeOf(await viewer.renewal())).toEqual([401, 'SESSION_ENDED']);
  });

  it('ends with its password, and is not renewed then, nor for another device', async () => {
    const other = newViewer('other');
    await other.enter(member.member, password);
    expect(codeOf(await other.renewal(viewer.token))).toEqual([401, 'SESSION_REFUSED']);
    test.clock.advance(seconds(1));
    expect((await licences(viewer.token)).status).toBe(200);
    await test.bank.admin.setPassword(member.member, 'another horse');
    // At once, though it would be good for minutes: whoever has the old password sees nothing more.
    expect(codeOf(await licences(viewer.token))).toEqual([401, 'SESSION_EXPIRED']);
    expect(codeOf(await viewer.renewal())).toEqual([401, 'SESSION_ENDED']);
    expect(codeOf(await viewer.signIn(member.member, password))).toEqual([403, 'PASSWORD_REFUSED']);
    expect((await viewer.signIn(member.member, 'another horse')).status).toBe(200);
  });

  it('ends at once with its device, which can neither renew, sign in nor enrol again', async () => {
    await test.bank.admin.revokeDevice(viewer.deviceId);
    const answers = [
      await licences(viewer.token),
      await viewer.renewal(),
      await viewer.signIn(member.member, password),
      await viewer.enrolment(member.member, password),
    ];
    expect(answers.map(said)).toEqual(
      answers.map(() => [
        403,
        {
          code: 'DEVICE_REVOKED',
          message: 'This device may no longer be used.',
          remedy: 'reject-input',
          date: '2026-01-01T12:00:00.000Z',
        },
      ]),
    );
    expect(await test.bank.admin.revokeDevice(viewer.deviceId)).toBe(false);
  });

  it('of one member does not begin on the device of another', async () => {
    await test.bank.admin.addUser({ member: '100002', card: 'CARD-0002', pin: '1357' });
    await test.bank.admin.setPassword('100002', password);
    expect(codeOf(await viewer.signIn('100002', password))).toEqual([403, 'DEVICE_OF_ANOTHER']);
  });

  it('is refused where the bank did not sign it, or for something else', async () => {
    const [header, claims, signature] = viewer.token.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none","typ":"diptych-viewer+jwt"}').toString('base64url');
    const { proof } = (await kiosk.identify(member.member, member.pin)).json() as { proof: string };
    const turned = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const tokens = [`${header}.${claims}.${turned}`, `${none}.${claims}.`, proof, 'nothing', '..'];
    const answers = [];
    for (const token of tokens) answers.push(codeOf(await licences(token)));
    expect(answers).toEqual(tokens.map(() => [401, 'SESSION_REFUSED']));
    expect(codeOf(await licences(null))).toEqual([401, 'SESSION_MISSING']);
  });
});

describe('the operators', () => {
  it('give a password to a member who has none, and refuse one that is too short', async () => {
    const { admin } = test.bank;
    await admin.setPassword(member.member, password);
    await viewer.enter(member.member, password);
    await expect(admin.setPassword(member.member, 'short')).rejects.toMatchObject({
      code: 'PASSWORD_INVALID',
    });
    await expect(admin.setPassword('999999', password)).rejects.toMatchObject({
      code: 'USER_UNKNOWN',
    });
  });
});
