import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
} from '../../../app/contracts/maintenance-api.ts';
import { type MaintenanceActName, rightOfAct } from '../../../app/contracts/panel-acts.ts';
import {
  staffMemberSchema,
  type StaffRight,
  staffRights,
  staffSessionSchema,
  type StaffSignIn,
} from '../../../app/contracts/staff.ts';
import { openKioskDatabaseForReading } from '../../../db/kiosk/open-kiosk-database.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../support/kiosk-under-test.ts';

let kiosk: KioskUnderTest;
const startKiosk = async () => {
  kiosk = await kioskUnderTest({ isLight: true });
};

type ActCalled<Name extends MaintenanceActName> = Extract<MaintenanceAct, { act: Name }>;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The code of a refusal, with its status. */
const refusalOf = ({ body, status }: Answer) => `${status} ${(body as { code: string }).code}`;

function ownersToken(): string {
  const file = readFileSync(join(kiosk.dataFolder, maintenanceFile), 'utf8');
  return maintenanceDoorSchema.parse(JSON.parse(file)).token;
}

async function ask(
  path: string,
  token: string | null,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${kiosk.controller.url}${path}`, {
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

const act = (told: MaintenanceAct, token = ownersToken()) =>
  ask(maintenanceRoutes.acts, token, told);
const signIn = (who: StaffSignIn) => ask(maintenanceRoutes.signIn, null, who);

async function add(number: string, rights: readonly StaffRight[]) {
  const name = `Person ${number}`;
  const person = { number, name, pin: '2580', rights: [...rights], takesBadge: false };
  const answer = await act({ act: 'add-person', ...person });
  expect(answer.status).toBe(200);
}

async function tokenOf(number: string): Promise<string> {
  return staffSessionSchema.parse((await signIn({ by: 'number', number, pin: '2580' })).body).token;
}

describe('those who look after a kiosk', () => {
  // One kiosk for all: each test has people of its own.
  beforeAll(startKiosk);
  afterAll(() => kiosk.remove());

  test('sign in with their number, are named in what they see, and are known no more once they sign out', async () => {
    await add('1011', ['exchange']);
    const token = await tokenOf('1011');
    const view = maintenanceViewSchema.parse((await ask(maintenanceRoutes.view, token)).body);
    expect(view.actor).toMatchObject({ name: 'Person 1011', rights: ['exchange'] });
    expect(await ask(maintenanceRoutes.signOut, token, {})).toEqual({ status: 204, body: null });
    expect(refusalOf(await ask(maintenanceRoutes.view, token))).toBe('401 MAINTENANCE_REFUSED');
  });

  test('sign in with the badge that the reader read', async () => {
    kiosk.machine.machine.hands?.scanCard('BADGE-77');
    const person = { number: '1021', name: 'Person', pin: '2580', rights: [], takesBadge: true };
    expect((await act({ act: 'add-person', ...person })).status).toBe(200);
    expect(refusalOf(await signIn({ by: 'badge', pin: '2580' }))).toBe('409 BADGE_NOT_SEEN');
    kiosk.machine.machine.hands?.scanCard('BADGE-77');
    expect((await signIn({ by: 'badge', pin: '2580' })).status).toBe(200);
  });

  test('do what they may and nothing else, and the owner sees who they are', async () => {
    await add('1031', ['exchange']);
    const token = await tokenOf('1031');
    expect([
      refusalOf(await act({ act: 'inject-fault', fault: 'clear' }, token)),
      refusalOf(await act({ act: 'begin-job', job: 'clear-jam', drive: null }, token)),
      refusalOf(await ask(maintenanceRoutes.people, token)),
      (await act({ act: 'leave-maintenance' }, token)).status,
    ]).toEqual([
      '403 STAFF_RIGHT_MISSING',
      '403 STAFF_RIGHT_MISSING',
      '403 STAFF_RIGHT_MISSING',
      200,
    ]);
    const { body } = await ask(maintenanceRoutes.people, ownersToken());
    const listed = z.array(staffMemberSchema).parse(body);
    expect(listed.find(({ number }) => number === '1031')).toMatchObject({
      name: 'Person 1031',
      rights: ['exchange'],
      hasBadge: false,
      isLocked: false,
    });
  });

  test('whatever else they may do, do nothing that needs a right they have not; and that they tried is an event', async () => {
    const orderId = 'A'.repeat(20);
    const [staffId, unit, reason] = ['s_0123456789', 'input', 'no reason'] as const;
    const person = { number: '9999', name: 'X', pin: '1234', rights: [], takesBadge: false };
    const acts: { [Name in MaintenanceActName]: Omit<ActCalled<Name>, 'act'> } = {
      'settle-order': { orderId, disc: 'withCustomer' },
      'settle-payment': { orderId, outcome: 'paid' },
      'clear-slot': { slot: 1 },
      'keep-disc': { discId: 'd_0123456789' },
      'return-to-work': {},
      'answer-task': { number: 1, answer: 'done' },
      'inject-fault': { fault: 'clear' },
      'enter-maintenance': {},
      'leave-maintenance': {},
      'begin-job': { job: 'load-blanks', drive: null },
      'go-on': { number: 1, step: 'done', count: null },
      'leave-job': { number: 1 },
      recount: { unit, count: 1, reason },
      'test-burn': { drive: 1 },
      'test-print': {},
      'test-dispense': { slot: 1 },
      'resume-order': { orderId },
      'restart-order': { orderId },
      'give-up-order': { orderId, reason },
      'hand-out-order': { orderId, reason },
      'close-shift': {},
      'print-shift': {},
      'back-up': {},
      restore: { name: 'x' },
      'begin-anew': { code: 'x' },
      retire: { code: 'x' },
      'add-person': person,
      'change-person': { staffId },
      'remove-person': { staffId },
    };
    const names = Object.keys(acts) as MaintenanceActName[];
    for (const [index, right] of staffRights.entries()) {
      const number = `108${index}`;
      await add(
        number,
        staffRights.filter((one) => one !== right),
      );
      const token = await tokenOf(number);
      const mine = names.filter((name) => rightOfAct[name] === right);
      const answers: string[] = [];
      for (const name of mine) {
        const told = { act: name, ...acts[name] } as MaintenanceAct;
        answers.push(refusalOf(await act(told, token)));
      }
      expect(answers).toEqual(mine.map(() => '403 STAFF_RIGHT_MISSING'));
    }
    const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
    const tried = db
      .prepare(
        `SELECT DISTINCT json_extract(detail, '$.act') FROM events WHERE kind = 'staff.not-allowed'
          AND json_extract(detail, '$.by') LIKE 's%'`,
      )
      .pluck()
      .all() as string[];
    db.close();
    expect(names.filter((name) => !tried.includes(name))).toEqual([]);
  });

  test('finish no repair that somebody else began, and may break it off', async () => {
    await add('1091', ['exchange']);
    const token = await tokenOf('1091');
    await act({ act: 'enter-maintenance' });
    const begun = await act({ act: 'begin-job', job: 'clear-jam', drive: null });
    const { job } = maintenanceViewSchema.parse(begun.body);
    const goOn: MaintenanceAct = {
      act: 'go-on',
      number: job!.number,
      step: 'open-door',
      count: null,
    };
    expect(refusalOf(await act(goOn, token))).toBe('403 STAFF_RIGHT_MISSING');
    expect((await act({ act: 'leave-job', number: job!.number }, token)).status).toBe(200);
    expect((await act({ act: 'leave-maintenance' }, token)).status).toBe(200);
  });

  test('are refused, and locked after five wrong PINs, with a restart between', async () => {
    await add('1041', []);
    const wrong = { by: 'number', number: '1041', pin: '0000' } as const;
    const told: string[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) told.push(refusalOf(await signIn(wrong)));
    await kiosk.restart();
    for (let attempt = 4; attempt <= 6; attempt += 1) told.push(refusalOf(await signIn(wrong)));
    expect(told).toEqual([
      ...Array.from({ length: 5 }, () => '403 STAFF_REFUSED'),
      '409 STAFF_LOCKED',
    ]);
    expect(refusalOf(await ask(maintenanceRoutes.signIn, null, { by: 'face' }))).toBe(
      '400 STAFF_SIGN_IN_MALFORMED',
    );
  });

  test('lose their session at once when they are removed', async () => {
    await add('1051', ['people']);
    await add('1052', ['exchange']);
    const token = await tokenOf('1052');
    const people = z.array(staffMemberSchema);
    const listed = people.parse((await ask(maintenanceRoutes.people, ownersToken())).body);
    const staffId = listed.find(({ number }) => number === '1052')?.staffId ?? '';
    await act({ act: 'remove-person', staffId });
    expect((await ask(maintenanceRoutes.view, token)).status).toBe(401);
  });

  test('are asked by this machine’s own page alone, and by its own name', async () => {
    const elsewhere = { origin: 'https://example.org' };
    const own = { origin: kiosk.controller.url };
    expect([
      refusalOf(await ask(maintenanceRoutes.view, ownersToken(), undefined, elsewhere)),
      refusalOf(await ask(maintenanceRoutes.signIn, null, { by: 'badge', pin: '2580' }, elsewhere)),
      (await ask(maintenanceRoutes.view, ownersToken(), undefined, own)).status,
      await statusUnderName('example.org'),
    ]).toEqual(['403 MAINTENANCE_ORIGIN_REFUSED', '403 MAINTENANCE_ORIGIN_REFUSED', 200, 403]);
  });
});

describe('maintenance', () => {
  beforeEach(startKiosk);
  afterEach(() => kiosk.remove());

  const order = {
    titleId: scriptedTitle.titleId,
    requestKey: randomUUID(),
    language: 'en',
  } as const;

  test('finishes the disc that is being made, refuses new orders at once, and tells the customers', async () => {
    const screen = await kiosk.identifiedScreen();
    const { orderId } = await screen.ask('placeOrder', order);
    await screen.until(({ session }) => session.orders.some(({ state }) => state === 'producing'));
    const asked = maintenanceViewSchema.parse((await act({ act: 'enter-maintenance' })).body);
    expect(asked).toMatchObject({
      maintenance: { is: 'asked', by: 'owner' },
      ordersClosed: ['maintenance'],
      pickUpClosed: [],
    });
    await screen.until(({ machine }) => machine.mode === 'maintenance');
    const last = screen.views.at(-1);
    expect(last?.session.orders).toMatchObject([{ orderId, state: 'ready' }]);
    expect(last?.machine).toMatchObject({
      ordersClosed: ['maintenance'],
      pickUpClosed: ['maintenance'],
    });
  });

  test('is kept over a restart, and left once nothing holds it', async () => {
    await act({ act: 'enter-maintenance' });
    await kiosk.restart();
    const kept = maintenanceViewSchema.parse(
      (await ask(maintenanceRoutes.view, ownersToken())).body,
    );
    expect(kept).toMatchObject({ mode: 'maintenance', maintenance: { is: 'entered', heldBy: [] } });
    const left = maintenanceViewSchema.parse((await act({ act: 'leave-maintenance' })).body);
    expect(left).toMatchObject({ mode: 'inService', maintenance: { is: 'off' } });
  });
});

/** `fetch` sets the name itself. */
function statusUnderName(name: string): Promise<number> {
  const { hostname, port } = new URL(kiosk.controller.url);
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        hostname,
        port,
        path: maintenanceRoutes.view,
        headers: { host: name, authorization: `Bearer ${ownersToken()}` },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    asking.on('error', reject);
    asking.end();
  });
}
