import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import { rawPublicKey, signRequest } from '../../../app/foundation/http-signature.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { minutes, seconds } from '../../../app/foundation/units.ts';
import { type BankUnderTest, send, startBank } from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';

let test: BankUnderTest;
beforeAll(async () => {
  test = await startBank(() => new FakeTitles());
});
afterAll(() => test.close());

const newKey = () => rawPublicKey(generateKeyPairSync('ed25519').privateKey);

async function enrol(code: string, publicKey: string) {
  const answer = await send(
    test.bank.url,
    'POST',
    bankRoutes.enrol,
    { 'content-type': 'application/json' },
    JSON.stringify({ code, publicKey }),
  );
  return { status: answer.status, body: answer.json() as { code?: string; kioskId?: string } };
}
const issue = () =>
  test.bank.admin.issueEnrolmentCode({ distributorId: 'ACME', kioskName: 'Station hall' });

describe('an enrolment code', () => {
  it('makes a kiosk of its distributor', async () => {
    expect(await enrol(await issue(), newKey())).toEqual({
      status: 200,
      body: {
        kioskId: expect.stringMatching(/^k_[\w-]{16}$/),
        kioskName: 'Station hall',
        distributor: { distributorId: 'ACME', name: 'Acme films' },
      },
    });
  });

  it('is read as people type it', async () => {
    const code = (await issue()).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    expect((await enrol(code, newKey())).status).toBe(200);
  });

  it('works once; the same kiosk may ask again for an answer that was lost', async () => {
    const code = await issue();
    const key = newKey();
    const first = await enrol(code, key);
    expect(await enrol(code, key)).toEqual(first);
    expect((await enrol(code, newKey())).body.code).toBe('ENROLMENT_REFUSED');
  });

  it('works for an hour', async () => {
    const code = await issue();
    test.clock.advance(minutes(60));
    expect((await enrol(code, newKey())).body.code).toBe('ENROLMENT_REFUSED');
  });

  it('does not take over the key of another kiosk', async () => {
    const key = newKey();
    await enrol(await issue(), key);
    expect((await enrol(await issue(), key)).body.code).toBe('ENROLMENT_REFUSED');
  });

  it('is refused where nobody issued it', async () => {
    expect(await enrol('AAAAA-BBBBB-CCCCC-DDDDD', newKey())).toMatchObject({
      status: 403,
      body: { code: 'ENROLMENT_REFUSED' },
    });
  });

  it('is not issued for a distributor that nobody knows', async () => {
    await expect(
      test.bank.admin.issueEnrolmentCode({ distributorId: 'NOBODY', kioskName: 'x' }),
    ).rejects.toMatchObject({ code: 'DISTRIBUTOR_UNKNOWN' });
  });
});

describe('a request of a kiosk', () => {
  const target = bankRoutes.order('0'.repeat(20));
  const codeOf = async (headers: Record<string, string>, method = 'GET', at = target) => {
    const answer = await send(test.bank.url, method, at, headers);
    return [answer.status, (answer.json() as { code: string }).code];
  };

  it('is answered when it is signed', async () => {
    const kiosk = await test.enrol();
    expect(await codeOf(kiosk.headers('GET', target))).toEqual([404, 'ORDER_UNKNOWN']);
  });

  it('is refused the second time', async () => {
    const kiosk = await test.enrol();
    const headers = kiosk.headers('GET', target);
    await codeOf(headers);
    expect(await codeOf(headers)).toEqual([401, 'SIGNATURE_REPLAYED']);
    test.clock.advance(seconds(59));
    expect(await codeOf(headers)).toEqual([401, 'SIGNATURE_REPLAYED']);
  });

  it('is refused late, tampered with, unsigned, or from a machine that is not enrolled', async () => {
    const kiosk = await test.enrol();
    const late = kiosk.headers('GET', target);
    test.clock.advance(seconds(61));
    const stranger = signRequest(
      { method: 'GET', target, body: null },
      { keyId: 'k_0123456789', privateKey: generateKeyPairSync('ed25519').privateKey },
      test.clock,
      seededRandomness('stranger'),
    );
    const tampered = kiosk.headers('GET', bankRoutes.order('1'.repeat(20)));
    expect([
      await codeOf(late),
      await codeOf(tampered),
      await codeOf({}),
      await codeOf(stranger),
    ]).toEqual([
      [401, 'SIGNATURE_STALE'],
      [401, 'SIGNATURE_INVALID'],
      [401, 'SIGNATURE_MISSING'],
      [401, 'SIGNATURE_UNKNOWN_KEY'],
    ]);
  });

  it('is refused when its body is another than the signed one', async () => {
    const kiosk = await test.enrol();
    const headers = kiosk.headers('POST', bankRoutes.identify, '{"by":"member"}');
    const answer = await send(
      test.bank.url,
      'POST',
      bankRoutes.identify,
      headers,
      JSON.stringify({ by: 'member', member: '100001', pin: '2468' }),
    );
    expect(answer.json()).toMatchObject({ code: 'SIGNATURE_INVALID' });
  });
});

describe('a request that is wrong', () => {
  it.each([
    ['no JSON', '{', { 'content-type': 'application/json' }, 400],
    ['another media type', 'code=1', { 'content-type': 'text/plain' }, 415],
    ['too large', `"${'x'.repeat(20_000)}"`, { 'content-type': 'application/json' }, 413],
    ['of another form', '{"code":"AAAAAAAA"}', { 'content-type': 'application/json' }, 400],
  ])('by being %s is told so', async (_, body, headers, status) => {
    const answer = await send(test.bank.url, 'POST', bankRoutes.enrol, headers, body);
    expect([answer.status, answer.json()]).toMatchObject([status, { code: 'REQUEST_INVALID' }]);
  });
});
