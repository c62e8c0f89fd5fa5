import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sectors } from '../../../../app/foundation/units.ts';
import {
  burnArguments,
  inspectArguments,
  parseInquiry,
  parseLine,
  parseMedium,
  parseTray,
  trayArguments,
} from '../../../../drivers/optical-drive/cdrskin-codec.ts';
import { explainLine } from '../../../../drivers/optical-drive/cdrskin-explain.ts';
import { lineSplitter } from '../../../../drivers/transports/child-process.ts';

describe('what cdrskin prints', () => {
  it.each([
    [
      'cdrskin: status 1 burn_disc_blank "The drive holds a blank disc"',
      { kind: 'status', medium: 'blank' },
    ],
    [
      'cdrskin: status 2 BURN_DISC_EMPTY "There is no disc at all in the drive"',
      { kind: 'status', medium: 'none' },
    ],
    [
      'cdrskin: status 3 BURN_DISC_APPENDABLE "There is an incomplete disc in the drive"',
      { kind: 'status', medium: 'appendable' },
    ],
    [
      'cdrskin: status 4 burn_disc_full "There is a disc with data on it in the drive"',
      { kind: 'status', medium: 'complete' },
    ],
    [
      'cdrskin: status 0 BURN_DISC_UNREADY "The current status is not yet known"',
      { kind: 'status', medium: 'unknown' },
    ],
    [
      'cdrskin: status 6 BURN_DISC_UNSUITABLE "Media is not suitable"',
      { kind: 'status', medium: 'unsuitable' },
    ],
    [
      'Starting to write CD/DVD at speed 16 in real SAO mode for single session.',
      { kind: 'starting' },
    ],
    ['Starting new track at sector: 0', { kind: 'starting' }],
    [
      'Track 01:   61 of  190 MB written (fifo 100%) [buf  99%]  15.9x.',
      { kind: 'progress', megabytesWritten: 61, fifoPercent: 100, bufferPercent: 99, speed: 15.9 },
    ],
    [
      'Track 01: Total bytes read/written: 199999488/199999488 (97656 sectors).',
      { kind: 'total', bytesRead: 199_999_488, bytesWritten: 199_999_488 },
    ],
    [
      'Track 01: Total bytes read/written: 100000000/199999488 (97656 sectors).',
      { kind: 'total', bytesRead: 100_000_000, bytesWritten: 199_999_488 },
    ],
    ['cdrskin: thank you for being patient for 15 seconds          ', { kind: 'patience' }],
    ['cdrskin: blanking ( done 12.0% , 3 seconds elapsed )          ', { kind: 'working' }],
    ['cdrskin: formatting ( synchronous , 3 seconds elapsed )          ', { kind: 'working' }],
    ['cdrskin: working pre-track (burning since 2 seconds)         ', { kind: 'working' }],
    ['cdrskin: working post-track (burning since 0 seconds)        ', { kind: 'closing' }],
    ['Fixating...', { kind: 'closing' }],
    ['cdrskin: burning done', { kind: 'done' }],
    ['cdrskin: burning failed', { kind: 'failed' }],
    [
      'cdrskin: FATAL : SCSI error on write(20000,16): [3 0C 00] Medium error. Write error.',
      { kind: 'sense', lba: 20_000, key: '3', asc: '0C', ascq: '00', synchronizing: false },
    ],
    [
      'cdrskin: FAILURE : Failed to synchronize drive cache. SCSI error : [3 72 01] Medium error. Session fixation error writing lead-in.',
      { kind: 'sense', lba: null, key: '3', asc: '72', ascq: '01', synchronizing: true },
    ],
    [
      'cdrskin: FATAL : No suitable media detected',
      { kind: 'severity', severity: 'FATAL', message: 'No suitable media detected' },
    ],
    [
      "cdrskin: SORRY : Cannot open busy device '/dev/sr0'",
      { kind: 'severity', severity: 'SORRY', message: "Cannot open busy device '/dev/sr0'" },
    ],
    ['cdrskin: beginning to burn disc', { kind: 'other' }],
    ['Current: DVD-R sequential recording', { kind: 'other' }],
    ['Track 01: data   190 MB', { kind: 'other' }],
    ['Writing  time:  15.447s', { kind: 'other' }],
    ['Min drive buffer fill was 0%', { kind: 'other' }],
    ['Cdrskin: fifo had 97656 puts and 97656 gets.', { kind: 'other' }],
    [
      'Cdrskin: fifo was 3 times empty and 6401 times full, min fill was 99%.',
      { kind: 'fifo', timesEmpty: 3, minimumFill: 99 },
    ],
    ['', { kind: 'other' }],
  ])('reads %j', (line, meaning) => {
    expect(parseLine(line)).toEqual(meaning);
  });

  it('does not take a progress line without its total for one: then no size was announced', () => {
    expect(parseLine('Track 01:   61 MB written (fifo 100%) [buf  99%]  15.9x.').kind).toBe(
      'other',
    );
  });

  /** What `-minfo` printed of emulated media, but for lines that say the same of all of them. */
  const seen = (status: string, type: string, rest: readonly string[]) => [
    'cdrskin: pseudo-atip on drive 0',
    `cdrskin: status ${status}`,
    `Current: ${type}`,
    'Mounted media class:      DVD',
    `Mounted media type:       ${type}`,
    ...rest,
  ];
  const blank = '1 burn_disc_blank "The drive holds a blank disc"';
  const appendable = '3 BURN_DISC_APPENDABLE "There is an incomplete disc in the drive"';
  const full = '4 burn_disc_full "There is a disc with data on it in the drive"';

  it.each([
    [
      'a blank DVD-R',
      seen(blank, 'DVD-R sequential recording', [
        'disk status:              empty',
        'Product Id:    CMCMAG.AM3',
        'Remaining writable size:            2298496   ',
      ]),
      { state: 'blank', type: 'DVD-R', capacity: 2_298_496, mediaId: 'CMCMAG.AM3' },
    ],
    [
      'a DVD+R that was broken off',
      seen(appendable, 'DVD+R', [
        'disk status:              incomplete/appendable',
        'Product Id:    CMCMAG/M01/0',
        'Remaining writable size:            3008      ',
      ]),
      { state: 'appendable', type: 'DVD+R', capacity: 3008, mediaId: 'CMCMAG/M01/0' },
    ],
    [
      'a new DVD+RW',
      seen(blank, 'DVD+RW', ['Disk Is erasable', 'disk status:              empty']),
      { state: 'blank', type: 'DVD+RW', capacity: null, mediaId: null },
    ],
    [
      'a used DVD+RW, which cdrskin calls blank',
      seen(blank, 'DVD+RW', ['Disk Is erasable', 'disk status:              complete']),
      { state: 'complete', type: 'DVD+RW', capacity: null, mediaId: null },
    ],
    [
      'a used DVD-RW in restricted overwrite',
      seen(blank, 'DVD-RW restricted overwrite', ['disk status:              complete']),
      { state: 'complete', type: 'DVD-RW', capacity: null, mediaId: null },
    ],
    [
      'a pressed disc',
      seen(full, 'DVD-ROM', ['disk status:              complete']),
      { state: 'unsuitable', type: 'DVD-ROM', capacity: null, mediaId: null },
    ],
    [
      'a blank CD-R',
      seen(blank, 'CD-R', [
        'disk status:              empty',
        'Product Id:    97m26s66f/79m59s71f',
        'Remaining writable size:            359844    ',
      ]),
      { state: 'unsuitable', type: 'CD-R', capacity: 359_844, mediaId: null },
    ],
    [
      'an empty drive',
      ['cdrskin: status 2 BURN_DISC_EMPTY "There is no disc at all in the drive"', 'Current: none'],
      { state: 'none', type: '', capacity: null, mediaId: null },
    ],
  ])('knows %s', (_, lines, medium) => {
    expect(parseMedium(lines)).toEqual(medium);
  });

  const asked = ['TEST UNIT READY', '00 00 00 00 00 00 '];
  const took = '       95 us     [ 57965 ]';
  it.each([
    ['an open tray', [...asked, '+++ key=2  asc=3Ah  ascq=02h', took], 'open'],
    ['a closed, empty one', [...asked, '+++ key=2  asc=3Ah  ascq=01h', took], 'closed'],
    ['a drive that will not say', [...asked, '+++ key=2  asc=3Ah  ascq=00h', took], 'unknown'],
    ['a disc that spins up', [...asked, '+++ key=2  asc=04h  ascq=01h', took], 'closed'],
    ['a disc just changed', [...asked, '+++ key=6  asc=28h  ascq=00h', took], 'unknown'],
    ['a disc that can be read', [...asked, took], 'closed'],
    [
      'an open tray after a closed one',
      [...asked, took, ...asked, '+++ key=2  asc=3Ah  ascq=02h'],
      'open',
    ],
    ['a transcript that breaks off', asked, 'unknown'],
    ['no transcript', ['cdrskin: scanning for devices ...'], 'unknown'],
  ])('knows %s by what the drive answers last', (_, lines, tray) => {
    expect(parseTray(lines)).toBe(tray);
  });

  it('does not know what nobody told it', () => {
    expect(parseMedium([])).toEqual({ state: 'unknown', type: '', capacity: null, mediaId: null });
  });

  it.each([
    ['TEST UNIT READY', 'SCSI TEST UNIT READY'],
    ['PREVENT/ALLOW MEDIA REMOVAL', 'SCSI PREVENT/ALLOW MEDIA REMOVAL'],
    ['1b 00 00 00 02 00 ', 'SCSI bytes'],
    ['+++ key=2  asc=3Ah  ascq=02h', 'sense 2/3A/02'],
    ['cdrskin: burning done', 'done'],
    ['Current: none', 'other'],
  ])('explains %j as %j to whoever listens', (line, meaning) => {
    expect(explainLine(line)).toBe(meaning);
  });

  it('names the drive as its inquiry does', () => {
    const lines = [
      'Device type    : Removable CD-ROM',
      "Vendor_info    : 'HL-DT-ST'",
      "Identifikation : 'DVDRAM GH24NSD5 '",
      "Revision       : 'LV00'",
    ];
    expect(parseInquiry(lines)).toBe('HL-DT-ST DVDRAM GH24NSD5');
  });
});

describe('whatever cdrskin prints', () => {
  const noise = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'Track 01:   61 of ',
      'cdrskin: FATAL : ',
      '+++ key=2',
      'TEST UNIT READY',
      '   ',
    ),
  );
  /** Text as it arrives in pieces that end at `cuts`. */
  function heard(text: string, cuts: readonly number[]): string[] {
    const lines: string[] = [];
    const splitter = lineSplitter((line) => lines.push(line));
    let from = 0;
    for (const cut of cuts.toSorted((one, other) => one - other)) {
      splitter.push(text.slice(from, Math.max(from, cut)));
      from = Math.max(from, cut);
    }
    splitter.push(text.slice(from));
    splitter.flush();
    return lines;
  }

  it('does not keep its next line from being understood, wherever it is cut', () => {
    const good = 'Track 01:   61 of  190 MB written (fifo 100%) [buf  99%]  15.9x.';
    fc.assert(
      fc.property(fc.array(noise), fc.array(fc.nat(300)), (garbage, cuts) => {
        const lines = heard(`${garbage.join('\n')}\r${good}\r`, cuts);
        expect(lines.map(parseLine).at(-1)).toMatchObject({
          kind: 'progress',
          megabytesWritten: 61,
        });
        parseMedium(lines);
        parseInquiry(lines);
      }),
    );
  });

  it('leaves the tray where the drive last said that it is', () => {
    fc.assert(
      fc.property(fc.array(noise), fc.array(fc.nat(300)), (garbage, cuts) => {
        const last = 'TEST UNIT READY\n00 00 00 00 00 00 \n+++ key=2  asc=3Ah  ascq=02h\n';
        expect(parseTray(heard(`${garbage.join('\n')}\n${last}`, cuts))).toBe('open');
      }),
    );
  });

  it('is passed on though it never ends a line', () => {
    const lines = heard('x'.repeat(200_000), [70_000, 140_000]);
    expect(lines.map((line) => line.length)).toEqual([70_000, 70_000, 60_000]);
  });
});

describe('what cdrskin is told', () => {
  it('announces the size, burns at once, and leaves the tray alone', () => {
    expect(burnArguments('/dev/sr0', sectors(48_601), 16)).toEqual([
      '--no_load',
      '-v',
      'dev=/dev/sr0',
      '-sao',
      'speed=16',
      'tsize=48601s',
      'fs=64m',
      '-',
    ]);
  });

  it('blanks a used disc only where it is told to', () => {
    const words = burnArguments('/dev/sr0', sectors(48_601), 16, true);
    expect(words).toContain('blank=as_needed');
    expect(burnArguments('/dev/sr0', sectors(48_601), 16)).not.toContain('blank=as_needed');
  });

  it('never closes a tray to look at what is inside', () => {
    expect(inspectArguments('/dev/sr0')).toContain('--no_load');
    expect(trayArguments('/dev/sr0', 'eject')).toEqual(['-V', 'dev=/dev/sr0', '-eject']);
    expect(trayArguments('/dev/sr0', 'load')).toEqual(['-V', 'dev=/dev/sr0', '-load']);
  });
});
