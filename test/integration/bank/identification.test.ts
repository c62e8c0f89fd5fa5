import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankRoutes, identificationSchema } from '../../../app/contracts/bank-api.ts';
import { minutes, seconds } from '../../../app/foundation/units.ts';
import {
  type BankUnderTest,
  member,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';

let test: BankUnderTest;
let kiosk: TestKiosk;
beforeAll(async () => {
  test = await startBank(() => new FakeTitles().add('a-film', Buffer.alloc(4096, 1)));
  kiosk = await test.enrol();
});
afterAll(() => test.close());

const byCard = (card: string, pin: string) =>
  kiosk.ask('POST', bankRoutes.identify, { by: 'card', card, pin });

describe('a customer', () => {
  it('is the same person by number and by card', async () => {
    const number = identificationSchema.parse((await kiosk.identify('100001', '2468')).json());
    const card = identificationSchema.parse((await byCard('CARD-0001', '2468')).json());
    expect(card.userId).toBe(number.userId);
  });

  it('has a proof for two minutes', async () => {
    const { expiresAt } = identificationSchema.parse(
      (await kiosk.identify('100001', '2468')).json(),
    );
    expect(Date.parse(expiresAt) - test.clock.now()).toBe(120_000);
  });

  it.each([
    ['100001', 'who is known'],
    ['999999', 'nobody knows'],
  ])(
    '%s, %s, is locked by the fifth wrong PIN, for 15 minutes, with the same words',
    async (who) => {
      const answers = [];
      for (let attempt = 1; attempt <= 6; attempt += 1) {
        answers.push(await kiosk.identify(who, '0000'));
      }
      const until = new Date(test.clock.now() + minutes(15)).toISOString();
      const refused = (attemptsLeft: number) => ({
        status: 403,
        body: {
          code: 'IDENTIFICATION_REFUSED',
          message: 'The number, the card or the PIN is not right.',
          remedy: 'reject-input',
          attemptsLeft,
        },
      });
      const locked = {
        status: 423,
        body: {
          code: 'IDENTIFICATION_LOCKED',
          message: 'Too many wrong PINs. This identity is locked.',
          remedy: 'reject-input',
          attemptsLeft: 0,
          until,
        },
      };
      expect(answers.map((answer) => ({ status: answer.status, body: answer.json() }))).toEqual([
        refused(4),
        refused(3),
        refused(2),
        refused(1),
        locked,
        locked,
      ]);
    },
  );

  it('who is locked is refused with the right PIN too, by card as by number, until the time has passed', async () => {
    expect((await kiosk.identify(member.member, member.pin)).status).toBe(423);
    expect((await byCard(member.card, member.pin)).status).toBe(423);
    test.clock.advance(minutes(15));
    expect((await kiosk.identify(member.member, member.pin)).status).toBe(200);
  });

  it('has five attempts again after a right one', async () => {
    for (const pin of ['0000', '0000', '2468', '0000']) await kiosk.identify('100001', pin);
    expect((await kiosk.identify('100001', '0000')).json()).toMatchObject({ attemptsLeft: 3 });
    await kiosk.identify('100001', '2468');
  });

  it('cannot be guessed at by many attempts at once', async () => {
    const guesses = Array.from({ length: 12 }, (_, pin) =>
      kiosk.identify('100002', String(1000 + pin)),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 403).length).toBe(4);
    expect(statuses.filter((status) => status === 423).length).toBe(8);
  });
});

describe('a proof', () => {
  const orderId = (digit: string) => digit.repeat(20);
  const prove = async () =>
    identificationSchema.parse((await kiosk.identify('100001', '2468')).json()).proof;

  it('makes one order, and not another', async () => {
    const proof = await prove();
    const place = (id: string) =>
      kiosk.ask('PUT', bankRoutes.order(id), { titleId: 'a-film', proof });
    expect((await place(orderId('1'))).status).toBe(200);
    expect((await place(orderId('2'))).json()).toMatchObject({ code: 'PROOF_USED' });
  });

  it('is refused at another kiosk', async () => {
    const other = await test.enrol('Other hall');
    const answer = await other.ask('PUT', bankRoutes.order(orderId('3')), {
      titleId: 'a-film',
      proof: await prove(),
    });
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'PROOF_REFUSED' }]);
  });

  it('is refused once its time has passed', async () => {
    const proof = await prove();
    test.clock.advance(seconds(120));
    const answer = await kiosk.ask('PUT', bankRoutes.order(orderId('4')), {
      titleId: 'a-film',
      proof,
    });
    expect([answer.status, answer.json()]).toMatchObject([403, { code: 'PROOF_EXPIRED' }]);
  });

  it('is refused where the bank did not sign it', async () => {
    const [header, claims, signature] = (await prove()).split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none","typ":"diptych-proof+jwt"}').toString('base64url');
    for (const proof of [
      `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${none}.${claims}.`,
      'nothing',
    ]) {
      const answer = await kiosk.ask('PUT', bankRoutes.order(orderId('5')), {
        titleId: 'a-film',
        proof,
      });
      expect([answer.status, answer.json()]).toMatchObject([403, { code: 'PROOF_REFUSED' }]);
    }
  });
});
