import type { CommandOptions, Device, DeviceStatus } from '../contract/device.ts';

export interface DocumentPrinterCapabilities {
  readonly model: string;
  /** IPP `document-format-supported`. */
  readonly formats: readonly string[];
}

export interface DocumentPrinterStatus extends DeviceStatus {
  readonly paper: 'full' | 'low' | 'out' | 'jammed' | 'unknown';
  readonly toner: 'full' | 'low' | 'out' | 'unknown';
  /** IPP `printer-state-reasons`, severities (`-error`, `-warning`, `-report`) cut off; `none` left out. */
  readonly reasons: readonly string[];
}

export interface PrintRequest {
  /** A PDF document. */
  readonly pdf: Uint8Array;
  /** IPP `job-name`, the order's code. */
  readonly jobName: string;
}

/**
 * Prints sheets. *Printed* means that the job completed and the printer gives no reason to doubt it.
 *
 * Errors: `PRINTER_PAPER_OUT`, `PRINTER_PAPER_JAMMED`, `PRINTER_TONER_OUT`, `PRINTER_STOPPED`, `PRINTER_REJECTED` (the
 * document or the job was refused), `PRINTER_ABORTED`, and any device's.
 */
export interface DocumentPrinter extends Device<
  DocumentPrinterCapabilities,
  DocumentPrinterStatus
> {
  /** Resolves when the sheet is printed, with the printer's own job number. */
  print(request: PrintRequest, options?: CommandOptions): Promise<{ readonly jobId: number }>;
  readStatus(options?: CommandOptions): Promise<DocumentPrinterStatus>;
}

export const documentPrinterErrorCodes = [
  'PRINTER_PAPER_OUT',
  'PRINTER_PAPER_JAMMED',
  'PRINTER_TONER_OUT',
  'PRINTER_STOPPED',
  'PRINTER_REJECTED',
  'PRINTER_ABORTED',
] as const;
