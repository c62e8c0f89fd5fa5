import { expect, test } from 'vitest';
import {
  advancePrintJob,
  type PrintJob,
  type PrintJobEvent,
} from '../../../../app/orders/print-job-machine.ts';

const stopped: PrintJobEvent = { is: 'stopped', maximumTries: 2 };

/** What comes of events one after another; null once one had no place. */
function after(...events: PrintJobEvent[]): PrintJob | null {
  return events.reduce<PrintJob | null>(
    (job, event) => (job === null ? null : advancePrintJob(job, event)),
    { is: 'notBegun' },
  );
}

test('a sheet is sent, printed, and never sent again', () => {
  expect(after({ is: 'sent' })).toEqual({ is: 'printing', tries: 1 });
  expect(after({ is: 'sent' }, { is: 'printed' })).toEqual({ is: 'printed' });
  expect(after({ is: 'sent' }, { is: 'printed' }, { is: 'sent' })).toBeNull();
  expect(after({ is: 'sent' }, { is: 'sent' })).toBeNull();
  expect(after({ is: 'printed' })).toBeNull();
});

test('a printer that stops too often is given up, unless a person has looked', () => {
  expect(after({ is: 'sent' }, stopped)).toEqual({ is: 'stopped', tries: 1 });
  expect(after({ is: 'sent' }, stopped, { is: 'sent' }, stopped)).toEqual({ is: 'refused' });
  expect(after({ is: 'sent' }, stopped, { is: 'sent' }, stopped, { is: 'sent' })).toBeNull();
  expect(after({ is: 'sent' }, stopped, { is: 'triedAnew' }, stopped)).toEqual({
    is: 'stopped',
    tries: 1,
  });
  expect(after({ is: 'triedAnew' })).toBeNull();
});

test('a power cut costs no try, and what is printed stays printed', () => {
  const cutOff: PrintJobEvent = { is: 'cutOff' };
  expect(after(cutOff)).toEqual({ is: 'notBegun' });
  expect(after({ is: 'sent' }, cutOff)).toEqual({ is: 'stopped', tries: 1 });
  expect(after({ is: 'sent' }, { is: 'printed' }, cutOff)).toEqual({ is: 'printed' });
});
