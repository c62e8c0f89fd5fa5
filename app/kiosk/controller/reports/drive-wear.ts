import type { ReadableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { ReportReader } from '../../../../db/kiosk/report-reader.ts';
import type { DriveWear } from '../../../contracts/panel-reports.ts';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;
const SECTOR_BYTES = 2048;
/** 1× of a DVD, bytes in a millisecond: 1 385 kB/s (MMC-6, "1X" of DVD). */
const SINGLE_SPEED = 1385;

/** Good and bad discs of each drive, and how fast it wrote, on each of the last 30 days on which it did something. */
export function driveWear(db: ReadableDb, drives: number, now: number): DriveWear[] {
  const reader = new ReportReader(db);
  const since = new Date(now - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  return Array.from({ length: drives }, (_, index) => {
    const drive = index + 1;
    return {
      drive,
      good: reader.driveCount(drive, 'good'),
      bad: reader.driveCount(drive, 'bad'),
      days: reader.driveDays(drive, since).map(({ bad, day, good, milliseconds, sectors }) => ({
        day,
        good,
        bad,
        speed:
          milliseconds === 0
            ? null
            : Math.round((sectors * SECTOR_BYTES * 100) / milliseconds / SINGLE_SPEED) / 100,
      })),
    };
  });
}
