import { parseLine } from './cdrskin-codec.ts';

/** What a line of cdrskin means, in a few words, for whoever listens; those of its SCSI transcript (`-V`) too. */
export function explainLine(line: string): string {
  const sense = /^\+\+\+ key=(\w) {2}asc=(\w\w)h {2}ascq=(\w\w)h$/.exec(line);
  if (sense) return `sense ${sense.slice(1).join('/')}`;
  if (/^[A-Z][A-Z/ ]+[A-Z]$/.test(line)) return `SCSI ${line}`;
  if (/^([\da-f]{2} )+([\da-f]{2})?$/.test(line)) return 'SCSI bytes';
  return parseLine(line).kind;
}
