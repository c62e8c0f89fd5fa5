import type { Randomness } from '../../../app/foundation/randomness.ts';

/**
 * What goes wrong in a machine's life, and how often in ten thousand orders. Of bad discs it is said that there are fewer
 * than one in a thousand; all other rates are assumed.
 */
export const lifeFaults: Readonly<Record<string, number>> = {
  'drive.write-error': 3,
  'drive.power-calibration': 1,
  'drive.close-failed': 2,
  'drive.verify-mismatch': 2,
  'drive.unreadable-sector': 2,
  'drive.not-blank': 2,
  'drive.no-medium': 3,
  'drive.wrong-medium': 1,
  'drive.lost': 1,
  'drive.busy': 3,
  'drive.stalled': 1,
  'drive.hung': 1,
  'drive.tray-stuck': 2,
  'robot.disc-stuck': 10,
  'robot.disc-dropped': 1,
  'robot.silent': 1,
  'gate.jammed-closed': 2,
  'gate.jammed-open': 2,
  'gate.silent': 1,
  'printer.jam': 10,
  'printer.aborted': 3,
  'printer.stopped': 1,
  'printer.toner-out': 2,
  'printer.rejected': 1,
};

/** How much worse than life the days of the test are. */
export const WORSE = 10;

const SECTORS_OF: ReadonlySet<string> = new Set([
  'drive.write-error',
  'drive.verify-mismatch',
  'drive.unreadable-sector',
  'drive.lost',
  'drive.stalled',
  'drive.hung',
]);

/** A number from 0 up to 1. */
export function fraction(randomness: Randomness): number {
  return Buffer.from(randomness.bytes(4)).readUInt32LE() / 2 ** 32;
}

/** The faults that come with one order; most have none. */
export function drawFaults(randomness: Randomness, sectors: number): string[] {
  return Object.entries(lifeFaults).flatMap(([name, inTenThousand]) => {
    if (fraction(randomness) >= (inTenThousand * WORSE) / 10_000) return [];
    const sector = Math.floor(fraction(randomness) * sectors);
    return [SECTORS_OF.has(name) ? `${name}@${sector}` : name];
  });
}
