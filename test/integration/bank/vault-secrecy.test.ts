import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderKey } from '../../../app/bank/generate/order-key.ts';
import type { OpenTitle, TitleStore } from '../../../app/bank/generate/title-store.ts';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { openBankDatabase } from '../../../db/bank/database.ts';
import {
  type Answer,
  type BankUnderTest,
  member,
  send,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { FakeTitles, titleOf } from '../../support/bank/fake-titles.ts';
import { type Secret, secretFinder, secretText } from '../../support/bank/secrets.ts';

const MASTER = 'marker of the master, which nobody outside may see';
const INDEX = 'marker of the index, which tells where to look';
const RECORD = 'marker of the record beside them';
const KEY = 'marker of a key in an error message';

/** Films that cannot be had, each in its own way; their errors say more than anyone may hear. */
const broken = ['missing-film', 'talking-film', 'sinking-film', 'short-film'] as const;

/** Titles in the files of a vault. */
class VaultWithMarkers implements TitleStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  titles() {
    return ['secret-film', ...broken].map((titleId) => titleOf(titleId, 64 * 1024));
  }

  open(titleId: string): OpenTitle {
    const master = join(this.#folder, titleId, 'master.iso');
    if (titleId === 'talking-film') {
      throw new AppError('VAULT_TITLE_DAMAGED', `${master} is damaged, its key is ${KEY}`, {
        remedy: 'call-attendant',
        context: { master, key: KEY },
        cause: new Error(`in ${master}`),
      });
    }
    const title = new FakeTitles().add(titleId, readFileSync(master)).open(titleId);
    const source = title.master;
    if (titleId === 'sinking-film') {
      const read = () => {
        throw new Error(`read error in ${master}, key ${KEY}`);
      };
      return { ...title, master: { size: source.size, read } };
    }
    // A master that ends before its length, as a damaged disk would have it.
    return titleId === 'short-film'
      ? { ...title, master: { size: source.size + 4096, read: () => 0 } }
      : title;
  }
}

function fillFolder(folder: string): void {
  for (const titleId of ['secret-film', 'sinking-film', 'short-film']) {
    mkdirSync(join(folder, 'vault', titleId), { recursive: true });
    const write = (name: string, text: string) =>
      writeFileSync(join(folder, 'vault', titleId, name), text.padEnd(64 * 1024, text));
    write('master.iso', MASTER);
    write('title.index', INDEX);
    write('title.json', RECORD);
  }
  const media = join(folder, 'media');
  mkdirSync(join(media, 'secret-film'), { recursive: true });
  writeFileSync(join(media, 'secret-film', 'poster.jpg'), 'a poster');
  writeFileSync(join(media, 'secret-film', 'notes.txt'), RECORD);
  writeFileSync(join(media, 'secret-film', '.poster.jpg'), RECORD);
  writeFileSync(join(media, '.htaccess'), RECORD);
  symlinkSync(join(folder, 'vault'), join(media, 'linked'));
  symlinkSync(join(folder, 'vault', 'secret-film', 'master.iso'), join(media, 'linked.jpg'));
  symlinkSync(join(folder, 'keys', 'pepper'), join(media, 'pepper.png'));
}

const orderIds = ['secret-film', ...broken].map((_, index) => String(index + 1).repeat(20));

let test: BankUnderTest;
let kiosk: TestKiosk;
let other: TestKiosk;
let secrets: readonly Secret[];
let leaks: (seen: Uint8Array) => readonly string[];

beforeAll(async () => {
  test = await startBank((vault) => new VaultWithMarkers(vault), fillFolder);
  kiosk = await test.enrol();
  other = await test.enrol('Other hall');
  for (const [index, titleId] of ['secret-film', ...broken].entries()) {
    await kiosk.order(orderIds[index]!, titleId, member.member, member.pin);
  }
  secrets = await collectSecrets(test.folder);
  leaks = secretFinder(secrets);
});
afterAll(() => test.close());

/** All that the bank holds and nobody may have. */
async function collectSecrets(folder: string): Promise<readonly Secret[]> {
  const database = await openBankDatabase(join(folder, 'bank.sqlite'), new ManualClock());
  const { db } = database;
  const distributors = await db.selectFrom('distributors').selectAll().execute();
  const orders = await db.selectFrom('orders').selectAll().execute();
  const keys = await db.selectFrom('signing_keys').selectAll().execute();
  const users = await db.selectFrom('users').selectAll().execute();
  await database.close();
  const distributorKey = distributors[0]!.key;
  return [
    secretText('master', MASTER),
    secretText('index', INDEX),
    secretText('record', RECORD),
    secretText('key in a message', KEY),
    secretText('data folder', folder),
    secretText('name of a master', 'master.iso'),
    secretText('name of an index', 'title.index'),
    { what: 'pepper', bytes: readFileSync(join(folder, 'keys', 'pepper')) },
    { what: 'distributor key', bytes: distributorKey },
    ...orders.flatMap(({ order_id, seed, title_id }) => [
      { what: `seed of ${order_id}`, bytes: seed },
      { what: `key of ${order_id}`, bytes: orderKey(seed, distributorKey, title_id) },
    ]),
    // The last 32 bytes of PKCS #8 are the private key itself (RFC 8410 §7).
    ...keys.map((key) => ({ what: key.key_id, bytes: key.private_key.subarray(-32) })),
    ...users.flatMap((user) => [
      { what: 'card hash', bytes: user.card_hash },
      secretText('PIN hash', user.pin_hash),
    ]),
  ];
}

/** What an answer and the log since the last call give away. */
function leaksOf(answer: Answer): readonly string[] {
  const log = test.log.splice(0).join('\n');
  return leaks(
    Buffer.concat([Buffer.from(`${JSON.stringify(answer.headers)}\n${log}\n`), answer.body]),
  );
}

const bodies: readonly (string | null)[] = [
  null,
  '{',
  '{}',
  JSON.stringify({ code: '../../vault', publicKey: 'A'.repeat(43) }),
  JSON.stringify({ by: 'member', member: '100001', pin: '0000' }),
  JSON.stringify({ by: 'card', card: '../keys/pepper', pin: '0000' }),
  JSON.stringify({ titleId: 'secret-film', proof: 'a.b.c' }),
  JSON.stringify({ titleId: '../vault', proof: '' }),
  JSON.stringify({ sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'burning' }),
  JSON.stringify({ sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'taken' }),
  'x'.repeat(20_000),
];

/** Ways out of a folder that servers have fallen for. */
const ways = [
  '../',
  '..%2f',
  '%2e%2e/',
  '%2e%2e%2f',
  '.%2e/',
  '%2e./',
  '..\\',
  '..%5c',
  '%2e%2e%5c',
  '....//',
  '..//',
  '.././',
  '%252e%252e%252f',
  '..%252f',
  '..%c0%af',
  '%c0%ae%c0%ae/',
  '..;/',
  '..%00/',
  '..%0d%0a/',
  '%uff0e%uff0e/',
];
const targets = [
  'vault/secret-film/master.iso',
  'vault/secret-film/title.json',
  'keys/pepper',
  'bank.sqlite',
];

describe('nothing that leads to a master, an index, a seed or a key', () => {
  it('could come out unseen by this test', () => {
    for (const { what, bytes } of secrets) {
      expect(leaks(Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]))).toContain(
        what,
      );
      expect(leaks(Buffer.from(`"${Buffer.from(bytes).toString('base64')}"`))).toContain(what);
    }
    expect(leaks(Buffer.from('the bank is open'))).toEqual([]);
  });

  it('comes out of any route, by any method, for any order, signed or not, whatever is sent', async () => {
    const routes = test.bank.routes;
    expect(routes.map(({ url }) => url)).toEqual(
      expect.arrayContaining([
        bankRoutes.health,
        bankRoutes.titles,
        bankRoutes.enrol,
        bankRoutes.identify,
        bankRoutes.order(':orderId'),
        bankRoutes.mainStream(':orderId'),
        bankRoutes.mainStreamDescription(':orderId'),
        bankRoutes.reports(':orderId'),
        `${bankRoutes.media}*`,
        '/',
        '/docs/json',
      ]),
    );
    const statuses = new Set<number>();
    const found: string[] = [];
    const check = (answer: Answer, how: string) => {
      statuses.add(answer.status);
      const given = leaksOf(answer);
      if (given.length > 0) found.push(`${how}: ${given.join(', ')}`);
    };
    for (const { method, url } of routes) {
      const ids = url.includes(':orderId') ? [...orderIds, '9'.repeat(20), '..%2fvault'] : [''];
      for (const id of ids) {
        const target = url.replace(':orderId', id).replace('*', 'secret-film/poster.jpg');
        const sent = method === 'GET' || method === 'HEAD' ? [null] : bodies;
        for (const body of sent) {
          const json = body === null ? {} : { 'content-type': 'application/json' };
          const how = `${method} ${target} ${body ?? ''}`;
          check(await send(test.bank.url, method, target, json, body), `${how} unsigned`);
          for (const [sender, who] of [
            [kiosk, 'own'],
            [other, 'other'],
          ] as const) {
            const headers = sender.headers(method, target, body);
            check(await send(test.bank.url, method, target, headers, body), `${how} ${who}`);
            const range = { ...sender.headers(method, target, body), range: 'bytes=0-9' };
            check(await send(test.bank.url, method, target, range, body), `${how} ${who} range`);
          }
        }
      }
    }
    expect(found).toEqual([]);
    // The walk went through doors that open, doors that stay closed, and walls that fell in.
    expect([...statuses]).toEqual(
      expect.arrayContaining([200, 206, 400, 401, 403, 404, 409, 413, 500]),
    );
  });

  it('comes out of the media folder, or any other path, by any spelling of the way up', async () => {
    const prefixes = [
      bankRoutes.media,
      `${bankRoutes.media}secret-film/`,
      '/docs/static/',
      '/fonts/',
      '/',
    ];
    const found: string[] = [];
    const opened: string[] = [];
    for (const prefix of prefixes) {
      for (const way of ways) {
        for (const target of targets) {
          for (const path of [way.repeat(1), way.repeat(3), `x/${way.repeat(2)}`]) {
            const spelling = `${prefix}${path}${target}`;
            const answer = await send(test.bank.url, 'GET', spelling);
            if (answer.status < 400) opened.push(spelling);
            const given = leaksOf(answer);
            if (given.length > 0) found.push(`${spelling}: ${given.join(', ')}`);
          }
        }
      }
    }
    expect({ found, opened }).toEqual({ found: [], opened: [] });
  });

  it('is served as media: neither hidden files, nor other kinds, nor what links lead to', async () => {
    const paths = [
      'secret-film/notes.txt',
      'secret-film/.poster.jpg',
      '.htaccess',
      'linked.jpg',
      'pepper.png',
      'linked/secret-film/master.iso',
      'linked/secret-film/title.json',
      'secret-film',
      'secret-film/',
      '',
      encodeURIComponent(join(test.folder, 'vault/secret-film/master.iso')),
    ];
    const statuses = [];
    for (const path of paths) {
      const answer = await send(test.bank.url, 'GET', `${bankRoutes.media}${path}`);
      statuses.push(answer.status);
      expect(leaksOf(answer)).toEqual([]);
    }
    expect(statuses).toEqual(paths.map(() => 404));
    const poster = await send(test.bank.url, 'GET', `${bankRoutes.media}secret-film/poster.jpg`);
    expect([poster.status, poster.body.toString()]).toEqual([200, 'a poster']);
  });

  it('comes out of a main stream that breaks, and the operators are still told that it broke', async () => {
    test.log.splice(0);
    const codes = [];
    for (const orderId of orderIds.slice(1)) {
      const answer = await kiosk.ask('GET', bankRoutes.mainStream(orderId));
      codes.push(answer.json());
      expect(leaks(answer.body)).toEqual([]);
    }
    const fixed = {
      code: 'BANK_INTERNAL',
      message: 'The bank could not answer this request.',
      remedy: 'call-attendant',
    };
    expect(codes).toEqual(broken.map(() => fixed));
    const errors = test.log.filter((line) => line.includes('"level":"error"'));
    expect(errors.length).toBe(broken.length);
    expect(errors.join('\n')).toContain('VAULT_TITLE_DAMAGED');
    expect(errors.join('\n')).toContain('ENOENT');
    expect(leaks(Buffer.from(errors.join('\n')))).toEqual([]);
  });

  it('stands in a complement’s place: none is served', async () => {
    const paths = ['complement', 'main-stream/complement', 'seed', 'key', 'index', 'master'];
    for (const path of paths) {
      const target = `${bankRoutes.order(orderIds[0]!)}/${path}`;
      expect((await kiosk.ask('GET', target)).status).toBe(404);
    }
  });
});
