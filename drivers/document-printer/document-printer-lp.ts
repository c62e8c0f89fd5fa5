import { userInfo } from 'node:os';
import { pause } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { milliseconds, minutes } from '../../app/foundation/units.ts';
import { deviceCanceled, deviceSequence, deviceTimeout } from '../contract/device-errors.ts';
import type { CommandOptions, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { Turn } from '../contract/turn.ts';
import type { ChildLauncher } from '../transports/child-process.ts';
import type {
  DocumentPrinter,
  DocumentPrinterCapabilities,
  DocumentPrinterStatus,
  PrintRequest,
} from './contract.ts';
import { judgeJob, type JobStanding } from './job-verdict.ts';
import { standingOfEnded, standingOfWaiting, type LpJob, type LpReport } from './lp-codec.ts';
import type { LpPrograms } from './lp-programs.ts';
import { LpQueue } from './lp-queue.ts';
import { assertPdf, printerError, statusAfter, statusOf, troubleOf } from './printer-report.ts';

export interface LpPrinterOptions extends DriverServices {
  /** A queue of CUPS, by name. */
  readonly queue: string;
  /** `lp`, `lpstat` and `cancel` unless given. */
  readonly programs?: Partial<LpPrograms>;
  readonly launch?: ChildLauncher;
  /** What it prints on, as the queue calls it; `A4` unless given. */
  readonly media?: string;
}

const POLL = milliseconds(1000);
/** A sheet that is not out by then does not come. */
const PRINT_LIMIT = minutes(5);
/** How long a canceled job may go on: half a sheet, or a queue that must reach its printer. Assumed. */
const STOP_LIMIT = milliseconds(30_000);

/**
 * Opens a queue of CUPS by its programs, for where IPP cannot be used.
 *
 * @throws AppError `DEVICE_OFFLINE`, `DEVICE_PROTOCOL`
 */
export async function openLpPrinter(options: LpPrinterOptions): Promise<DocumentPrinter> {
  const printer = new LpPrinter(options);
  await printer.begin();
  return printer;
}

class LpPrinter implements DocumentPrinter {
  readonly #options: LpPrinterOptions;
  readonly #queue: LpQueue;
  readonly #turn = new Turn('The printer');
  readonly #status = new StatusCell<DocumentPrinterStatus>({
    health: 'starting',
    reason: 'The printer has not been asked yet.',
    paper: 'unknown',
    toner: 'unknown',
    reasons: [],
  });
  readonly #closing = new AbortController();
  /** Job names that nobody knows the end of, with the highest job number before them. */
  readonly #doubtful = new Map<string, number>();
  #highestJob = 0;
  #model = '';
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: LpPrinterOptions) {
    this.#options = options;
    const programs = { lp: 'lp', lpstat: 'lpstat', cancel: 'cancel', ...options.programs };
    this.#queue = new LpQueue(options, programs);
  }

  get capabilities(): DocumentPrinterCapabilities {
    return { model: this.#model, formats: ['application/pdf'] };
  }

  get status(): DocumentPrinterStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DocumentPrinterStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  async begin(): Promise<void> {
    const { description } = await this.#look();
    this.#model = description === '' ? this.#options.queue : description;
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
    this.#status.update({ health: 'offline', reason: 'The printer is not in use.' });
  }

  async #print(request: PrintRequest, signal: AbortSignal): Promise<{ jobId: number }> {
    assertPdf(request.pdf);
    const before = await this.#look(signal);
    const trouble = troubleOf(before);
    if (trouble !== null) throw printerError(trouble, before.reasons);
    const earlier = await this.#settleEarlier(request.jobName, before.jobs, signal);
    const jobId = earlier ?? (await this.#submit(request, signal));
    try {
      await this.#awaitJob(jobId, signal);
    } catch (error) {
      await this.#giveUp(jobId, request.jobName);
      throw error;
    }
    if (this.status.health === 'deviceBusy') this.#status.update({ health: 'online' });
    return { jobId };
  }

  async #submit(request: PrintRequest, signal: AbortSignal): Promise<number> {
    const { media = 'A4' } = this.#options;
    const floor = this.#highestJob;
    try {
      const jobId = await this.#hearing(this.#queue.submit({ ...request, media }, signal));
      this.#highestJob = Math.max(floor, jobId);
      return jobId;
    } catch (error) {
      const isRefused = isAppError(error) && error.code.startsWith('PRINTER_');
      if (!isRefused) this.#doubtful.set(request.jobName, floor);
      throw error;
    }
  }

  async #awaitJob(jobId: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + PRINT_LIMIT;
    let lastGood = clock.monotonic();
    for (;;) {
      const { printer, standing, reasons } = await this.#follow(jobId, signal);
      const now = clock.monotonic();
      if (troubleOf(printer) === null) lastGood = now;
      const verdict = judgeJob(standing, reasons, printer, milliseconds(now - lastGood));
      if (verdict.is === 'printed') return;
      if (verdict.is === 'failed') {
        throw printerError(verdict.code, [...printer.reasons, ...reasons]);
      }
      if (now >= deadline) throw deviceTimeout('Printing', { jobId });
      await pause(clock, POLL, signal).catch((cause: unknown) => {
        throw deviceCanceled('Printing', cause);
      });
    }
  }

  async #follow(
    jobId: number,
    signal: AbortSignal,
  ): Promise<{ printer: LpReport; standing: JobStanding; reasons: readonly string[] }> {
    const printer = await this.#look(signal);
    const waiting = printer.jobs.find(({ id }) => id === jobId);
    if (waiting !== undefined) {
      return { printer, standing: standingOfWaiting(waiting), reasons: waiting.reasons };
    }
    const ended = (await this.#hearing(this.#queue.listEnded(signal))).find(
      ({ id }) => id === jobId,
    );
    if (ended === undefined) return { printer, standing: 'gone', reasons: ['job not listed'] };
    const words = ended.message === '' ? ended.reasons : [...ended.reasons, ended.message];
    return { printer, standing: standingOfEnded(ended), reasons: words };
  }

  /** Cancels a job that is not waited for any more, so that it does not print when paper is loaded. */
  async #giveUp(jobId: number, jobName: string): Promise<void> {
    try {
      await this.#queue.cancel(jobId);
      await this.#awaitStop();
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#options.logger.warn({ jobId, code }, 'A print job could not be taken back.');
      this.#doubtful.set(jobName, jobId - 1);
    }
  }

  /**
   * Takes back what still waits of jobs that were given up while nobody answered.
   *
   * @returns the number of a job of this name that was printed although nobody heard of it.
   */
  async #settleEarlier(
    jobName: string,
    waiting: readonly LpJob[],
    signal: AbortSignal,
  ): Promise<number | null> {
    if (this.#doubtful.size === 0) return null;
    // lpstat shows no names: what this account queued since then is taken for it.
    const ourselves = userInfo().username;
    const lowest = Math.min(...this.#doubtful.values());
    for (const { id, user } of waiting) {
      if (id > lowest && user === ourselves) await this.#queue.cancel(id);
    }
    const floor = this.#doubtful.get(jobName);
    const printed =
      floor === undefined
        ? undefined
        : (await this.#hearing(this.#queue.listEnded(signal))).find(
            (job) =>
              job.id > floor && job.user === ourselves && standingOfEnded(job) === 'completed',
          );
    this.#doubtful.clear();
    return printed?.id ?? null;
  }

  /** A queue says canceled before the printer behind it has heard of it (measured). */
  async #awaitStop(): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + STOP_LIMIT;
    while ((await this.#queue.look()).isBusy) {
      if (clock.monotonic() >= deadline) return;
      await pause(clock, POLL);
    }
  }

  async #look(signal?: AbortSignal): Promise<LpReport> {
    const report = await this.#hearing(this.#queue.look(signal)).catch((error: unknown) => {
      this.#status.update(statusAfter(error));
      throw error;
    });
    this.#highestJob = Math.max(this.#highestJob, ...report.jobs.map(({ id }) => id));
    const status = statusOf(report);
    const isBusy = report.isBusy && status.health === 'online';
    this.#status.update(isBusy ? { ...status, health: 'deviceBusy' } : status);
    return report;
  }

  /** Notes a queue that is not there, or does not answer. */
  async #hearing<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (isAppError(error, 'DEVICE_OFFLINE') || isAppError(error, 'DEVICE_TIMEOUT')) {
        const reason = error.code === 'DEVICE_OFFLINE' ? error.message : 'CUPS does not answer.';
        this.#status.update({ health: 'noDevice', reason, paper: 'unknown', toner: 'unknown' });
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
