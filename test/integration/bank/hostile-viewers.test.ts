import http from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';
import {
  kioskStickRequestSchema,
  kioskStickRoutes,
  stickReceiptsSchema,
  stickRequestSchema,
} from '../../../app/contracts/stick-api.ts';
import {
  activationRequestSchema,
  deviceRequestSchema,
  discChallengeRequestSchema,
  discProofSchema,
  sessionRequestSchema,
  viewerRoutes,
  viewingSchema,
} from '../../../app/contracts/viewer-api.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { signRequest } from '../../../app/foundation/http-signature.ts';
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

const RUNS = Number(process.env['DIPTYCH_HOSTILE_RUNS'] ?? 60);
const SEED = 20_261_121;
const orderId = '1'.repeat(20);
const password = 'correct horse';
const randomness = seededRandomness('hostile');

let bank: BankUnderTest;
let kiosk: TestKiosk;
let viewer: TestViewer;
let real: Readonly<Record<Door, unknown>>;
let viewing: { readonly viewingId: string; readonly token: string };

/** Every schema that a viewer or a kiosk fills in for a viewer. */
const doors = {
  activation: activationRequestSchema,
  device: deviceRequestSchema,
  session: sessionRequestSchema,
  challenge: discChallengeRequestSchema,
  proof: discProofSchema,
  stick: stickRequestSchema,
  receipts: stickReceiptsSchema,
  kioskStick: kioskStickRequestSchema,
} as const;
type Door = keyof typeof doors;

beforeAll(async () => {
  const master = seededRandomness('master').bytes(64 * 2048);
  bank = await startBank(() => new FakeTitles().add('a-film', master));
  kiosk = await bank.enrol();
  await kiosk.order(orderId, 'a-film', member.member, member.pin);
  const disc = (await kiosk.ask('GET', bankRoutes.mainStream(orderId))).body;
  const report = { sequence: 1, at: '2026-01-01T12:00:00.000Z', event: 'taken' };
  await kiosk.ask('POST', bankRoutes.reports(orderId), report);
  await bank.bank.admin.setPassword(member.member, password);
  viewer = new TestViewer({ url: bank.bank.url, clock: bank.clock });
  await viewer.enter(member.member, password);
  viewing = viewingSchema.parse((await viewer.open(orderId, disc)).json());
  const { challenge } = await viewer.challenge(orderId);
  const proof = { challenge, answer: '0'.repeat(64) };
  const { keys } = viewer;
  const requestId = 'A'.repeat(24);
  real = {
    activation: { member: member.member, pin: member.pin, orderId, password },
    device: { member: member.member, password, name: 'Here', keys },
    session: { member: member.member, password },
    challenge: { orderId },
    proof,
    stick: { proof, requestId, showings: 1, counter: null },
    receipts: { receipts: '', isReturn: false },
    kioskStick: {
      orderId,
      proof: 'x'.repeat(40),
      showings: 1,
      device: {
        format: 'diptych-stick-device',
        version: 1,
        deviceId: viewer.deviceId,
        sign: keys.sign,
        stick: keys.stick,
        requestId,
        counter: null,
        signature: 'A'.repeat(86),
      },
    },
  };
});
afterAll(() => bank.close());

/** Strings that programs stumble over. */
const nasty = fc.constantFrom(
  '',
  '\0',
  '\ud800',
  '..',
  '../../etc/passwd',
  "' OR 1=1 --",
  '%00',
  '${1}',
  '1e999',
  '__proto__',
  'x'.repeat(5000),
  '\u202e\u0000\ufeff',
  '999999999999999999999',
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.double(),
  fc.constantFrom(null, true, -1, 2 ** 53, -0, [], {}),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Change {
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'add' | 'flip';
  readonly value: unknown;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(40),
  how: fc.constantFrom('replace', 'remove', 'add', 'flip'),
  value: anything,
});

/** The same with a few of its places changed, however deep they lie. */
function changed(original: unknown, changes: readonly Change[]): unknown {
  const copy = structuredClone(original);
  for (const { at, how, value } of changes) {
    const places: [Record<string, unknown>, string][] = [];
    const walk = (part: unknown): void => {
      if (part === null || typeof part !== 'object') return;
      const fields = part as Record<string, unknown>;
      for (const [name, field] of Object.entries(fields)) {
        places.push([fields, name]);
        walk(field);
      }
    };
    walk(copy);
    const [fields, name] = places[at % Math.max(1, places.length)] ?? [];
    if (fields === undefined || name === undefined) continue;
    const field = fields[name];
    if (how === 'remove') delete fields[name];
    else if (how === 'add') fields[`${name}x`] = value;
    else if (how === 'flip' && typeof field === 'string' && field.length > 0) {
      const byte = at % field.length;
      const other = String.fromCharCode(field.charCodeAt(byte) ^ (1 + (at % 7)));
      fields[name] = field.slice(0, byte) + other + field.slice(byte + 1);
    } else fields[name] = value;
  }
  return copy;
}

/** What is said to a door: a body that was tampered with, any JSON, or bytes that are none. */
const spoken = (door: Door): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .array(change, { maxLength: 4 })
        .map((all) => JSON.stringify(changed(real[door], all))),
    },
    { weight: 2, arbitrary: anything.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
    {
      weight: 1,
      arbitrary: fc.nat(2000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
    },
  );

const targets: Readonly<Record<Door, string>> = {
  activation: viewerRoutes.activations,
  device: viewerRoutes.devices,
  session: viewerRoutes.sessions,
  challenge: viewerRoutes.challenges,
  proof: viewerRoutes.viewings,
  stick: viewerRoutes.sticks,
  receipts: viewerRoutes.stickReceipts('s_0123456789'),
  kioskStick: kioskStickRoutes.sticks,
};

/** With the right signature or session, so that what is said is listened to. */
function headersOf(door: Door, text: string): Record<string, string> {
  const target = targets[door];
  const json = { 'content-type': 'application/json' };
  if (door === 'activation') return json;
  if (door === 'kioskStick') return kiosk.headers('POST', target, text);
  if (door === 'device' || door === 'session') {
    const keyId = door === 'device' ? 'new-device' : viewer.deviceId;
    const signer = { keyId, privateKey: viewer.signKey };
    const request = { method: 'POST', target, body: Buffer.from(text) };
    return { ...json, ...signRequest(request, signer, bank.clock, randomness) };
  }
  return { ...json, authorization: `Bearer ${viewer.token}` };
}

/** An answer is one that a stranger may have: no failure of the bank, and an error that says what it is. */
function isDecent({ body, status }: Answer): boolean {
  if (status === 204 || status < 300) return true;
  if (status >= 500 && status !== 503) return false;
  const { code, message } = JSON.parse(body.toString()) as Record<string, unknown>;
  return typeof code === 'string' && typeof message === 'string' && code !== 'BANK_INTERNAL';
}

describe('whatever is said to a door of the bank is answered, and nothing is its own fault', () => {
  test.each(Object.keys(doors) as Door[])('%s', async (door) => {
    await fc.assert(
      fc.asyncProperty(spoken(door), async (text) => {
        const answer = await send(
          bank.bank.url,
          'POST',
          targets[door],
          headersOf(door, text),
          text,
        );
        expect([answer.status, isDecent(answer)]).toEqual([answer.status, true]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(faults()).toEqual([]);
  });

  test('also where words stand that belong into headers, queries and paths', async () => {
    const odd = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 60 }));
    const safe = (text: string) => text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?');
    const bearer = fc.oneof(
      odd.map((text) => `Bearer ${safe(text)}`),
      odd.map(safe),
      fc.nat(viewer.token.length - 1).map((at) => `Bearer ${viewer.token.slice(0, at)}`),
      fc
        .tuple(fc.nat(viewer.token.length - 1), fc.constantFrom('A', 'b', '0', '-', '_', '.'))
        .map(
          ([at, sign]) => `Bearer ${viewer.token.slice(0, at)}${sign}${viewer.token.slice(at + 1)}`,
        ),
      fc.constant(`Bearer ${viewer.token}`),
      fc.constant(`Bearer ${viewing.token}`),
    );
    const places = fc.oneof(
      odd.map((text) => viewerRoutes.viewing(encodeURIComponent(wellFormed(text)))),
      odd.map((text) => viewerRoutes.blocks(encodeURIComponent(wellFormed(text)))),
      odd.map(
        (text) =>
          `${viewerRoutes.blocks(viewing.viewingId)}?first=${encodeURIComponent(wellFormed(text))}&count=1`,
      ),
      fc
        .tuple(fc.double(), fc.double())
        .map(
          ([first, count]) =>
            `${viewerRoutes.blocks(viewing.viewingId)}?first=${first}&count=${count}`,
        ),
      fc.constantFrom(
        viewerRoutes.head(viewing.viewingId),
        viewerRoutes.licences,
        '/v1/viewings/%',
        '/v1/%ff',
        '//',
        '/..',
      ),
      odd.map((text) => viewerRoutes.stickBody(encodeURIComponent(wellFormed(text)))),
    );
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(method, places, bearer, async (how, target, authorization) => {
        const answer = await send(bank.bank.url, how, target, { authorization });
        expect([how, target, answer.status < 500 || answer.status === 503]).toEqual([
          how,
          target,
          true,
        ]);
      }),
      { seed: SEED, numRuns: RUNS * 4 },
    );
    expect(faults()).toEqual([]);
  });

  test('also what is no HTTP', async () => {
    const { port } = new URL(bank.bank.url);
    const raw = (text: string) =>
      new Promise<void>((resolve) => {
        const socket = http.globalAgent.createConnection(
          { port: Number(port), host: '127.0.0.1' },
          () => {},
        );
        socket?.on('error', () => resolve());
        socket?.on('close', () => resolve());
        socket?.resume();
        socket?.end(Buffer.from(text, 'latin1'));
      });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), (text) => raw(text)),
      { seed: SEED, numRuns: RUNS },
    );
    expect((await send(bank.bank.url, 'GET', bankRoutes.health)).status).toBe(200);
  });
});

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Lines of the log that somebody at the bank would have to look at. */
function faults(): string[] {
  return bank.log.filter((line) => line.includes('"level":"error"'));
}
