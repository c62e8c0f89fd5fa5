import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, type Milliseconds } from '../../app/foundation/units.ts';
import { deviceProtocol } from '../contract/device-errors.ts';
import type { DriverServices } from '../contract/device.ts';
import type { IppMessage } from './ipp-codec.ts';
import {
  cancelJob,
  FIRST_FAILURE,
  getJobAttributes,
  getJobs,
  getPrinterAttributes,
  printJob,
  readJobReport,
  readJobReports,
  type JobReport,
  type PrintJob,
} from './ipp-messages.ts';
import { readPrinterReport, type IppPrinterReport } from './ipp-printer-report.ts';
import { askPrinter, type IppAddress } from './ipp-transport.ts';
import { statusWord } from './ipp-words.ts';
import { printerError } from './printer-report.ts';

/** RFC 8011 appendix B. */
const NOT_POSSIBLE = 0x0404;
const NOT_FOUND = 0x0406;
/** service-unavailable, not-accepting-jobs, busy: later perhaps. */
const NOT_NOW: ReadonlySet<number> = new Set([0x0502, 0x0506, 0x0507]);
/** A cancellation is asked for when something is wrong already: it is not waited for as long. */
const CANCEL_LIMIT = milliseconds(5000);

/** The questions that are asked of one printer, each with its number. */
export class IppConversation {
  readonly #services: DriverServices;
  readonly #address: IppAddress;
  #requests = 0;

  constructor(services: DriverServices, address: IppAddress) {
    this.#services = services;
    this.#address = address;
  }

  /** Ends the connection that was kept for the next question. */
  close(): void {
    this.#address.agent.destroy();
  }

  async describe(signal?: AbortSignal): Promise<IppPrinterReport> {
    return readPrinterReport(accepted(await this.#ask(getPrinterAttributes, [], signal)));
  }

  /** @returns the printer's number of the job. */
  async submit(job: PrintJob, signal: AbortSignal): Promise<number> {
    return readJobReport(accepted(await this.#ask(printJob, [job], signal))).jobId;
  }

  async readJob(jobId: number, signal?: AbortSignal): Promise<JobReport> {
    return readJobReport(accepted(await this.#ask(getJobAttributes, [jobId], signal)));
  }

  /** Our jobs; none where the printer lists none. */
  async listJobs(which: 'not-completed' | 'completed', signal: AbortSignal): Promise<JobReport[]> {
    const answer = await this.#ask(getJobs, [which], signal);
    if (answer.code < FIRST_FAILURE) return readJobReports(answer);
    const status = statusWord(answer.code);
    this.#services.logger.debug({ status }, 'The printer does not tell what it has to print.');
    return [];
  }

  /** @returns false where the job had ended before. */
  async cancel(jobId: number): Promise<boolean> {
    const answer = await this.#ask(cancelJob, [jobId], undefined, CANCEL_LIMIT);
    if (answer.code === NOT_POSSIBLE || answer.code === NOT_FOUND) return false;
    accepted(answer);
    return true;
  }

  async #ask<Arguments extends unknown[]>(
    question: (uri: string, requestId: number, ...rest: Arguments) => IppMessage,
    rest: Arguments,
    signal?: AbortSignal,
    within?: Milliseconds,
  ): Promise<IppMessage> {
    this.#requests += 1;
    const message = question(this.#address.printerUri, this.#requests, ...rest);
    return askPrinter(this.#services, this.#address, message, signal, within);
  }
}

/** Passes a successful answer on: what is refused is refused in the answer, never by HTTP. */
function accepted(answer: IppMessage): IppMessage {
  if (answer.code < FIRST_FAILURE) return answer;
  const word = statusWord(answer.code);
  if (NOT_NOW.has(answer.code)) throw printerError('PRINTER_STOPPED', [word]);
  if (answer.code >= 0x0400 && answer.code < 0x0500) throw printerError('PRINTER_REJECTED', [word]);
  throw deviceProtocol('The printer failed to answer.', { status: word });
}

/** Whether the error says that a request was answered: what was asked for did not happen. */
export function wasRefused(error: unknown): boolean {
  return isAppError(error) && error.code.startsWith('PRINTER_');
}
