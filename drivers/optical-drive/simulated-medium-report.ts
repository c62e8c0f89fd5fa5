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
  if (drive.status === 'empty') return lines;
  const state = { blank: 'empty', appendable: 'incomplete', full: 'complete' }[drive.status];
  const mediaType = drive.mediaType.split(' ')[0] ?? '';
  return [
    ...lines,
    `Current: ${drive.mediaType}`,
    '',
    'Mounted media class:      DVD',
    `Mounted media type:       ${drive.mediaType}`,
    'Disk Is not erasable',
    `disk status:              ${state}`,
    `session status:           ${state}`,
    'first track:              1',
    'number of sessions:       1',
    'first track in last sess: 1',
    'last track in last sess:  1',
    `Product Id:    ${drive.mediaId}`,
    ...(drive.status === 'blank'
      ? [
          'Next writable address:              0         ',
          `Remaining writable size:            ${drive.capacity}`,
        ]
      : [`Medium closed: ${mediaType}`]),
  ];
}
