import type { ReadableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { type DriveSwap, ReportReader } from '../../../../db/kiosk/report-reader.ts';
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
    const swap = reader.driveSwap(drive);
    const from = swap !== null && swap.day > since ? swap.day : since;
    return {
      drive,
      good: reader.driveCount(drive, 'good') - (swap?.good ?? 0),
      bad: reader.driveCount(drive, 'bad') - (swap?.bad ?? 0),
      days: sinceSwap(reader.driveDays(drive, from), swap).map(
        ({ bad, day, good, milliseconds, sectors }) => ({
          day,
          good,
          bad,
          speed:
            milliseconds === 0
              ? null
              : Math.round((sectors * SECTOR_BYTES * 100) / milliseconds / SINGLE_SPEED) / 100,
        }),
      ),
    };
  });
}

/** Wear starts anew with a drive that was put in the place of another, on the day on which that was done. */
function sinceSwap(days: ReturnType<ReportReader['driveDays']>, swap: DriveSwap | null) {
  if (swap === null) return days;
  return days.map((day) => {
    if (day.day !== swap.day) return day;
    const { bad, good, milliseconds, sectors } = swap.onDay;
    return {
      ...day,
      good: day.good - good,
      bad: day.bad - bad,
      sectors: day.sectors - sectors,
      milliseconds: day.milliseconds - milliseconds,
    };
  });
}
