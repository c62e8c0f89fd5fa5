import { AppError, isAppError } from '../../app/foundation/errors.ts';
import type { documentPrinterErrorCodes, DocumentPrinterStatus } from './contract.ts';

export type PrinterErrorCode = (typeof documentPrinterErrorCodes)[number];

/** A cartridge or a ribbon, IPP `marker-*` (PWG 5100.9): what is left, percent; null where the printer does not know. */
export interface Supply {
  readonly level: number | null;
  /** At this level and below the printer itself calls it low. */
  readonly lowLevel: number;
}

/** What a printer or a queue says of itself, whatever language it said it in. */
export interface PrinterReport {
  readonly isStopped: boolean;
  readonly isBusy: boolean;
  readonly isAccepting: boolean;
  /** IPP `printer-state-reasons` without their severities. */
  readonly reasons: readonly string[];
  readonly supplies: readonly Supply[];
  /**
   * Who says it is a queue, which learns how its printer is only while it prints. Idle, it repeats what it heard at the end
   * of its last job (measured): paper that was loaded since then stays empty until the next job.
   */
  readonly isQueue: boolean;
}

/**
 * Cuts the severities off: the same fault comes as `-error` from one printer and as `-warning` through another's queue, so
 * they prove nothing.
 */
export function plainReasons(reasons: readonly string[]): string[] {
  return [...new Set(reasons.map((reason) => reason.replace(/-(error|warning|report)$/, '')))]
    .filter((reason) => reason !== 'none' && reason !== '')
    .sort();
}

/** What a printer's own words mean for a kiosk. */
export function statusOf(report: PrinterReport): DocumentPrinterStatus {
  const has = (...names: string[]) => names.some((name) => report.reasons.includes(name));
  const isOld = report.isQueue && !report.isBusy;
  const paper = unlessOld(paperBy(has), isOld);
  const toner = unlessOld(tonerBy(has, report.supplies), isOld);
  const sheet = { paper, toner, reasons: report.reasons } as const;
  // A queue of CUPS says so of the printer behind it, and goes on saying so until the next job: idle, it is an old word.
  if (has('offline', 'shutdown') && (report.isBusy || report.isStopped)) {
    return {
      ...sheet,
      health: 'noDevice',
      reason: 'The printer behind the queue does not answer.',
    };
  }
  const isWanting = paper === 'jammed' || paper === 'out' || toner === 'out';
  if (isWanting || report.isStopped) {
    const words = report.reasons.length > 0 ? report.reasons : ['stopped'];
    const said = toner === 'out' && !isTonerReason(words) ? [...words, 'a supply at 0 %'] : words;
    return { ...sheet, health: 'userError', reason: `The printer says: ${said.join(', ')}.` };
  }
  if (!report.isAccepting) {
    return { ...sheet, health: 'userError', reason: 'The printer accepts no jobs.' };
  }
  return { ...sheet, health: 'online', reason: '' };
}

/** What a printer is after a question about itself that failed: one that answers nonsense, or refuses, is not well. */
export function statusAfter(error: unknown): Partial<DocumentPrinterStatus> {
  const isBad = isAppError(error) && /^(DEVICE_PROTOCOL|PRINTER_)/.test(error.code);
  if (!isBad) return {};
  return { health: 'hardwareError', reason: error.message, paper: 'unknown', toner: 'unknown' };
}

type Has = (...names: string[]) => boolean;

function paperBy(has: Has): 'full' | 'low' | 'out' | 'jammed' {
  if (has('media-jam')) return 'jammed';
  if (has('media-empty', 'media-needed')) return 'out';
  return has('media-low') ? 'low' : 'full';
}

function tonerBy(has: Has, supplies: readonly Supply[]): 'full' | 'low' | 'out' {
  if (has('toner-empty', 'marker-supply-empty', 'marker-supply-missing')) return 'out';
  return has('toner-low', 'marker-supply-low') ? 'low' : tonerBySupplies(supplies);
}

/** What is wanting by an old word may be there by now. */
function unlessOld<Level>(level: Level, isOld: boolean): Level | 'unknown' {
  return isOld && (level === 'out' || level === 'jammed') ? 'unknown' : level;
}

function isTonerReason(reasons: readonly string[]): boolean {
  return reasons.some((reason) => /^(toner|marker-supply)-/.test(reason));
}

function tonerBySupplies(supplies: readonly Supply[]): 'full' | 'low' | 'out' {
  const known = supplies.filter(({ level }) => level !== null);
  if (known.some(({ level }) => level === 0)) return 'out';
  return known.some(({ level, lowLevel }) => (level ?? 100) <= lowLevel) ? 'low' : 'full';
}

/** The reason why no sheet will come out; null where there is none. */
export function troubleOf(report: PrinterReport): PrinterErrorCode | 'DEVICE_OFFLINE' | null {
  const { health, paper, toner } = statusOf(report);
  if (health === 'noDevice') return 'DEVICE_OFFLINE';
  if (paper === 'jammed') return 'PRINTER_PAPER_JAMMED';
  if (paper === 'out') return 'PRINTER_PAPER_OUT';
  if (toner === 'out') return 'PRINTER_TONER_OUT';
  return report.isStopped || !report.isAccepting ? 'PRINTER_STOPPED' : null;
}

const MESSAGES: Readonly<Record<PrinterErrorCode | 'DEVICE_OFFLINE', string>> = {
  PRINTER_PAPER_OUT: 'The printer has no paper.',
  PRINTER_PAPER_JAMMED: 'Paper is jammed in the printer.',
  PRINTER_TONER_OUT: 'The printer has no toner.',
  PRINTER_STOPPED: 'The printer has been stopped.',
  PRINTER_REJECTED: 'The printer refused the document.',
  PRINTER_ABORTED: 'The printer gave the job up.',
  DEVICE_OFFLINE: 'The printer behind the queue does not answer.',
};

export function printerError(
  code: PrinterErrorCode | 'DEVICE_OFFLINE',
  reasons: readonly string[],
): AppError {
  const remedy = code === 'PRINTER_REJECTED' ? 'reject-input' : 'call-attendant';
  return new AppError(code, MESSAGES[code], { remedy, context: { reasons } });
}

/**
 * A queue takes anything and prints it as text: what is no PDF goes to none.
 *
 * @throws AppError `PRINTER_REJECTED`
 */
export function assertPdf(document: Uint8Array): void {
  const begins = Buffer.from(document.subarray(0, 5)).toString('latin1');
  if (begins !== '%PDF-') throw printerError('PRINTER_REJECTED', ['no PDF']);
}
