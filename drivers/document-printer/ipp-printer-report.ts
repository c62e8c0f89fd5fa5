import { valuesOf, type IppMessage } from './ipp-codec.ts';
import { PRINTER_STATE } from './ipp-messages.ts';
import { plainReasons, type PrinterReport, type Supply } from './printer-report.ts';

/** What a printer answers to Get-Printer-Attributes. */
export interface IppPrinterReport extends PrinterReport {
  readonly model: string;
  readonly formats: readonly string[];
  /** IPP `media-supported`; empty where the printer does not say. */
  readonly media: readonly string[];
}

/** Where a printer gives no `marker-low-levels`: percent. Assumed. */
const LOW_LEVEL = 10;

export function readPrinterReport(message: IppMessage): IppPrinterReport {
  const texts = (name: string) => valuesOf(message, 'printer', name).map(String);
  const state = Number(valuesOf(message, 'printer', 'printer-state')[0] ?? 0);
  return {
    isStopped: state === PRINTER_STATE.stopped,
    isBusy: state === PRINTER_STATE.processing,
    // Required by RFC 8011 §5.4.23; who leaves it out is taken to accept.
    isAccepting: valuesOf(message, 'printer', 'printer-is-accepting-jobs')[0] !== false,
    reasons: plainReasons(texts('printer-state-reasons')),
    supplies: readSupplies(message),
    isQueue: texts('cups-version').length > 0,
    model: texts('printer-make-and-model')[0] ?? '',
    formats: texts('document-format-supported'),
    media: texts('media-supported'),
  };
}

/** Levels of what is used up: 0 to 100 percent; negative numbers are kinds of not knowing (PWG 5100.9 §4.2.3). */
function readSupplies(message: IppMessage): Supply[] {
  const numbers = (name: string) => valuesOf(message, 'printer', name).map(Number);
  const types = valuesOf(message, 'printer', 'marker-types').map(String);
  const lows = numbers('marker-low-levels');
  return numbers('marker-levels').flatMap((level, index) => {
    // A waste container fills up: its level means the opposite.
    if (/^waste/i.test(types[index] ?? '')) return [];
    const low = lows[index] ?? LOW_LEVEL;
    return [{ level: level < 0 ? null : level, lowLevel: low < 0 ? LOW_LEVEL : low }];
  });
}

/** Names under which a printer may list A4: the self-describing one, and those of RFC 8011 appendix C and of CUPS. */
const A4_NAMES = ['iso_a4_210x297mm', 'iso-a4', 'A4'];
export const A4 = 'iso_a4_210x297mm';
/** A disc as a sheet: the form of PWG 5101.1 for sizes without a name. Assumed: disc printers have names of their own. */
export const DISC = 'custom_disc_120x120mm';

/** Whether the printer can print on `media`, as far as it says what it can. */
export function canPrintOn(report: IppPrinterReport, media: string): boolean {
  if (report.media.length === 0) return true;
  const names = A4_NAMES.includes(media) ? A4_NAMES : [media];
  return report.media.some((supported) => names.includes(supported));
}
