import { describe, expect, it } from 'vitest';
import { sectors } from '../../../../app/foundation/units.ts';
import {
  burnVerdict,
  noEvidence,
  observe,
} from '../../../../drivers/optical-drive/burn-verdict.ts';
import { parseLine } from '../../../../drivers/optical-drive/cdrskin-codec.ts';
import type { OpticalDriveError } from '../../../../drivers/optical-drive/contract.ts';

const SECTORS = sectors(97_656);
const WHOLE = 199_999_488;
const BLANK = 'cdrskin: status 1 burn_disc_blank "The drive holds a blank disc"';
const STARTED = 'Starting new track at sector: 0';
const TOTAL = 'Track 01: Total bytes read/written: 199999488/199999488 (97656 sectors).';
const DONE = 'cdrskin: burning done';
const FAILED = 'cdrskin: burning failed';

function verdict(
  lines: readonly string[],
  code: number | null,
  fed = WHOLE,
  signal: NodeJS.Signals | null = null,
): OpticalDriveError | null {
  const evidence = noEvidence();
  for (const line of lines) observe(evidence, line, parseLine(line));
  return burnVerdict(evidence, { code, signal }, SECTORS, fed);
}

describe('the verdict on a burn', () => {
  it('is success when exit code, feeder and recorder agree', () => {
    expect(verdict([BLANK, STARTED, TOTAL, DONE], 0)).toBeNull();
  });

  const short = 'Track 01: Total bytes read/written: 100000000/199999488 (97656 sectors).';
  it.each([
    [
      'no disc',
      [
        'cdrskin: status 2 BURN_DISC_EMPTY "There is no disc at all in the drive"',
        'cdrskin: FATAL : No suitable media detected',
      ],
      10,
      'DRIVE_NO_MEDIUM',
      'untouched',
      'newDisc',
    ],
    [
      'a full disc',
      ['cdrskin: status 4 burn_disc_full "There is a disc with data on it in the drive"'],
      10,
      'DRIVE_NOT_BLANK',
      'untouched',
      'newDisc',
    ],
    [
      'a half-burned disc',
      [
        'cdrskin: status 3 BURN_DISC_APPENDABLE "There is an incomplete disc in the drive"',
        'cdrskin: SORRY : Write job parameters are unsuitable',
      ],
      10,
      'DRIVE_NOT_BLANK',
      'untouched',
      'newDisc',
    ],
    [
      'an unsuitable disc',
      ['cdrskin: status 6 BURN_DISC_UNSUITABLE "Media is not suitable"'],
      10,
      'DRIVE_WRONG_MEDIUM',
      'untouched',
      'newDisc',
    ],
    [
      'a disc that takes no such job',
      [BLANK, 'cdrskin: SORRY : Write job parameters are unsuitable'],
      10,
      'DRIVE_WRONG_MEDIUM',
      'untouched',
      'newDisc',
    ],
    [
      'an image that is too large',
      [BLANK, 'cdrskin: FATAL : predicted session size 97656s does not fit on media (50000s)'],
      10,
      'DRIVE_TOO_LARGE',
      'untouched',
      'never',
    ],
    [
      'a write error',
      [
        BLANK,
        STARTED,
        'cdrskin: FATAL : SCSI error on write(20000,16): [3 0C 00] Medium error. Write error.',
        FAILED,
      ],
      10,
      'DRIVE_WRITE_ERROR',
      'coaster',
      'newDisc',
    ],
    [
      'a laser that cannot be calibrated',
      [
        BLANK,
        STARTED,
        'cdrskin: FATAL : SCSI error on write(0,16): [3 73 03] Medium error. Power calibration area error.',
        FAILED,
      ],
      10,
      'DRIVE_POWER_CALIBRATION',
      'coaster',
      'newDisc',
    ],
    [
      'a disc that is not closed',
      [
        BLANK,
        STARTED,
        TOTAL,
        'cdrskin: FAILURE : Failed to synchronize drive cache. SCSI error : [3 72 01] Medium error. Session fixation error writing lead-in.',
        FAILED,
      ],
      10,
      'DRIVE_CLOSE_FAILED',
      'coaster',
      'newDisc',
    ],
    [
      'a busy drive',
      [
        "cdrskin: SORRY : Cannot open busy device '/dev/sr0'",
        "cdrskin: FATAL : cannot find '/dev/sr0' among accessible drive devices.",
      ],
      3,
      'DRIVE_BUSY',
      'untouched',
      'sameDisc',
    ],
    [
      'a drive that is not there',
      ["cdrskin: FATAL : cannot find '/dev/sr0' among accessible drive devices."],
      3,
      'DRIVE_LOST',
      'untouched',
      'otherDrive',
    ],
    [
      'a drive that vanishes',
      [
        BLANK,
        STARTED,
        'cdrskin: FATAL : Failed to transfer command to drive',
        'cdrskin: FATAL : Lost connection to drive',
      ],
      10,
      'DRIVE_LOST',
      'unknown',
      'otherDrive',
    ],
    [
      'a stream cut short that the recorder padded',
      [BLANK, STARTED, short, DONE],
      0,
      'DRIVE_STREAM_SHORT',
      'coaster',
      'newDisc',
    ],
    [
      'a recorder that does not say what it read',
      [BLANK, STARTED, DONE],
      0,
      'DRIVE_STREAM_SHORT',
      'coaster',
      'newDisc',
    ],
    [
      'a failure with a good exit code',
      [BLANK, STARTED, TOTAL, FAILED],
      0,
      'DRIVE_WRITE_ERROR',
      'coaster',
      'newDisc',
    ],
    [
      'a recorder that was killed',
      [BLANK, STARTED],
      null,
      'DRIVE_WRITE_ERROR',
      'coaster',
      'newDisc',
    ],
    ['a recorder that says nothing', [], 10, 'DRIVE_WRITE_ERROR', 'unknown', 'newDisc'],
  ])('knows %s', (_, lines, exitCode, code, disc, retry) => {
    expect(verdict(lines, exitCode)).toMatchObject({ code, disc, retry, context: { exitCode } });
  });

  it('does not believe a recorder that counted more than it was fed', () => {
    expect(verdict([BLANK, STARTED, TOTAL, DONE], 0, WHOLE - 2048)?.code).toBe(
      'DRIVE_STREAM_SHORT',
    );
  });

  it('keeps the first complaints and no flood of them', () => {
    const flood = Array.from({ length: 500 }, (_, n) => `cdrskin: SORRY : block ${n} unreadable`);
    const complaints = verdict([BLANK, STARTED, ...flood], 10)?.context['complaints'];
    expect(complaints).toHaveLength(20);
  });
});
