import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Clock } from '../../../app/foundation/clock.ts';
import type { ManualClock } from '../../../app/foundation/manual-clock.ts';

/** The true time of a run, which goes on from life to life, told by a file: whoever is alive moves it. */
export function readTrueTime(path: string, otherwise: number): number {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return otherwise;
  }
  try {
    const bytes = Buffer.alloc(8);
    return readSync(file, bytes, 0, 8, 0) === 8 ? bytes.readDoubleLE() : otherwise;
  } finally {
    closeSync(file);
  }
}

/** From now on the file tells what has become of `start` by `clock`, whatever its wall clock is set to. */
export function tellTrueTime(path: string, start: number, clock: ManualClock): void {
  const file = openSync(path, 'w');
  const advance = clock.advanceToNext.bind(clock);
  const tell = () => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(start + clock.monotonic());
    writeSync(file, bytes, 0, 8, 0);
  };
  tell();
  clock.advanceToNext = () => {
    const isMoved = advance();
    tell();
    return isMoved;
  };
}

/** The bank's clock: it reads the true time, and waits for nothing. */
export function clockOf(path: string, start: number): Clock {
  return {
    now: () => Math.floor(readTrueTime(path, start)),
    monotonic: () => readTrueTime(path, start),
    after: () => () => {},
  };
}
