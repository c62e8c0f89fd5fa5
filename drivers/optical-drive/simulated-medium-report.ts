import type { Inspection } from '../world/drive-protocol.ts';

/** cdrskin's status line for each state of a medium, `enum burn_disc_status` of libburn.h before the name. */
export const STATUS_LINE: Readonly<Record<Inspection['status'], string>> = {
  blank: 'cdrskin: status 1 burn_disc_blank "The drive holds a blank disc"',
  empty: 'cdrskin: status 2 BURN_DISC_EMPTY "There is no disc at all in the drive"',
  appendable: 'cdrskin: status 3 BURN_DISC_APPENDABLE "There is an incomplete disc in the drive"',
  full: 'cdrskin: status 4 burn_disc_full "There is a disc with data on it in the drive"',
};

export const INQUIRY_LINES = [
  'Device type    : Removable CD-ROM',
  "Vendor_info    : 'DIPTYCH'",
  "Identifikation : 'SIMULATED DVD-RW'",
  "Revision       : '1.00'",
] as const;

/** What `cdrskin -minfo` prints of a medium. */
export function mediumReport(drive: Inspection): string[] {
  const lines = [STATUS_LINE[drive.status], ...INQUIRY_LINES];
  if (drive.status === 'empty') return [...lines, 'Current: none'];
  const state = { blank: 'empty', appendable: 'incomplete/appendable', full: 'complete' };
  const session = { blank: 'empty', appendable: 'empty', full: 'complete' };
  return [
    ...lines,
    `Current: ${drive.mediaType}`,
    `book type:     ${drive.mediaType} (emulated booktype)`,
    ...(drive.mediaType === 'DVD-ROM' ? [] : [`Product Id:    ${drive.mediaId}`]),
    '',
    'Mounted media class:      DVD',
    `Mounted media type:       ${drive.mediaType}`,
    'Disk Is not erasable',
    `disk status:              ${state[drive.status]}`,
    `session status:           ${session[drive.status]}`,
    'first track:              1',
    'number of sessions:       1',
    'first track in last sess: 1',
    'last track in last sess:  1',
    ...(drive.status === 'blank'
      ? [
          'Next writable address:              0         ',
          `Remaining writable size:            ${drive.capacity}   `,
        ]
      : []),
  ];
}

/** What `-V` shows of the question that cdrskin asks last. A medium that is not there has a sense for either place of the tray. */
export function readinessReport(tray: Inspection['tray'], isEmpty: boolean): string[] {
  const isMissing = tray === 'open' || isEmpty;
  return [
    'TEST UNIT READY',
    '00 00 00 00 00 00 ',
    ...(isMissing ? [`+++ key=2  asc=3Ah  ascq=${tray === 'open' ? '02' : '01'}h`] : []),
    '       95 us     [ 57965 ]',
  ];
}
