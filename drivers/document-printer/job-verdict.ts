import { milliseconds, type Milliseconds } from '../../app/foundation/units.ts';
import { troubleOf, type PrinterErrorCode, type PrinterReport } from './printer-report.ts';

/** How a job stands, in words of RFC 8011 §5.3.7 that IPP and lpstat share; `gone` where nobody lists it any more. */
export type JobStanding =
  'waiting' | 'held' | 'processing' | 'stopped' | 'canceled' | 'aborted' | 'completed' | 'gone';

export type JobVerdict =
  | { readonly is: 'printed' }
  | { readonly is: 'open' }
  | { readonly is: 'failed'; readonly code: PrinterErrorCode | 'DEVICE_OFFLINE' };

/**
 * How long a job that is being processed may go on while the printer has no paper or does not answer its queue: the last
 * sheet is on its way when the tray is empty, and a queue tries again by itself. Assumed.
 */
export const GRACE: Milliseconds = milliseconds(60_000);

/**
 * What a job comes to, by what it and its printer say. *Printed* means completed, and nothing said against it. Empty paper
 * says nothing against it: it was the last sheet.
 *
 * @param doubt how long the printer has been in trouble while the job went on.
 */
export function judgeJob(
  standing: JobStanding,
  reasons: readonly string[],
  printer: PrinterReport,
  doubt: Milliseconds,
): JobVerdict {
  const trouble = troubleOf(printer);
  switch (standing) {
    case 'completed':
      if (reasons.includes('job-completed-with-errors')) {
        return { is: 'failed', code: trouble ?? 'PRINTER_ABORTED' };
      }
      return trouble === null || !isAgainstASheetThatIsOut(trouble)
        ? { is: 'printed' }
        : { is: 'failed', code: trouble };
    case 'aborted':
    case 'canceled':
    case 'gone':
      return { is: 'failed', code: trouble ?? 'PRINTER_ABORTED' };
    case 'held':
    case 'stopped':
      return { is: 'failed', code: trouble ?? 'PRINTER_STOPPED' };
    default:
      if (trouble === null) return { is: 'open' };
      if (mayPass(trouble, printer) && doubt < GRACE) return { is: 'open' };
      return { is: 'failed', code: trouble };
  }
}

function isAgainstASheetThatIsOut(trouble: PrinterErrorCode | 'DEVICE_OFFLINE'): boolean {
  return (
    trouble === 'PRINTER_PAPER_JAMMED' ||
    trouble === 'PRINTER_TONER_OUT' ||
    trouble === 'PRINTER_STOPPED'
  );
}

/** Whether the job may end well in spite of it. */
function mayPass(trouble: PrinterErrorCode | 'DEVICE_OFFLINE', printer: PrinterReport): boolean {
  if (printer.isStopped) return false;
  return trouble === 'PRINTER_PAPER_OUT' || trouble === 'DEVICE_OFFLINE';
}
