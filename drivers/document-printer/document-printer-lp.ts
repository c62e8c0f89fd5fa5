import { userInfo } from 'node:os';
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
import type { ChildLauncher } from '../transports/child-process.ts';
import type {
  DocumentPrinter,
  DocumentPrinterCapabilities,
  DocumentPrinterStatus,
  PrintRequest,
} from './contract.ts';
import { judgeJob, type JobStanding } from './job-verdict.ts';
import {
  parseComplaint,
  parseJobs,
  parseQueue,
  parseRequestId,
  standingOfEnded,
  standingOfWaiting,
  type LpJob,
  type LpReport,
} from './lp-codec.ts';
import { LpRunner, type LpPrograms } from './lp-programs.ts';
import { assertPdf, printerError, statusOf, troubleOf } from './printer-report.ts';

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
  readonly #programs: LpPrograms;
  readonly #runner: LpRunner;
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
    this.#programs = { lp: 'lp', lpstat: 'lpstat', cancel: 'cancel', ...options.programs };
    this.#runner = new LpRunner(options);
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
    const printed = this.#turn.take('printing', () =>
      this.#print(request, this.#until(options.signal)),
    );
    this.#running = printed.catch(() => {});
    return printed;
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

  /** lp ending with 0 means queued, no more. */
  async #submit({ jobName, pdf }: PrintRequest, signal: AbortSignal): Promise<number> {
    const { media = 'A4', queue } = this.#options;
    const settings = ['-o', `media=${media}`, '-o', 'print-scaling=none', '-n', '1'];
    const parameters = ['-d', queue, '-t', jobName, ...settings, '-'];
    const floor = this.#highestJob;
    const outcome = await this.#runner
      .run(this.#programs.lp, parameters, { signal, document: pdf })
      .catch((error: unknown) => {
        this.#doubtful.set(jobName, floor);
        throw error;
      });
    const jobId = parseRequestId(outcome.stdout, queue);
    if (jobId !== null) {
      this.#highestJob = Math.max(floor, jobId);
      return jobId;
    }
    if (outcome.stderr.length > 0) throw this.#complained(outcome.stderr, 'PRINTER_REJECTED');
    this.#doubtful.set(jobName, floor);
    throw deviceProtocol('lp did not say whether it queued the document.', { jobName });
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
    const ended = (await this.#listEnded(signal)).find(({ id }) => id === jobId);
    if (ended === undefined) return { printer, standing: 'gone', reasons: ['job not listed'] };
    const words = ended.message === '' ? ended.reasons : [...ended.reasons, ended.message];
    return { printer, standing: standingOfEnded(ended), reasons: words };
  }

  async #listEnded(signal: AbortSignal): Promise<LpJob[]> {
    const { queue } = this.#options;
    return parseJobs(await this.#lpstat(['-l', '-W', 'completed', '-o', queue], signal), queue);
  }

  /** Cancels a job that is not waited for any more, so that it does not print when paper is loaded. */
  async #giveUp(jobId: number, jobName: string): Promise<void> {
    try {
      await this.#cancel(jobId);
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
      if (id > lowest && user === ourselves) await this.#cancel(id);
    }
    const floor = this.#doubtful.get(jobName);
    const printed =
      floor === undefined
        ? undefined
        : (await this.#listEnded(signal)).find(
            (job) =>
              job.id > floor && job.user === ourselves && standingOfEnded(job) === 'completed',
          );
    this.#doubtful.clear();
    return printed?.id ?? null;
  }

  /** A job that has ended before is canceled enough. */
  async #cancel(jobId: number): Promise<void> {
    const job = `${this.#options.queue}-${jobId}`;
    const { isWell, stderr } = await this.#runner.run(this.#programs.cancel, [job]);
    if (isWell || parseComplaint(stderr).is === 'ended') return;
    throw this.#complained(stderr, 'PRINTER_STOPPED');
  }

  async #look(signal?: AbortSignal): Promise<LpReport> {
    const { queue } = this.#options;
    const parameters = ['-l', '-a', queue, '-p', queue, '-W', 'not-completed', '-o', queue];
    const lines = await this.#lpstat(parameters, signal);
    const report = parseQueue(lines, queue);
    if (report === null) throw deviceProtocol('lpstat said something unknown.', { lines });
    this.#highestJob = Math.max(this.#highestJob, ...report.jobs.map(({ id }) => id));
    const status = statusOf(report);
    const isBusy = report.isBusy && status.health === 'online';
    this.#status.update(isBusy ? { ...status, health: 'deviceBusy' } : status);
    return report;
  }

  async #lpstat(parameters: string[], signal?: AbortSignal): Promise<readonly string[]> {
    const outcome = await this.#runner
      .run(this.#programs.lpstat, parameters, { signal })
      .catch((error: unknown) => {
        const isSilent = isAppError(error, 'DEVICE_TIMEOUT') || isAppError(error, 'DEVICE_OFFLINE');
        if (isSilent) this.#noteOffline('CUPS does not answer.');
        throw error;
      });
    if (outcome.isWell) return outcome.stdout;
    throw this.#complained(outcome.stderr, null);
  }

  #complained(
    stderr: readonly string[],
    otherwise: 'PRINTER_REJECTED' | 'PRINTER_STOPPED' | null,
  ): AppError {
    const { queue } = this.#options;
    const complaint = parseComplaint(stderr);
    switch (complaint.is) {
      case 'noScheduler':
        return this.#noteOffline('CUPS does not answer.');
      case 'noQueue':
        return this.#noteOffline(`CUPS has no queue called ${queue}, or does not answer.`);
      case 'notAccepting':
        return printerError('PRINTER_STOPPED', ['not accepting jobs']);
      default:
        return otherwise === null
          ? deviceProtocol('lpstat failed.', { said: stderr })
          : printerError(otherwise, stderr);
    }
  }

  #noteOffline(reason: string): AppError {
    this.#status.update({ health: 'noDevice', reason, paper: 'unknown', toner: 'unknown' });
    return new AppError('DEVICE_OFFLINE', reason, {
      remedy: 'call-attendant',
      context: { queue: this.#options.queue },
    });
  }

  #until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }

  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw deviceSequence('The printer is not in use any more.');
  }
}
