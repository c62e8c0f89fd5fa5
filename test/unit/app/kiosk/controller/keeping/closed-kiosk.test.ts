import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import {
  maintenanceDoorSchema,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
} from '../../../../../../app/contracts/maintenance-api.ts';
import { connectScreen } from '../../../../../support/kiosk-screen.ts';
import { kioskUnderTest, type KioskUnderTest } from '../../../../../support/kiosk-under-test.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

const path = () => join(kiosk.dataFolder, 'kiosk.sqlite');

async function ask(act?: MaintenanceAct) {
  const door = maintenanceDoorSchema.parse(
    JSON.parse(readFileSync(join(kiosk.dataFolder, 'maintenance.json'), 'utf8')),
  );
  const response = await fetch(
    new URL(act === undefined ? maintenanceRoutes.view : maintenanceRoutes.acts, door.url),
    {
      headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
      ...(act === undefined ? {} : { method: 'POST', body: JSON.stringify(act) }),
    },
  );
  return { status: response.status, body: (await response.json()) as { code?: string } };
}

async function viewOf() {
  return maintenanceViewSchema.parse((await ask()).body);
}

/** What is broken while the kiosk stands still, and what it then says. */
const faults: readonly (readonly [string, (file: string) => void, string])[] = [
  ['zeroed', (file) => writeFileSync(file, readFileSync(file).fill(0, 4096)), 'KIOSK_DB_DAMAGED'],
  ['no database', (file) => writeFileSync(file, 'x'.repeat(9000)), 'KIOSK_DB_UNREADABLE'],
  ['gone', (file) => rmSync(file), 'KIOSK_DB_MISSING'],
  [
    'of a later edition',
    (file) => {
      const db = new SqliteDatabase(file);
      db.pragma('user_version = 999');
      db.close();
    },
    'KIOSK_DB_NEWER',
  ],
  [
    'with a disc that nobody can read',
    (file) => {
      const db = new SqliteDatabase(file);
      db.prepare(`UPDATE slots SET state = '{"is":"elsewhere"}' WHERE slot = 2`).run();
      db.close();
    },
    'KIOSK_ROWS_UNREADABLE',
  ],
];

test('records that cannot be used leave the kiosk up, out of service, and saying why; no file is touched', async () => {
  kiosk = await kioskUnderTest();
  await kiosk.controller.close();
  const whole = readFileSync(path());
  for (const [what, spoil, code] of faults) {
    writeFileSync(path(), whole);
    spoil(path());
    const before = existsSync(path()) ? readFileSync(path()) : null;
    const controller = await kiosk.restart();
    const screen = await connectScreen(controller.url, controller.issueToken());
    const { machine } = screen.views[0] ?? {};
    expect([what, machine?.mode, machine?.ordersClosed, machine?.pickUpClosed]).toEqual([
      what,
      'outOfService',
      ['database-fault'],
      ['database-fault'],
    ]);
    await expect(
      screen.ask('identifyMember', { member: '100001', pin: '2468' }),
    ).rejects.toMatchObject({ error: { code: 'ORDERS_CLOSED' } });
    const { keeping, kioskName, mode } = await viewOf();
    expect({ mode, kioskName, fault: { ...keeping.fault, message: '', details: [] } }).toEqual({
      mode: 'outOfService',
      kioskName: 'Scripted kiosk',
      fault: {
        code,
        message: '',
        details: [],
        can: ['restore', 'begin-anew', 'retire'],
        name: 'Scripted kiosk',
      },
    });
    expect(await ask({ act: 'return-to-work' })).toMatchObject({
      status: 409,
      body: { code: 'RECORDS_CLOSED' },
    });
    await controller.close();
    const after = existsSync(path()) ? readFileSync(path()) : null;
    expect([what, after === before || after?.equals(before ?? Buffer.alloc(0))]).toEqual([
      what,
      true,
    ]);
  }
});

test('a copy takes the place of damaged records, in a later epoch, and the bank is told', async () => {
  const onRestart = vi.fn<() => void>();
  kiosk = await kioskUnderTest({ onRestart });
  expect((await ask({ act: 'back-up' })).status).toBe(200);
  const [copy] = (await viewOf()).keeping.copies;
  await kiosk.controller.close();
  writeFileSync(path(), 'damaged');
  await kiosk.restart();
  expect((await ask({ act: 'restore', name: copy?.name ?? '' })).status).toBe(200);
  await vi.waitFor(() => expect(onRestart).toHaveBeenCalledOnce(), { timeout: 5000 });
  await kiosk.restart();
  expect((await viewOf()).mode).toBe('inService');
  expect(kiosk.bank.starts.map(({ epoch, restoredFrom }) => [epoch, restoredFrom])).toEqual([
    [1, null],
    [2, copy?.at],
  ]);
  const [aside] = readdirSync(join(kiosk.dataFolder, 'set-aside'));
  expect(
    readFileSync(join(kiosk.dataFolder, 'set-aside', aside ?? '', 'kiosk.sqlite'), 'utf8'),
  ).toBe('damaged');
});

test('records are begun anew only by whoever types the name, and the old ones stay aside', async () => {
  kiosk = await kioskUnderTest();
  await kiosk.controller.close();
  writeFileSync(path(), 'damaged');
  await kiosk.restart();
  expect(await ask({ act: 'begin-anew', code: 'yes' })).toMatchObject({
    status: 409,
    body: { code: 'KIOSK_NAME_WRONG' },
  });
  expect(readFileSync(path(), 'utf8')).toBe('damaged');
  expect((await ask({ act: 'begin-anew', code: 'scripted KIOSK' })).status).toBe(200);
  // Its key is gone with its records: the bank wants a new code for what is a new kiosk to it.
  await expect(kiosk.restart()).rejects.toMatchObject({ code: 'ENROLMENT_REFUSED' });
  const [aside] = readdirSync(join(kiosk.dataFolder, 'set-aside'));
  expect(
    readFileSync(join(kiosk.dataFolder, 'set-aside', aside ?? '', 'kiosk.sqlite'), 'utf8'),
  ).toBe('damaged');
});

test('a retired kiosk is wiped, unknown to the bank, and never sells again with that folder', async () => {
  const onRestart = vi.fn<() => void>();
  kiosk = await kioskUnderTest({ onRestart });
  await ask({ act: 'back-up' });
  expect((await ask({ act: 'retire', code: 'Other kiosk' })).body.code).toBe('KIOSK_NAME_WRONG');
  expect((await ask({ act: 'retire', code: 'Scripted kiosk' })).status).toBe(200);
  await vi.waitFor(() => expect(onRestart).toHaveBeenCalledOnce(), { timeout: 5000 });
  const controller = await kiosk.restart();
  const screen = await connectScreen(controller.url, controller.issueToken());
  expect(screen.views[0]?.machine).toMatchObject({
    mode: 'outOfService',
    ordersClosed: ['retired'],
  });
  const { keeping } = await viewOf();
  expect({ code: keeping.fault?.code, can: keeping.fault?.can, copies: keeping.copies }).toEqual({
    code: 'KIOSK_RETIRED',
    can: [],
    copies: [],
  });
  expect(readdirSync(kiosk.dataFolder).toSorted()).toEqual(['kiosk.retired', 'maintenance.json']);
  expect(kiosk.bank.isRetired).toBe(true);
  expect((await ask({ act: 'begin-anew', code: 'Scripted kiosk' })).body.code).toBe(
    'RECORDS_CLOSED',
  );
});

test('a kiosk whose records the bank finds behind goes out of service, says so, and works again when they are not', async () => {
  kiosk = await kioskUnderTest();
  kiosk.bank.refuseWith('KIOSK_STALE');
  await kiosk.restart();
  expect(await viewOf()).toMatchObject({ mode: 'outOfService', ordersClosed: ['records-stale'] });
  kiosk.bank.refuseWith('KIOSK_REVOKED');
  await kiosk.restart();
  expect(await viewOf()).toMatchObject({ mode: 'outOfService', ordersClosed: ['not-enrolled'] });
  kiosk.bank.refuseWith(null);
  await kiosk.restart();
  expect((await viewOf()).mode).toBe('inService');
});
