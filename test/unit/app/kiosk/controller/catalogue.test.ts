import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { hours, minutes } from '../../../../../app/foundation/units.ts';
import type { PublicBank } from '../../../../../app/kiosk/controller/bank/bank-client.ts';
import { Catalogue } from '../../../../../app/kiosk/controller/catalogue/catalogue.ts';
import type { WritableDb } from '../../../../../db/kiosk/kiosk-database.ts';
import { openKioskDatabase } from '../../../../../db/kiosk/open-kiosk-database.ts';
import { SettingsStore } from '../../../../../db/kiosk/settings-store.ts';

let folder: string;
let db: WritableDb;
let clock: ManualClock;
let asked: number;
let catalogue: Catalogue;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-catalogue-'));
  db = openKioskDatabase(join(folder, 'kiosk.sqlite'));
  clock = new ManualClock();
  asked = 0;
  const bank: Pick<PublicBank, 'listTitles'> = {
    listTitles: () => {
      asked += 1;
      return Promise.resolve([]);
    },
  };
  catalogue = new Catalogue(bank as PublicBank, new SettingsStore(db), clock, silentLogger);
});

afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

test('the catalogue asks again every five minutes', async () => {
  await catalogue.refresh();
  clock.advance(minutes(5));
  expect(asked).toBe(2);
});

test('two refreshes at once leave one plan, which a close takes back', async () => {
  await Promise.all([catalogue.refresh(), catalogue.refresh()]);
  catalogue.close();
  clock.advance(hours(1));
  expect(asked).toBe(2);
});

test('a closed catalogue never asks again, not even after a refresh that was on its way', async () => {
  const first = catalogue.refresh();
  const second = catalogue.refresh();
  catalogue.close();
  await Promise.all([first, second]);
  clock.advance(hours(1));
  expect(asked).toBe(2);
});
