import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectors } from '../../../../app/foundation/units.ts';
import {
  growisofsArguments,
  isGrowisofsHelp,
  parseGrowisofsLine,
  parseMediaInfo,
  parseMediaInfoInquiry,
} from '../../../../drivers/optical-drive/growisofs-codec.ts';
import { lineSplitter } from '../../../../drivers/transports/child-process.ts';

const PROGRESS = '  119734272/199999488 (59.9%) @16.1x, remaining 0:04 RBU  99.9% UBU   1.4%';

describe('what growisofs prints', () => {
  it.each([
    ["Executing 'builtin_dd if=/dev/fd/0 of=/dev/sr0 obs=32k seek=0'", { kind: 'other' }],
    ['/dev/sr0: engaging DVD-R DAO upon user request...', { kind: 'other' }],
    ['/dev/sr0: reserving 97656 blocks', { kind: 'starting' }],
    ['/dev/sr0: reserving 5001 blocks\b, warning for short DAO recording', { kind: 'starting' }],
    ['/dev/sr0: pre-formatting blank DVD+RW...', { kind: 'starting' }],
    ['/dev/sr0: "Current Write Speed" is 16.4x1352KBps.', { kind: 'starting' }],
    [
      PROGRESS,
      {
        kind: 'progress',
        bytesWritten: 119_734_272,
        speed: 16.1,
        ringPercent: 99.9,
        unitPercent: 1.4,
      },
    ],
    [
      '          0/199999488 ( 0.0%) @0x, remaining ??:?? RBU 100.0% UBU   0.0%',
      { kind: 'progress', bytesWritten: 0, speed: null, ringPercent: 100, unitPercent: 0 },
    ],
    ['builtin_dd: 97664*2KB out @ average 15.9x1352KBps', { kind: 'total', sectors: 97_664 }],
    ['builtin_dd: 2000*2KB out @ average infx1352KBps', { kind: 'total', sectors: 2000 }],
    ['/dev/sr0: flushing cache', { kind: 'closing' }],
    ['/dev/sr0: updating RMA', { kind: 'closing' }],
    ['/dev/sr0: closing track', { kind: 'closing' }],
    ['/dev/sr0: closing disc', { kind: 'closing' }],
    ['/dev/sr0: writing lead-out', { kind: 'closing' }],
    [
      ':-[ WRITE@LBA=4e20h failed with SK=3h/WRITE ERROR]: Input/output error',
      {
        kind: 'sense',
        command: 'WRITE@LBA=4e20h',
        lba: 20_000,
        key: '3',
        text: 'WRITE ERROR',
        errno: 'Input/output error',
      },
    ],
    [
      ':-[ PERFORM OPC failed with SK=3h/POWER CALIBRATION AREA ERROR]: Input/output error',
      {
        kind: 'sense',
        command: 'PERFORM OPC',
        lba: null,
        key: '3',
        text: 'POWER CALIBRATION AREA ERROR',
        errno: 'Input/output error',
      },
    ],
    [
      ':-[ FLUSH CACHE failed with SK=3h/ASC=72h/ACQ=01h]: Input/output error',
      {
        kind: 'sense',
        command: 'FLUSH CACHE',
        lba: null,
        key: '3',
        text: 'ASC=72h/ACQ=01h',
        errno: 'Input/output error',
      },
    ],
    [
      ':-( unable to WRITE@LBA=7d0h: No such device',
      { kind: 'complaint', message: ':-( unable to WRITE@LBA=7d0h: No such device' },
    ],
    [
      'FATAL: /dev/sr0 already carries isofs!',
      { kind: 'complaint', message: 'FATAL: /dev/sr0 already carries isofs!' },
    ],
    [
      ':-! the LUN is still in process of becoming ready, retrying in 5 secs...',
      { kind: 'waiting' },
    ],
  ])('%s', (line, meaning) => {
    expect(parseGrowisofsLine(line)).toEqual(meaning);
  });

  it('is read whatever comes before it, and wherever it is cut', () => {
    const noise = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(':-[ WRITE@LBA=', '119734272/', 'builtin_dd: ', ' (59.9%) @', ':-('),
    );
    fc.assert(
      fc.property(fc.array(noise), fc.array(fc.nat(200)), (garbage, cuts) => {
        const text = `${garbage.join('\n')}\n${PROGRESS}\r`;
        const lines: string[] = [];
        const splitter = lineSplitter((line) => lines.push(line));
        let from = 0;
        for (const cut of cuts.toSorted((a, b) => a - b)) {
          splitter.push(text.slice(from, Math.max(from, cut)));
          from = Math.max(from, cut);
        }
        splitter.push(text.slice(from));
        splitter.flush();
        const read = lines.map(parseGrowisofsLine);
        expect(read.at(-1)).toMatchObject({ kind: 'progress', bytesWritten: 119_734_272 });
        parseMediaInfo(lines);
        parseMediaInfoInquiry(lines);
      }),
    );
  });

  it('tells growisofs from another program of its name', () => {
    expect(isGrowisofsHelp(['* growisofs by <appro@fy.chalmers.se>, version 7.1,'])).toBe(true);
    expect(isGrowisofsHelp(['stdbuf: failed to run command'])).toBe(false);
  });
});

describe('what growisofs is told', () => {
  it('announces the size, leaves the tray alone and asks nobody', () => {
    expect(growisofsArguments('/dev/sr0', sectors(97_656), 8)).toEqual([
      '-use-the-force-luke=notray,tty,tracksize:97656,dao:97656',
      '-dvd-compat',
      '-speed=8',
      '-Z',
      '/dev/sr0=/dev/fd/0',
    ]);
  });
});

describe('what dvd+rw-mediainfo says of a medium', () => {
  const drive = 'INQUIRY:                [HL-DT-ST][DVDRAM GSA-4163B][A100]';

  it.each([
    [
      'a blank DVD-R',
      [
        ' Mounted Media:         11h, DVD-R Sequential',
        ' Media ID:              CMC MAG. AM3',
        ' Disc status:           blank',
        ' Free Blocks:           2298496*2KB',
      ],
      { state: 'blank', type: 'DVD-R', capacity: 2_298_496, mediaId: 'CMC MAG. AM3' },
    ],
    [
      'a DVD+RW that was never formatted',
      [
        ' Mounted Media:         1Ah, DVD+RW',
        ' unformatted:\t\t2295104*2048=4700372992',
        ' Disc status:           blank',
      ],
      { state: 'blank', type: 'DVD+RW', capacity: 2_295_104, mediaId: null },
    ],
    [
      'a burned DVD+R',
      [
        ' Mounted Media:         1Bh, DVD+R',
        ' Media ID:              CMCMAG  /M01',
        ' Disc status:           complete',
        ' Free Blocks:           0*2KB',
      ],
      { state: 'complete', type: 'DVD+R', capacity: null, mediaId: 'CMCMAG  /M01' },
    ],
    [
      'a half-burned disc',
      [' Mounted Media:         11h, DVD-R Sequential', ' Disc status:           appendable'],
      { state: 'appendable', type: 'DVD-R', capacity: null, mediaId: null },
    ],
    [
      'a pressed disc',
      [' Mounted Media:         10h, DVD-ROM', 'DVD-ROM media detected, exiting...'],
      { state: 'unsuitable', type: 'DVD-ROM', capacity: null, mediaId: null },
    ],
    [
      'a burned disc that the drive shows as pressed',
      [' Mounted Media:         10h, DVD-ROM', ' Disc status:           complete'],
      { state: 'unsuitable', type: 'DVD-ROM', capacity: null, mediaId: null },
    ],
    [
      'a double layer disc',
      [' Mounted Media:         2Bh, DVD+R Double Layer', ' Disc status:           blank'],
      { state: 'unsuitable', type: 'DVD+R/DL', capacity: null, mediaId: null },
    ],
    [
      'a CD',
      [':-( non-DVD media mounted, exiting...'],
      { state: 'unsuitable', type: '', capacity: null, mediaId: null },
    ],
    [
      'nothing, or a disc that spins up',
      [':-( no media mounted, exiting...'],
      { state: 'none', type: '', capacity: null, mediaId: null },
    ],
    [
      'a drive that says nothing',
      [],
      { state: 'unknown', type: '', capacity: null, mediaId: null },
    ],
  ])('%s', (_, lines, medium) => {
    expect(parseMediaInfo([drive, ...lines])).toEqual(medium);
  });

  it('names the drive', () => {
    expect(parseMediaInfoInquiry([drive])).toBe('HL-DT-ST DVDRAM GSA-4163B');
    expect(
      parseMediaInfoInquiry(['/dev/sr0: unable to open: No such file or directory']),
    ).toBeNull();
  });
});
