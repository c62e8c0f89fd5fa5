import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../../../app/foundation/units.ts';
import {
  GRACE,
  judgeJob,
  type JobStanding,
} from '../../../../drivers/document-printer/job-verdict.ts';

const sound = {
  isStopped: false,
  isBusy: true,
  isAccepting: true,
  reasons: [] as string[],
  supplies: [],
  isQueue: false,
};
const printed = { is: 'printed' };
const open = { is: 'open' };
const failed = (code: string) => ({ is: 'failed', code });

describe('what a job comes to', () => {
  it.each<[JobStanding, string[], Partial<typeof sound>, object]>([
    ['completed', ['job-completed-successfully'], {}, printed],
    ['completed', [], { reasons: ['media-empty'] }, printed],
    ['completed', [], { reasons: ['media-jam'] }, failed('PRINTER_PAPER_JAMMED')],
    ['completed', [], { reasons: ['toner-empty'] }, failed('PRINTER_TONER_OUT')],
    ['completed', ['job-completed-with-errors'], {}, failed('PRINTER_ABORTED')],
    ['aborted', [], {}, failed('PRINTER_ABORTED')],
    ['aborted', [], { reasons: ['media-jam'] }, failed('PRINTER_PAPER_JAMMED')],
    ['canceled', [], {}, failed('PRINTER_ABORTED')],
    ['gone', [], {}, failed('PRINTER_ABORTED')],
    ['held', [], {}, failed('PRINTER_STOPPED')],
    ['stopped', [], { reasons: ['media-empty'] }, failed('PRINTER_PAPER_OUT')],
    ['waiting', [], {}, open],
    ['processing', [], {}, open],
    ['processing', [], { isStopped: true }, failed('PRINTER_STOPPED')],
    ['processing', [], { reasons: ['media-jam'] }, failed('PRINTER_PAPER_JAMMED')],
    // The last sheet is on its way while the tray is empty already; a queue reaches its printer again by itself.
    ['processing', [], { reasons: ['media-empty'] }, open],
    ['processing', [], { reasons: ['offline'] }, open],
  ])('%s %j by a printer that says %j', (standing, reasons, says, verdict) => {
    expect(judgeJob(standing, reasons, { ...sound, ...says }, milliseconds(0))).toEqual(verdict);
  });

  it.each([
    ['media-empty', 'PRINTER_PAPER_OUT'],
    ['offline', 'DEVICE_OFFLINE'],
  ])('is not waited for longer than a minute where the printer says %s', (reason, code) => {
    const printer = { ...sound, reasons: [reason] };
    expect(judgeJob('processing', [], printer, GRACE)).toEqual(failed(code));
  });
});
