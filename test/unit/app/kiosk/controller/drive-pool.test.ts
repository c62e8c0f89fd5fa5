import { expect, test } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { RecordsHealth } from '../../../../../app/kiosk/controller/machine/records-health.ts';
import { driveMemory } from '../../../../../app/kiosk/controller/workflow/drive-memory.ts';
import { DrivePool } from '../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import type { OpticalDrive } from '../../../../../drivers/optical-drive/contract.ts';
import { kioskParts } from '../../../../support/kiosk-parts.ts';

const drive = { status: { health: 'online' } } as OpticalDrive;

test('what was learnt of a drive is known after a restart: it stays out of use, and its failures count', () => {
  const { clock, records } = kioskParts();
  const health = new RecordsHealth(records.events, clock, silentLogger);
  const start = () => new DrivePool({ drives: [drive, drive] }, driveMemory(records, health));
  const first = start();
  expect(first.lease()).toBe(1);
  first.noteBad(1, 'DRIVE_WRITE_ERROR');
  const second = start();
  second.noteBad(1, 'DRIVE_WRITE_ERROR');
  expect([second.usable, second.outOfUse]).toEqual([
    [2],
    [{ drive: 1, reason: 'DRIVE_WRITE_ERROR' }],
  ]);
  const third = start();
  expect([third.usable, third.lease()]).toEqual([[2], 2]);
  third.returnToUse(1);
  expect([third.usable, start().usable]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  records.db.close();
});

test('records that cannot be written cost no disc: the drive is out of use all the same', () => {
  const { clock, records } = kioskParts();
  const health = new RecordsHealth(records.events, clock, silentLogger);
  const pool = new DrivePool({ drives: [drive, drive] }, driveMemory(records, health));
  records.db.pragma('query_only = 1');
  pool.takeOutOfUse(2, 'TRAY_NOT_CLOSED');
  expect([pool.usable, health.isSound]).toEqual([[1], false]);
  records.db.close();
});
