import { pause } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, minutes } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence, deviceTimeout } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type {
  DocumentPrinter,
  DocumentPrinterCapabilities,
  DocumentPrinterStatus,
  PrintRequest,
} from './contract.ts';
import { IppConversation, wasRefused } from './ipp-conversation.ts';
import { JOB_STATE, standingOf } from './ipp-messages.ts';
import { A4, canPrintOn, type IppPrinterReport } from './ipp-printer-report.ts';
import { ippAddress } from './ipp-transport.ts';
import { judgeJob } from './job-verdict.ts';
import { assertPdf, printerError, statusAfter, statusOf, troubleOf } from './printer-report.ts';

export interface IppPrinterOptions extends DriverServices {
  /** `ipp://`, `ipps://`, `http://` or `https://`, a user and a password in it where the printer asks for them. */
  readonly url: string;
  /** What it prints on, a self-describing media size of PWG 5101.1; A4 unless given. */
  readonly media?: string;
  /** PEM: whom to trust beside the usual authorities, for a printer that made its certificate itself. */
  readonly certificate?: string;
}

const POLL = milliseconds(500);
/** A sheet that is not out by then does not come. */
const PRINT_LIMIT = minutes(5);
/** How long a canceled job may go on: half a sheet, or a queue that must reach its printer. Assumed. */
const STOP_LIMIT = milliseconds(30_000);

/**
 * Opens an IPP printer.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`
 */
export async function openIppPrinter(options: IppPrinterOptions): Promise<DocumentPrinter> {
  const conversation = new IppConversation(options, ippAddress(options.url, options.certificate));
  try {
    return new IppPrinter(options, conversation, await conversation.describe());
  } catch (error) {
    conversation.close();
    throw error;
  }
}

class IppPrinter implements DocumentPrinter {
  readonly capabilities: DocumentPrinterCapabilities;
  readonly #options: IppPrinterOptions;
  readonly #conversation: IppConversation;
  readonly #turn = new Turn('The printer');
  readonly #status: StatusCell<DocumentPrinterStatus>;
  readonly #closing = new AbortController();
  /** Job names that nobody knows the end of, with the highest job number before them. */
  readonly #doubtful = new Map<string, number>();
  /** Null until the printer was asked for it. */
  #highestJob: number | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: IppPrinterOptions, conversation: IppConversation, report: IppPrinterReport) {
    this.#options = options;
    this.#conversation = conversation;
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
    await this.#look(this.#until(options.signal));
    return this.status;
  }

  async print(request: PrintRequest, options: CommandOptions = {}): Promise<{ jobId: number }> {
    this.#refuseWhenClosed();
    return this.#turn.take('printing', () => {
      const printed = this.#print(request, this.#until(options.signal));
      this.#running = printed.catch(() => {});
      return printed;
    });
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The printer is not in use any more.'));
    // What is being printed is taken back first.
    await this.#running;
    this.#conversation.close();
    this.#status.update({ health: 'offline', reason: 'The printer is not in use.' });
  }

  async #print(request: PrintRequest, signal: AbortSignal): Promise<{ jobId: number }> {
    const { media = A4 } = this.#options;
    assertPdf(request.pdf);
    const before = await this.#look(signal);
    const trouble = troubleOf(before);
    if (trouble !== null) throw printerError(trouble, before.reasons);
    if (!canPrintOn(before, media)) throw printerError('PRINTER_REJECTED', [`no ${media}`]);
    const earlier = await this.#settleEarlier(request.jobName, signal);
    const jobId = earlier ?? (await this.#submit({ ...request, media }, signal));
    try {
      await this.#awaitJob(jobId, signal);
    } catch (error) {
      if (!(await this.#giveUp(jobId, request.jobName))) throw error;
    }
    if (this.status.health === 'deviceBusy') this.#status.update({ health: 'online' });
    return { jobId };
  }

  /**
   * Takes back what still waits of jobs that were given up, and of this one's name: a program that ended in the middle,
   * or a cable, may have left it there.
   *
   * @returns the number of a job of this name that was printed although nobody heard of it.
   */
  async #settleEarlier(jobName: string, signal: AbortSignal): Promise<number | null> {
    const floor = this.#doubtful.get(jobName);
    const waiting = await this.#hearing(this.#conversation.listJobs('not-completed', signal));
    for (const job of waiting) {
      if (job.name !== jobName && !this.#doubtful.has(job.name)) continue;
      await this.#hearing(this.#conversation.cancel(job.jobId)).catch((error: unknown) => {
        throw wasRefused(error) ? printerError('PRINTER_STOPPED', ['job not canceled']) : error;
      });
    }
    const isFirst = this.#highestJob === null;
    const ended =
      isFirst || floor !== undefined
        ? await this.#hearing(this.#conversation.listJobs('completed', signal))
        : [];
    this.#highestJob = Math.max(this.#highestJob ?? 0, ...ended.map(({ jobId }) => jobId));
    const printed = ended.find(
      ({ name, jobId, state }) =>
        floor !== undefined && name === jobName && jobId > floor && state === JOB_STATE.completed,
    );
    this.#doubtful.clear();
    return printed?.jobId ?? null;
  }

  async #submit(
    job: PrintRequest & { readonly media: string },
    signal: AbortSignal,
  ): Promise<number> {
    const floor = this.#highestJob ?? 0;
    try {
      const jobId = await this.#hearing(this.#conversation.submit(job, signal));
      this.#highestJob = Math.max(floor, jobId);
      return jobId;
    } catch (error) {
      if (!wasRefused(error)) this.#doubtful.set(job.jobName, floor);
      throw error;
    }
  }

  /** Waits until the job is completed and the printer has nothing to say against it. */
  async #awaitJob(jobId: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + PRINT_LIMIT;
    let lastGood = clock.monotonic();
    for (;;) {
      const job = await this.#hearing(this.#conversation.readJob(jobId, signal));
      const printer = await this.#look(signal);
      const now = clock.monotonic();
      if (troubleOf(printer) === null) lastGood = now;
      const doubt = milliseconds(now - lastGood);
      const verdict = judgeJob(standingOf(job.state), job.reasons, printer, doubt);
      if (verdict.is === 'printed') return;
      if (verdict.is === 'failed') {
        throw printerError(verdict.code, [...printer.reasons, ...job.reasons]);
      }
      if (now >= deadline) throw deviceTimeout('Printing', { jobId });
      await pause(clock, POLL, signal).catch((cause: unknown) => {
        throw deviceCanceled('Printing', cause);
      });
    }
  }

  /**
   * Cancels a job that is not waited for any more, so that it does not print when paper is loaded.
   *
   * @returns whether it was printed in the meantime, and nothing else is wrong.
   */
  async #giveUp(jobId: number, jobName: string): Promise<boolean> {
    try {
      if (await this.#hearing(this.#conversation.cancel(jobId))) {
        await this.#awaitStop();
        return false;
      }
      const job = await this.#hearing(this.#conversation.readJob(jobId));
      const printer = await this.#look();
      const standing = standingOf(job.state);
      return judgeJob(standing, job.reasons, printer, milliseconds(0)).is === 'printed';
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#options.logger.warn({ jobId, code }, 'A print job could not be taken back.');
      this.#doubtful.set(jobName, jobId - 1);
      return false;
    }
  }

  /** A queue says canceled before the printer behind it has heard of it (measured with CUPS). */
  async #awaitStop(): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + STOP_LIMIT;
    while ((await this.#hearing(this.#conversation.describe())).isBusy) {
      if (clock.monotonic() >= deadline) return;
      await pause(clock, POLL);
    }
  }

  async #look(signal?: AbortSignal): Promise<IppPrinterReport> {
    const report = await this.#hearing(this.#conversation.describe(signal)).catch(
      (error: unknown) => {
        this.#status.update(statusAfter(error));
        throw error;
      },
    );
    const status = statusOf(report);
    const isBusy = report.isBusy && status.health === 'online';
    this.#status.update(isBusy ? { ...status, health: 'deviceBusy' } : status);
    return report;
  }

  /** Notes a printer that does not answer. */
  async #hearing<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
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

  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw deviceSequence('The printer is not in use any more.');
  }
}
