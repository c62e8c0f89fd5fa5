import { pause } from '../../app/foundation/clock.ts';
import { AppError, isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, minutes } from '../../app/foundation/units.ts';
import {
  deviceCanceled,
  deviceProtocol,
  deviceSequence,
  deviceTimeout,
} from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type {
  DocumentPrinter,
  DocumentPrinterCapabilities,
  documentPrinterErrorCodes,
  DocumentPrinterStatus,
  PrintRequest,
} from './contract.ts';
import type { IppMessage } from './ipp-codec.ts';
import {
  FIRST_FAILURE,
  getJobAttributes,
  getPrinterAttributes,
  JOB_STATE,
  printJob,
  PRINTER_STATE,
  readJobReport,
  readPrinterReport,
  statusOf,
  type PrinterReport,
} from './ipp-messages.ts';
import { askPrinter } from './ipp-transport.ts';

export interface IppPrinterOptions extends DriverServices {
  /** `http://…/ipp/print` */
  readonly url: string;
}

const POLL = milliseconds(500);
/** A sheet that is not out by then does not come. */
const PRINT_LIMIT = minutes(5);

type PrinterErrorCode = (typeof documentPrinterErrorCodes)[number];

/**
 * Opens an IPP printer.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`
 */
export async function openIppPrinter(options: IppPrinterOptions): Promise<DocumentPrinter> {
  const answer = await askPrinter(
    options.url,
    getPrinterAttributes(uriOf(options.url), 1),
    options.clock,
  );
  return new IppPrinter(options, readPrinterReport(accepted(answer)));
}

class IppPrinter implements DocumentPrinter {
  readonly capabilities: DocumentPrinterCapabilities;
  readonly #options: IppPrinterOptions;
  readonly #uri: string;
  readonly #turn = new Turn('The printer');
  readonly #status: StatusCell<DocumentPrinterStatus>;
  readonly #closing = new AbortController();
  #requests = 1;

  constructor(options: IppPrinterOptions, report: PrinterReport) {
    this.#options = options;
    this.#uri = uriOf(options.url);
    this.capabilities = { model: report.model, formats: report.formats };
    this.#status = new StatusCell<DocumentPrinterStatus>(statusOf(report));
  }

  get status(): DocumentPrinterStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DocumentPrinterStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  async readStatus(options: CommandOptions = {}): Promise<DocumentPrinterStatus> {
    this.#refuseWhenClosed();
    await this.#look(options.signal);
    return this.status;
  }

  async print(request: PrintRequest, options: CommandOptions = {}): Promise<{ jobId: number }> {
    this.#refuseWhenClosed();
    return this.#turn.take('printing', async () => {
      const before = await this.#look(options.signal);
      const trouble = troubleOf(before);
      if (trouble !== null) throw printerError(trouble, before.reasons);
      const answer = await this.#ask(
        printJob(this.#uri, this.#nextRequest(), request.jobName, request.pdf),
        options.signal,
      );
      const { jobId } = readJobReport(accepted(answer));
      await this.#awaitJob(jobId, options.signal);
      return { jobId };
    });
  }

  close(): Promise<void> {
    this.#closing.abort(new Error('The printer is not in use any more.'));
    this.#status.update({ health: 'offline', reason: 'The printer is not in use.' });
    return Promise.resolve();
  }

  /** Waits until the job is completed and the printer has nothing to say against it. */
  async #awaitJob(jobId: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + PRINT_LIMIT;
    for (;;) {
      const question = getJobAttributes(this.#uri, this.#nextRequest(), jobId);
      const job = readJobReport(accepted(await this.#ask(question, signal)));
      const printer = await this.#look(signal);
      const trouble = troubleOf(printer);
      switch (job.state) {
        case JOB_STATE.completed:
          if (trouble === null || trouble === 'PRINTER_PAPER_OUT') return;
          throw printerError(trouble, printer.reasons);
        case JOB_STATE.aborted:
        case JOB_STATE.canceled:
          throw printerError(trouble ?? 'PRINTER_ABORTED', [...printer.reasons, ...job.reasons]);
        case JOB_STATE.processingStopped:
          throw printerError(trouble ?? 'PRINTER_STOPPED', [...printer.reasons, ...job.reasons]);
        default:
          if (trouble !== null) throw printerError(trouble, printer.reasons);
      }
      if (clock.monotonic() >= deadline) throw deviceTimeout('Printing', { jobId });
      await pause(clock, POLL, this.#until(signal)).catch((cause: unknown) => {
        throw deviceCanceled('Printing', cause);
      });
    }
  }

  async #look(signal: AbortSignal | undefined): Promise<PrinterReport> {
    const question = getPrinterAttributes(this.#uri, this.#nextRequest());
    const report = readPrinterReport(accepted(await this.#ask(question, signal)));
    const busy = report.state === PRINTER_STATE.processing;
    const status = statusOf(report);
    this.#status.update(
      busy && status.health === 'online' ? { ...status, health: 'deviceBusy' } : status,
    );
    return report;
  }

  async #ask(message: IppMessage, signal: AbortSignal | undefined): Promise<IppMessage> {
    try {
      return await askPrinter(this.#options.url, message, this.#options.clock, this.#until(signal));
    } catch (error) {
      if (isAppError(error, 'DEVICE_OFFLINE')) {
        this.#status.update({
          health: 'noDevice',
          reason: 'The printer does not answer.',
          paper: 'unknown',
          toner: 'unknown',
        });
      }
      throw error;
    }
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #nextRequest(): number {
    this.#requests += 1;
    return this.#requests;
  }

  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw deviceSequence('The printer is not in use any more.');
  }
}

/** IPP names a printer with its own scheme. */
function uriOf(url: string): string {
  return url.replace(/^http/, 'ipp');
}

/** Passes a successful answer on: what is refused is refused in the answer, never by HTTP. */
function accepted(answer: IppMessage): IppMessage {
  if (answer.code < FIRST_FAILURE) return answer;
  if (answer.code >= 0x0400 && answer.code < 0x0500) {
    throw printerError('PRINTER_REJECTED', [
      `status 0x${answer.code.toString(16).padStart(4, '0')}`,
    ]);
  }
  throw deviceProtocol('The printer failed to answer.', { status: answer.code });
}

/** The reason why no sheet will come out; null where there is none. */
function troubleOf(report: PrinterReport): PrinterErrorCode | null {
  const status = statusOf(report);
  if (status.paper === 'jammed') return 'PRINTER_PAPER_JAMMED';
  if (status.paper === 'out') return 'PRINTER_PAPER_OUT';
  if (status.toner === 'out') return 'PRINTER_TONER_OUT';
  return report.state === PRINTER_STATE.stopped ? 'PRINTER_STOPPED' : null;
}

const MESSAGES: Readonly<Record<PrinterErrorCode, string>> = {
  PRINTER_PAPER_OUT: 'The printer has no paper.',
  PRINTER_PAPER_JAMMED: 'Paper is jammed in the printer.',
  PRINTER_TONER_OUT: 'The printer has no toner.',
  PRINTER_STOPPED: 'The printer has been stopped.',
  PRINTER_REJECTED: 'The printer refused the document.',
  PRINTER_ABORTED: 'The printer gave the job up.',
};

function printerError(code: PrinterErrorCode, reasons: readonly string[]): AppError {
  const remedy = code === 'PRINTER_REJECTED' ? 'reject-input' : 'call-attendant';
  return new AppError(code, MESSAGES[code], { remedy, context: { reasons } });
}
