import { z } from 'zod';
import { unreachable } from '../foundation/errors.ts';

const tries = z.int().positive();

/**
 * The jacket's sheet, as an order sees the print jobs for it; each job has a life of its own in the printer (IPP, RFC 8011 §5.3.7).
 * `tries` counts jobs sent; `refused`: all tries are used up.
 */
export const printJobSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('notBegun') }),
  z.strictObject({ is: z.literal('printing'), tries }),
  z.strictObject({ is: z.literal('stopped'), tries }),
  z.strictObject({ is: z.literal('printed') }),
  z.strictObject({ is: z.literal('refused') }),
]);
export type PrintJob = z.infer<typeof printJobSchema>;

export type PrintJobEvent =
  /** A job is sent: the first, or the next one. */
  | { readonly is: 'sent' }
  /** The printer says that the sheet is printed. */
  | { readonly is: 'printed' }
  /** It stopped, gave the job up, or nobody knows. `maximumTries`: so many jobs are sent at most. */
  | { readonly is: 'stopped'; readonly maximumTries: number }
  /** The program ended meanwhile: the sheet may have been printed or not, and no try is lost by it. */
  | { readonly is: 'cutOff' }
  /** A person says that it is worth as many tries as at first. */
  | { readonly is: 'triedAnew' };

/** What the sheet becomes by an event; null where it has no place in its life. */
export function advancePrintJob(job: PrintJob, event: PrintJobEvent): PrintJob | null {
  switch (event.is) {
    case 'sent':
      if (job.is === 'notBegun') return { is: 'printing', tries: 1 };
      return job.is === 'stopped' ? { is: 'printing', tries: job.tries + 1 } : null;
    case 'printed':
      return job.is === 'printing' ? { is: 'printed' } : null;
    case 'stopped':
      if (job.is !== 'printing') return null;
      return job.tries < event.maximumTries
        ? { is: 'stopped', tries: job.tries }
        : { is: 'refused' };
    case 'cutOff':
      return job.is === 'printing' ? { is: 'stopped', tries: job.tries } : job;
    case 'triedAnew':
      return job.is === 'stopped' ? { is: 'printing', tries: 1 } : null;
    default:
      return unreachable(event);
  }
}
