import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { orderKeys } from '../../../app/bank/generate/order-keys.ts';
import { type Bank, composeBank } from '../../../app/bank/compose.ts';
import { viewerRoutes } from '../../../app/contracts/viewer-api.ts';
import { HEAD_FRAME, openFrames } from '../../../app/delivery/online/sealed-frames.ts';
import { openFileSource } from '../../../app/disc/file-source.ts';
import { timestamp } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { licenceRules } from '../../../app/licences/rules.ts';
import {
  openOrderComplement,
  openOriginals,
  parseComplementBlock,
  parseComplementHead,
} from '../../../app/split/index.ts';
import { type BankDatabase, connectBankDatabase } from '../../../db/bank/database.ts';
import { Distributors } from '../../../db/bank/distributors.ts';
import { Licences } from '../../../db/bank/licences.ts';
import { Orders } from '../../../db/bank/orders.ts';
import { Viewings } from '../../../db/bank/viewings.ts';
import { writeLoopedTitles } from '../../bench/looped-title.ts';
import { type ViewersRecords, writeViewersRecords } from '../../bench/viewers-records.ts';
import type { ViewerPass } from '../../bench/viewers-task.ts';
import { type Answer, send } from '../../support/bank/bank-under-test.ts';
import { makeClip } from '../../support/clips.ts';

/** Two processes' worth of a bank on one folder of data, with a film of real blocks. */
const clocks = [new ManualClock(), new ManualClock()];
const [clock = new ManualClock()] = clocks;
const banks: Bank[] = [];
/** Everything that left either of them. */
let sent: Buffer[] = [];
let folder: string;
let records: ViewersRecords;
let database: BankDatabase;
let pass: ViewerPass;
let other: ViewerPass;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-complement-'));
  records = await writeViewersRecords(folder, ['film-1'], 2, clock);
  const { vob } = await makeClip('bbb-pal');
  await writeLoopedTitles(records.vaultFolder, vob, 30, ['film-1']);
  database = connectBankDatabase(join(folder, 'bank.sqlite'));
  for (const [number, its] of clocks.entries()) {
    const randomness = seededRandomness(`bank ${number}`);
    const settings = { dataFolder: folder, host: '127.0.0.1', port: 0 };
    banks.push(await composeBank({ ...settings, clock: its, randomness, logger: silentLogger }));
  }
});

afterAll(async () => {
  await Promise.all(banks.map((bank) => bank.close()));
  await database.close();
  await records.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await letPass(200);
  sent = [];
  [pass, other] = (await records.openViewings(2)) as [ViewerPass, ViewerPass];
});

/** What was given is recorded meanwhile, by one after the other: connections of one thread cannot wait for one another. */
async function letPass(howLong: number): Promise<void> {
  for (const its of clocks) {
    its.advance(seconds(howLong));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Which process is asked, with which token. */
interface Asking {
  readonly at?: number;
  readonly token?: string;
}

async function ask(target: string, { at = 0, token = pass.token }: Asking = {}): Promise<Answer> {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` };
  const answer = await send(banks[at]?.url ?? '', 'GET', target, headers);
  sent.push(answer.body);
  return answer;
}

function blocks(first: number, count: number, asking: Asking = {}): Promise<Answer> {
  return ask(`${viewerRoutes.blocks(pass.viewingId)}?first=${first}&count=${count}`, asking);
}

function opened(answer: Answer, { sessionKey, viewingId } = pass) {
  return openFrames(Buffer.from(sessionKey, 'base64url'), viewingId, answer.body);
}

/** The payloads of the order of `pass`, made without the bank. */
async function complement() {
  const order = await new Orders(database).find('0'.repeat(20));
  const distributor = await new Distributors(database).find('BENCH');
  if (order === null || distributor === null) throw new Error('The records are not there.');
  return openOrderComplement({
    originals: openOriginals(openFileSource(join(folder, 'vault', 'film-1', 'title.originals'))),
    keys: orderKeys(order.seed, distributor.key, 'film-1'),
    identity: { titleId: 'film-1', orderId: order.orderId, distributorId: 'BENCH' },
  });
}

describe('the complement of a film over the network', () => {
  test('is what the order’s complement is, whichever process serves which range', async () => {
    const truth = await complement();
    const [head] = opened(await ask(viewerRoutes.head(pass.viewingId)));
    expect([head?.number, Buffer.from(head?.payload ?? [])]).toEqual([
      HEAD_FRAME,
      Buffer.from(truth.head()),
    ]);
    const parsed = parseComplementHead(truth.head());
    for (let first = 0; first < 36; first += 6) {
      const answer = await blocks(first, 6, { at: (first / 6) % 2 });
      expect([answer.status, answer.headers['content-type']]).toEqual([
        200,
        'application/octet-stream',
      ]);
      expect(answer.headers['cache-control']).toBe('no-store');
      const frames = opened(answer);
      expect(frames.map(({ number, payload }) => [number, Buffer.from(payload)])).toEqual(
        [0, 1, 2, 3, 4, 5].map((n) => [first + n, Buffer.from(truth.block(first + n))]),
      );
      for (const { number, payload } of frames) {
        expect(parseComplementBlock(parsed, number, payload).bits.length).toBeGreaterThan(0);
      }
    }
  });

  test('leaves the bank sealed: no payload, nor a run of its bytes, is in anything that was sent', async () => {
    const truth = await complement();
    await ask(viewerRoutes.head(pass.viewingId));
    await blocks(0, 30);
    const payloads = Array.from({ length: 30 }, (_, number) => Buffer.from(truth.block(number)));
    const found = [...payloads, Buffer.from(truth.head())].filter((payload) =>
      sent.some(
        (body) => body.includes(payload.subarray(20, 36)) || body.includes(payload.subarray(-16)),
      ),
    );
    expect(sent.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(10_000);
    expect(found).toEqual([]);
  });

  test('opens for no other viewing', async () => {
    const answer = await blocks(0, 4);
    expect(() => opened(answer, other)).toThrow('A part of the film did not come as the bank');
  });

  test('comes 20 seconds ahead at most, and says in milliseconds when to ask again', async () => {
    await blocks(0, 32);
    await blocks(32, 32);
    const early = await blocks(45, 1);
    const waitMs = Number(early.headers['retry-after-ms']);
    expect([early.status, early.json()]).toMatchObject([429, { code: 'VIEWING_AHEAD' }]);
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThan(1000);
    await letPass(waitMs / 1000);
    expect((await blocks(45, 1)).status).toBe(200);
  });

  test.each([
    ['no token', '', 401],
    ['a token of nobody', 'abc.def', 401],
  ])('is refused with %s', async (_, token, status) => {
    const answer = await blocks(0, 1, { token });
    expect([answer.status, answer.json()]).toMatchObject([
      status,
      { code: 'VIEWING_TOKEN_REFUSED' },
    ]);
  });

  test('is refused with the token of another viewing', async () => {
    const answer = await blocks(0, 1, { token: other.token });
    expect(answer.json()).toMatchObject({ code: 'VIEWING_TOKEN_REFUSED' });
  });

  test.each([
    'first=0&count=0',
    'first=0&count=33',
    'first=-1&count=1',
    'first=0',
    'first=0&count=1&x=1',
  ])('is not asked for with %s', async (query) => {
    const answer = await ask(`${viewerRoutes.blocks(pass.viewingId)}?${query}`);
    expect([answer.status, answer.json()]).toMatchObject([400, { code: 'REQUEST_INVALID' }]);
  });

  test('ends where the film ends', async () => {
    expect((await blocks(1_000_000, 1)).json()).toMatchObject({ code: 'BLOCK_UNKNOWN' });
  });
});

describe('nothing more goes out of either process', () => {
  test('once the lease is over', async () => {
    expect((await blocks(0, 2)).status).toBe(200);
    await letPass(121);
    for (const at of [0, 1]) {
      const answer = await blocks(2, 1, { at });
      expect([answer.status, answer.json()]).toMatchObject([410, { code: 'VIEWING_ENDED' }]);
    }
  });

  test('once the viewing has ended', async () => {
    expect((await blocks(0, 2)).status).toBe(200);
    await new Viewings(database, licenceRules).end(pass.viewingId, timestamp(clock));
    for (const at of [0, 1]) {
      expect((await blocks(2, 1, { at })).json()).toMatchObject({ code: 'VIEWING_ENDED' });
    }
  });

  test('once the licence was revoked, with the date of it', async () => {
    expect((await blocks(0, 2)).status).toBe(200);
    expect((await blocks(0, 2, { at: 1 })).status).toBe(200);
    const change = { actor: 'operator', at: timestamp(clock), detail: null };
    await new Licences(database, licenceRules).change('0'.repeat(20), 'revoke', change);
    for (const at of [0, 1]) {
      const answer = await blocks(2, 1, { at });
      expect([answer.status, answer.json()]).toMatchObject([
        403,
        { code: 'LICENCE_REVOKED', date: change.at },
      ]);
      expect((await ask(viewerRoutes.head(pass.viewingId), { at })).status).toBe(403);
    }
  });
});
