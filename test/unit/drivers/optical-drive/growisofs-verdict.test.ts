import { describe, expect, it } from 'vitest';
import { sectors } from '../../../../app/foundation/units.ts';
import type { OpticalDriveError } from '../../../../drivers/optical-drive/contract.ts';
import { parseGrowisofsLine } from '../../../../drivers/optical-drive/growisofs-codec.ts';
import {
  growisofsVerdict,
  noGrowisofsEvidence,
  observeGrowisofs,
} from '../../../../drivers/optical-drive/growisofs-verdict.ts';

const SECTORS = sectors(97_656);
const WHOLE = 199_999_488;
const SPEED = '/dev/sr0: "Current Write Speed" is 16.4x1352KBps.';
const TOTAL = 'builtin_dd: 97664*2KB out @ average 15.9x1352KBps';
const FLUSHING = '/dev/sr0: flushing cache';
const FAILED = ':-( write failed: Input/output error';

function verdict(
  lines: readonly string[],
  code: number | null,
  fed = WHOLE,
  signal: NodeJS.Signals | null = null,
): OpticalDriveError | null {
  const evidence = noGrowisofsEvidence();
  for (const line of lines) observeGrowisofs(evidence, line, parseGrowisofsLine(line));
  return growisofsVerdict(evidence, { code, signal }, SECTORS, fed);
}

describe('the verdict on a burn with growisofs', () => {
  it('is success when exit code, feeder and recorder agree and nothing failed on the way', () => {
    expect(verdict([SPEED, TOTAL, FLUSHING], 0)).toBeNull();
  });

  it('does not mind what growisofs itself ignores', () => {
    const ignored =
      ':-[ PERFORM OPC failed with SK=5h/INVALID COMMAND OPERATION CODE]: Input/output error';
    expect(verdict([ignored, SPEED, TOTAL, FLUSHING], 0)).toBeNull();
  });

  it.each([
    [
      'no disc',
      [':-( /dev/sr0: media is not recognized as recordable DVD: 0'],
      252,
      'DRIVE_NO_MEDIUM',
      'untouched',
      'newDisc',
    ],
    [
      'a disc that is burned already, or pressed',
      [':-( /dev/sr0: media is not recognized as recordable DVD: 10'],
      252,
      'DRIVE_NOT_BLANK',
      'untouched',
      'newDisc',
    ],
    [
      'a CD',
      [':-( /dev/sr0: media is not recognized as recordable DVD: 9'],
      252,
      'DRIVE_WRONG_MEDIUM',
      'untouched',
      'newDisc',
    ],
    [
      'a rewritable disc with a film on it',
      ['FATAL: /dev/sr0 already carries isofs!'],
      144,
      'DRIVE_NOT_BLANK',
      'untouched',
      'newDisc',
    ],
    [
      'an image too large',
      [':-( /dev/sr0: 50000 blocks are free, 97656 to be written!'],
      156,
      'DRIVE_TOO_LARGE',
      'untouched',
      'never',
    ],
    [
      'a failed write',
      [
        SPEED,
        ':-[ WRITE@LBA=4e20h failed with SK=3h/WRITE ERROR]: Input/output error',
        FAILED,
        FLUSHING,
      ],
      5,
      'DRIVE_WRITE_ERROR',
      'coaster',
      'newDisc',
    ],
    [
      'a laser that cannot be calibrated',
      [':-[ PERFORM OPC failed with SK=3h/POWER CALIBRATION AREA ERROR]: Input/output error'],
      133,
      'DRIVE_POWER_CALIBRATION',
      'coaster',
      'newDisc',
    ],
    [
      'a failed close that ends with 0',
      [
        SPEED,
        TOTAL,
        FLUSHING,
        ':-[ FLUSH CACHE failed with SK=3h/SESSION FIXATION ERROR WRITING LEAD-IN]: Input/output error',
      ],
      0,
      'DRIVE_CLOSE_FAILED',
      'coaster',
      'newDisc',
    ],
    [
      'a failed close of a session',
      [
        SPEED,
        TOTAL,
        FLUSHING,
        ':-[ CLOSE SESSION failed with SK=3h/ASC=0Ch/ACQ=00h]: Input/output error',
      ],
      5,
      'DRIVE_CLOSE_FAILED',
      'coaster',
      'newDisc',
    ],
    [
      'a busy drive',
      [':-( unable to O_EXCL /dev/sr0: someone was in time to remount?'],
      144,
      'DRIVE_BUSY',
      'untouched',
      'sameDisc',
    ],
    [
      'a drive that has left its bus before anything began',
      [':-( unable to open64("/dev/sr0",O_RDONLY): No such file or directory'],
      130,
      'DRIVE_LOST',
      'untouched',
      'otherDrive',
    ],
    [
      'a drive that leaves its bus',
      [SPEED, ':-( unable to WRITE@LBA=7d0h: No such device', ':-( write failed: No such device'],
      19,
      'DRIVE_LOST',
      'unknown',
      'otherDrive',
    ],
    [
      'an image shorter than two blocks of growisofs',
      [FAILED],
      133,
      'DRIVE_WRITE_ERROR',
      'untouched',
      'newDisc',
    ],
    ['a recorder that dies', [SPEED], null, 'DRIVE_WRITE_ERROR', 'coaster', 'newDisc'],
  ])('%s', (_, lines, code, error, disc, retry) => {
    expect(verdict(lines, code)).toMatchObject({ code: error, disc, retry });
  });

  it('names the sector at which writing failed', () => {
    const lines = [SPEED, ':-[ WRITE@LBA=4e20h failed with SK=3h/WRITE ERROR]: Input/output error'];
    expect(verdict(lines, 5)?.context).toMatchObject({ lba: 20_000 });
  });

  it('sees a stream cut short by what was fed, and by what the recorder counted', () => {
    const short = { code: 'DRIVE_STREAM_SHORT', disc: 'coaster', retry: 'newDisc' };
    expect(verdict([SPEED, TOTAL, FLUSHING], 0, WHOLE / 2)).toMatchObject(short);
    const counted = 'builtin_dd: 48832*2KB out @ average 15.9x1352KBps';
    expect(verdict([SPEED, counted, FLUSHING], 0)).toMatchObject(short);
    expect(verdict([SPEED, FLUSHING], 0)).toMatchObject(short);
  });
});
