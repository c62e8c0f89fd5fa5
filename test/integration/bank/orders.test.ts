import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  bankOrderSchema,
  bankRoutes,
  identificationSchema,
  mainStreamDescriptionSchema,
  orderReportReplySchema,
  titleListSchema,
} from '../../../app/contracts/bank-api.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import {
  type BankUnderTest,
  member,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles } from '../../support/bank/fake-titles.ts';

/** A sector more than three chunks. */
const master = Buffer.from(seededRandomness('master').bytes(3 * 1024 * 1024 + 2048));
const orderId = (digit: string) => digit.repeat(20);

let test: BankUnderTest;
let titles: FakeTitles;
let kiosk: TestKiosk;
beforeAll(async () => {
  titles = new FakeTitles().add('a-film', master).add('b-film', Buffer.alloc(4096, 7));
  test = await startBank(() => titles);
  kiosk = await test.enrol();
});
afterAll(() => test.close());

const order = (digit: string, titleId = 'a-film') =>
  kiosk.order(orderId(digit), titleId, member.member, member.pin);
const prove = async () =>
  identificationSchema.parse((await kiosk.identify(member.member, member.pin)).json()).proof;

describe('an order', () => {
  it('is made once, however often it is asked for', async () => {
    const proof = await prove();
    const place = () =>
      kiosk.ask('PUT', bankRoutes.order(orderId('1')), { titleId: 'a-film', proof });
    const first = bankOrderSchema.parse((await place()).json());
    expect(first).toMatchObject({
      orderId: orderId('1'),
      code: '1111-1111',
      titleId: 'a-film',
      distributorId: 'ACME',
      kioskId: kiosk.kioskId,
      licence: 'ready',
      createdAt: '2026-01-01T12:00:00.000Z',
      firstPlaybackAt: null,
    });
    expect((await place()).json()).toEqual(first);
    expect((await order('1')).json()).toEqual(first);
    expect(await test.bank.admin.ordersOfUser(first.userId)).toEqual([first]);
  });

  it('asked for twice at once is one', async () => {
    const proof = await prove();
    const place = () =>
      kiosk.ask('PUT', bankRoutes.order(orderId('2')), { titleId: 'a-film', proof });
    const [one, other] = await Promise.all([place(), place()]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.json()).toEqual(other.json());
  });

  it('does not change its title', async () => {
    await order('3');
    expect((await order('3', 'b-film')).json()).toMatchObject({ code: 'ORDER_CONFLICT' });
  });

  it('is of a title that the bank has', async () => {
    expect((await order('4', 'no-film')).json()).toMatchObject({ code: 'TITLE_UNKNOWN' });
  });

  it('is not there for another kiosk, by any route', async () => {
    await order('5');
    const other = await test.enrol('Other hall');
    const report = { sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'taken' };
    const answers = await Promise.all([
      other.ask('GET', bankRoutes.order(orderId('5'))),
      other.ask('GET', bankRoutes.mainStream(orderId('5'))),
      other.ask('GET', bankRoutes.mainStreamDescription(orderId('5'))),
      other.ask('POST', bankRoutes.reports(orderId('5')), report),
    ]);
    const unknown = {
      code: 'ORDER_UNKNOWN',
      message: 'There is no such order.',
      remedy: 'reject-input',
    };
    expect(answers.map((answer) => [answer.status, answer.json()])).toEqual(
      answers.map(() => [404, unknown]),
    );
    expect((await kiosk.ask('GET', bankRoutes.order(orderId('5')))).json()).toMatchObject({
      licence: 'ready',
    });
  });
});

describe('a title that is put in while the bank runs', () => {
  it('is offered at once', async () => {
    titles.add('late-film', Buffer.alloc(2048, 9));
    const list = titleListSchema.parse((await kiosk.ask('GET', bankRoutes.titles)).json());
    expect(list.titles.map(({ titleId }) => titleId)).toContain('late-film');
    expect((await order('6', 'late-film')).status).toBe(200);
  });
});

describe('a main stream', () => {
  const target = bankRoutes.mainStream(orderId('7'));
  const range = (value: string, more: Record<string, string> = {}) =>
    kiosk.ask('GET', target, undefined, { range: value, ...more });
  let whole: Buffer;
  let etag: string;

  beforeAll(async () => {
    await order('7');
    const answer = await kiosk.ask('GET', target);
    whole = answer.body;
    etag = answer.headers.etag ?? '';
  });

  it('is as long and has the hash that its description says, and is not the master', async () => {
    const description = mainStreamDescriptionSchema.parse(
      (await kiosk.ask('GET', bankRoutes.mainStreamDescription(orderId('7')))).json(),
    );
    expect(description).toEqual({
      bytes: master.length,
      sectors: master.length / 2048,
      sha256: createHash('sha256').update(whole).digest('hex'),
    });
    expect(etag).toBe(`"${description.sha256}"`);
    expect(whole.equals(master)).toBe(false);
  });

  it('can be resumed at any byte, bit for bit', async () => {
    const cut = 1_500_001;
    const first = await range(`bytes=0-${cut - 1}`);
    const rest = await range(`bytes=${cut}-`, { 'if-range': etag });
    expect([first.status, rest.status]).toEqual([206, 206]);
    expect(rest.headers).toMatchObject({
      'content-range': `bytes ${cut}-${whole.length - 1}/${whole.length}`,
      'content-length': String(whole.length - cut),
      'accept-ranges': 'bytes',
      etag,
    });
    expect(Buffer.concat([first.body, rest.body]).equals(whole)).toBe(true);
  });

  it('begins anew for who holds a part of something else', async () => {
    const answer = await range('bytes=100-', { 'if-range': '"other"' });
    expect([answer.status, answer.body.equals(whole)]).toEqual([200, true]);
  });

  it('says where it ends to who asks beyond', async () => {
    const answer = await range(`bytes=${whole.length}-`);
    expect([answer.status, answer.headers['content-range'], answer.json()]).toMatchObject([
      416,
      `bytes */${whole.length}`,
      { code: 'RANGE_NOT_SATISFIABLE' },
    ]);
  });

  it('tells its length without being made', async () => {
    const { status, headers, body } = await kiosk.ask('HEAD', target);
    expect({ status, length: headers['content-length'], etag: headers.etag }).toEqual({
      status: 200,
      length: String(whole.length),
      etag,
    });
    expect(body.length).toBe(0);
  });

  it('of another order of the same title is another', async () => {
    await order('8');
    const other = await kiosk.ask('GET', bankRoutes.mainStream(orderId('8')));
    expect(other.body.length).toBe(whole.length);
    expect(other.body.equals(whole)).toBe(false);
  });

  it('asked about by many at once is gone through once', async () => {
    await order('9');
    const before = vi.spyOn(titles, 'open');
    const ask = () => kiosk.ask('GET', bankRoutes.mainStreamDescription(orderId('9')));
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(answers.map((answer) => answer.body.toString())).size).toBe(1);
    expect(before).toHaveBeenCalledTimes(1);
    before.mockRestore();
  });

  it('lets go of its master when the kiosk hangs up, and when it is through', async () => {
    await new Promise<void>((resolve, reject) => {
      const { hostname, port } = new URL(test.bank.url);
      const headers = kiosk.headers('GET', target);
      const request = httpRequest({ hostname, port, path: target, headers }, (response) => {
        response.once('data', () => {
          request.destroy();
          resolve();
        });
      });
      request.once('error', reject);
      request.end();
    });
    await kiosk.ask('GET', target);
    await vi.waitFor(() => expect(titles.opened).toBe(0));
  });

  it('has a complement that only operators can have written', async () => {
    const path = join(test.folder, 'order.complement');
    await test.bank.admin.writeComplement(orderId('7'), path);
    expect(readFileSync(path).includes(master)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(test.bank.admin.writeComplement(orderId('0'), path)).rejects.toMatchObject({
      code: 'ORDER_UNKNOWN',
    });
  });
});

describe('what a kiosk reports', () => {
  const at = '2026-01-01T12:00:00.000Z';
  const report = async (digit: string, sequence: number, event: string) => {
    const answer = await kiosk.ask('POST', bankRoutes.reports(orderId(digit)), {
      sequence,
      at,
      event,
    });
    return answer.json();
  };

  it('makes the licence active once the disc is taken, and is kept', async () => {
    await order('A');
    const answers = [];
    for (const [sequence, event] of [
      'burning',
      'verified',
      'ready',
      'presented',
      'taken',
    ].entries()) {
      answers.push(orderReportReplySchema.parse(await report('A', sequence + 1, event)));
    }
    expect(answers.map(({ licence }) => licence)).toEqual([
      'ready',
      'ready',
      'ready',
      'ready',
      'active',
    ]);
    expect(await test.bank.admin.order(orderId('A'))).toMatchObject({
      licence: 'active',
      reports: [1, 2, 3, 4, 5].map((sequence) => ({ sequence, at })),
    });
  });

  it('changes nothing when it comes again', async () => {
    await order('B');
    await report('B', 1, 'burning');
    await report('B', 2, 'taken');
    expect(await report('B', 1, 'burning')).toEqual({ licence: 'active' });
    expect(await report('B', 2, 'taken')).toEqual({ licence: 'active' });
    expect((await test.bank.admin.order(orderId('B')))?.reports.length).toBe(2);
  });

  it('cannot be taken back under the same number', async () => {
    await order('C');
    await report('C', 1, 'taken');
    expect(await report('C', 1, 'cancelled')).toMatchObject({ code: 'REPORT_CONFLICT' });
    expect(await test.bank.admin.order(orderId('C'))).toMatchObject({ licence: 'active' });
  });
});

describe('the operators', () => {
  it('may add the same distributor and the same member twice', async () => {
    await test.bank.admin.addDistributor({ distributorId: 'ACME', name: 'Acme films' });
    const again = await test.bank.admin.addUser({ ...member, pin: '1357' });
    expect(await test.bank.admin.addUser(member)).toBe(again);
    expect((await kiosk.identify(member.member, member.pin)).status).toBe(200);
  });

  it('cannot give a card to two members', async () => {
    await expect(test.bank.admin.addUser({ ...member, member: '100009' })).rejects.toMatchObject({
      code: 'USER_CARD_TAKEN',
    });
  });

  it('find database and keys closed to others', () => {
    const modes = ['bank.sqlite', 'bank.sqlite-wal', 'keys/pepper', 'keys', 'vault'].map(
      (name) => statSync(join(test.folder, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o700, 0o700]);
  });
});
