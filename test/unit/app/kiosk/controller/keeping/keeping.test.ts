import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../../../app/foundation/units.ts';
import { keepingFolders } from '../../../../../../app/kiosk/controller/keeping/folders.ts';
import { Keeping } from '../../../../../../app/kiosk/controller/keeping/keeping.ts';
import { lastNight } from '../../../../../../app/kiosk/controller/keeping/last-night.ts';
import { openKeptRecords } from '../../../../../../app/kiosk/controller/keeping/open-records.ts';
import {
  kioskRecords,
  type KioskRecords,
} from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { witnessSchema } from '../../../../../../db/kiosk/witness.ts';

const folders = () => keepingFolders(root, join(root, 'second'));
let root: string;
let clock: ManualClock;
let records: KioskRecords;
let keeping: Keeping;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kiosk-keeping-'));
  clock = new ManualClock();
  records = kioskRecords(openKeptRecords(folders(), '2026-01-01T12:00:00.000Z'));
  keeping = new Keeping({
    records,
    folders: folders(),
    kioskName: 'Hall',
    clock,
    logger: silentLogger,
    onRestart: undefined,
    tellBank: () => Promise.resolve(),
  });
});
afterEach(async () => {
  await keeping.close();
  records.db.close();
  rmSync(root, { recursive: true, force: true });
});

const witnessed = () =>
  witnessSchema.parse(JSON.parse(readFileSync(folders().records.witness, 'utf8'))).events;

test('a copy is made once a night by itself, and lies in both folders', async () => {
  const names = () => keeping.view().copies.map(({ name }) => name.split('-')[0]);
  clock.advance(minutes(1));
  await expect.poll(names).toEqual(['night']);
  for (let hour = 0; hour < 24 * 60; hour += 1) clock.advance(minutes(1));
  await expect.poll(names).toEqual(['night', 'night']);
  await expect.poll(() => readdirSync(join(root, 'second')).length).toBe(2);
});

test('how far the records are is written down every minute in which something happened, and at the end', async () => {
  const before = witnessed();
  records.events.add('one', null, {}, '2026-01-01T12:00:00.000Z');
  expect(witnessed()).toBe(before);
  clock.advance(minutes(1));
  expect(witnessed()).toBe(before + 1);
  records.events.add('two', null, {}, '2026-01-01T12:00:00.000Z');
  await keeping.close();
  expect(witnessed()).toBeGreaterThanOrEqual(before + 2);
});

test('the night is the last three o’clock of the machine’s own day', () => {
  const at = (hour: number, minute: number) => new Date(2026, 4, 6, hour, minute).getTime();
  const night = (day: number) => new Date(2026, 4, day, 3).toISOString();
  expect([lastNight(at(2, 59)), lastNight(at(3, 0)), lastNight(at(23, 0))]).toEqual([
    night(5),
    night(6),
    night(6),
  ]);
});
