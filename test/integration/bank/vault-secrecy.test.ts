import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import { type Viewing, viewerRoutes, viewingSchema } from '../../../app/contracts/viewer-api.ts';
import { minutes } from '../../../app/foundation/units.ts';
import {
  type Answer,
  type BankUnderTest,
  member,
  send,
  startBank,
  type TestKiosk,
} from '../../support/bank/bank-under-test.ts';
import { type Secret, secretFinder, secretText } from '../../support/bank/secrets.ts';
import { TestViewer } from '../../support/bank/test-viewer.ts';
import {
  brokenTitles,
  collectSecrets,
  fillFolder,
  VaultWithMarkers,
} from '../../support/bank/vault-with-markers.ts';

const PASSWORD = 'a password that nobody may see';
const orderIds = ['secret-film', ...brokenTitles].map((_, index) => String(index + 1).repeat(20));

let test: BankUnderTest;
let kiosk: TestKiosk;
let other: TestKiosk;
let secrets: readonly Secret[];
let leaks: (seen: Uint8Array) => readonly string[];
/** At home, with a disc of the first order in the drive. */
let viewer: TestViewer;
let viewing: Viewing;

beforeAll(async () => {
  test = await startBank((vault) => new VaultWithMarkers(vault), fillFolder);
  kiosk = await test.enrol();
  other = await test.enrol('Other hall');
  for (const [index, titleId] of ['secret-film', ...brokenTitles].entries()) {
    await kiosk.order(orderIds[index]!, titleId, member.member, member.pin);
  }
  const disc = await kiosk.ask('GET', bankRoutes.mainStream(orderIds[0]!));
  await kiosk.ask('POST', bankRoutes.reports(orderIds[0]!), {
    sequence: 1,
    at: '2026-01-01T12:00:00.000Z',
    event: 'burning',
  });
  await test.bank.admin.setPassword(member.member, PASSWORD);
  viewer = new TestViewer({ url: test.bank.url, clock: test.clock });
  await viewer.enter(member.member, PASSWORD);
  viewing = viewingSchema.parse((await viewer.open(orderIds[0]!, disc.body)).json());
  secrets = [...(await collectSecrets(test.folder)), secretText('password', PASSWORD)];
  leaks = secretFinder(secrets);
});
afterAll(() => test.close());

/** What an answer and the log since the last call give away. Tokens may be answered, but not written down. */
function leaksOf(answer: Answer): readonly string[] {
  const log = test.log.splice(0).join('\n');
  const tokens = [viewer.token, viewing.token].filter((token) => log.includes(token));
  return [
    ...leaks(
      Buffer.concat([Buffer.from(`${JSON.stringify(answer.headers)}\n${log}\n`), answer.body]),
    ),
    ...tokens.map(() => 'token in the log'),
  ];
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
  JSON.stringify({ member: '100001', pin: '0000', orderId: orderIds[0], password: PASSWORD }),
  JSON.stringify({ member: '100001', password: PASSWORD }),
  JSON.stringify({ orderId: orderIds[0] }),
  JSON.stringify({ orderId: orderIds[2] }),
  JSON.stringify({ challenge: 'a.b', answer: '0'.repeat(64) }),
  JSON.stringify({ sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'burning' }),
  JSON.stringify({ sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'taken' }),
  'x'.repeat(20_000),
];

/** Tokens and signatures that a viewer may try on a route: all of them on those of viewers. */
function waysOfViewers(url: string): readonly (readonly [string, string | null])[] {
  const forViewers = url.startsWith('/v1/view');
  return [
    [viewer.token, viewer.deviceId] as const,
    ...(forViewers
      ? ([
          [viewer.token, null],
          [viewing.token, null],
          [viewing.token, 'new-device'],
        ] as const)
      : []),
  ];
}

/** A body that is JSON; another is sent as a text. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

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
  'vault/secret-film/title.originals',
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
        bankRoutes.overlay(':orderId'),
        bankRoutes.image(':titleId'),
        bankRoutes.imageDescription(':titleId'),
        bankRoutes.reports(':orderId'),
        viewerRoutes.activations,
        viewerRoutes.devices,
        viewerRoutes.sessions,
        viewerRoutes.sessionRenewals,
        viewerRoutes.licences,
        viewerRoutes.challenges,
        viewerRoutes.viewings,
        viewerRoutes.viewing(':viewingId'),
        viewerRoutes.viewingRenewals(':viewingId'),
        viewerRoutes.head(':viewingId'),
        viewerRoutes.blocks(':viewingId'),
        `${bankRoutes.media}*`,
        '/',
        '/docs/json',
      ]),
    );
    const statuses = new Set<number>();
    const statusesOfViewers = new Set<number>();
    const found: string[] = [];
    const check = (answer: Answer, how: string) => {
      statuses.add(answer.status);
      if (how.includes('/v1/view')) statusesOfViewers.add(answer.status);
      const given = leaksOf(answer);
      if (given.length > 0) found.push(`${how}: ${given.join(', ')}`);
    };
    // What ends the viewing comes last.
    const inOrder = [
      ...routes.filter(({ method }) => method !== 'DELETE'),
      ...routes.filter(({ method }) => method === 'DELETE'),
    ];
    for (const { method, url } of inOrder) {
      const isGenerated = url.includes(':orderId') || url.includes(':titleId');
      const ids = [
        ...(url.includes(':orderId') ? [...orderIds, '9'.repeat(20)] : []),
        ...(url.includes(':titleId') ? ['secret-film', ...brokenTitles, 'no-film'] : []),
        isGenerated ? '..%2fvault' : '',
      ];
      for (const id of ids) {
        const target = url
          .replace(':orderId', id)
          .replace(':titleId', id)
          .replace(':viewingId', viewing.viewingId)
          .replace(':stickId', 's_0123456789ab')
          .replace('*', 'secret-film/poster.jpg');
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
            if (!isGenerated) continue;
            const range = { ...sender.headers(method, target, body), range: 'bytes=0-9' };
            check(await send(test.bank.url, method, target, range, body), `${how} ${who} range`);
          }
          const parsed = body === null ? undefined : readJson(body);
          for (const [bearer, keyId] of waysOfViewers(url)) {
            const sending = { body: parsed, bearer, keyId };
            check(await viewer.ask(method, target, sending), `${how} viewer ${keyId}`);
          }
        }
      }
    }
    expect(found).toEqual([]);
    // The walk went through doors that open, doors that stay closed, and walls that fell in.
    expect([...statuses]).toEqual(
      expect.arrayContaining([200, 206, 400, 401, 403, 404, 409, 413, 500]),
    );
    expect([...statusesOfViewers]).toEqual(
      expect.arrayContaining([200, 204, 400, 401, 403, 413, 423]),
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
    // The same is said again after a minute.
    test.clock.advance(minutes(1));
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
    expect(codes).toEqual(brokenTitles.map(() => fixed));
    const errors = test.log.filter((line) => line.includes('"level":"error"'));
    expect(errors.length).toBe(brokenTitles.length);
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
