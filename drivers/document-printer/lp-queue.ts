import { AppError } from '../../app/foundation/errors.ts';
import { deviceProtocol } from '../contract/device-errors.ts';
import {
  parseComplaint,
  parseJobs,
  parseQueue,
  parseRequestId,
  type LpJob,
  type LpReport,
} from './lp-codec.ts';
import { LpRunner, type LpPrograms, type LpRunnerOptions } from './lp-programs.ts';
import { printerError } from './printer-report.ts';

/** What is asked of one queue of CUPS, in the language of its programs. */
export class LpQueue {
  readonly name: string;
  readonly #programs: LpPrograms;
  readonly #runner: LpRunner;

  constructor(options: LpRunnerOptions, programs: LpPrograms) {
    this.name = options.queue;
    this.#programs = programs;
    this.#runner = new LpRunner(options);
  }

  /** How it is, and what waits in it. */
  async look(signal?: AbortSignal): Promise<LpReport> {
    const { name } = this;
    const parameters = ['-l', '-a', name, '-p', name, '-W', 'not-completed', '-o', name];
    const lines = await this.#lpstat(parameters, signal);
    const report = parseQueue(lines, name);
    if (report === null) throw deviceProtocol('lpstat said something unknown.', { lines });
    return report;
  }

  async listEnded(signal?: AbortSignal): Promise<LpJob[]> {
    const parameters = ['-l', '-W', 'completed', '-o', this.name];
    return parseJobs(await this.#lpstat(parameters, signal), this.name);
  }

  /**
   * lp ending with 0 means queued, no more.
   *
   * @returns the queue's number of the job.
   * @throws AppError where the queue refused it: `PRINTER_REJECTED`, `PRINTER_STOPPED`, `DEVICE_OFFLINE`. With any other
   *   error it may be queued.
   */
  async submit(
    job: { readonly pdf: Uint8Array; readonly jobName: string; readonly media: string },
    signal: AbortSignal,
  ): Promise<number> {
    const settings = ['-o', `media=${job.media}`, '-o', 'print-scaling=none', '-n', '1'];
    const parameters = ['-d', this.name, '-t', job.jobName, ...settings, '-'];
    const { lp } = this.#programs;
    const { stdout, stderr } = await this.#runner.run(lp, parameters, {
      signal,
      document: job.pdf,
    });
    const jobId = parseRequestId(stdout, this.name);
    if (jobId !== null) return jobId;
    if (stderr.length > 0) throw this.#refusal(stderr, 'PRINTER_REJECTED');
    throw deviceProtocol('lp did not say whether it queued the document.', {
      jobName: job.jobName,
    });
  }

  /** A job that has ended before is canceled enough. */
  async cancel(jobId: number): Promise<void> {
    const { cancel } = this.#programs;
    const { isWell, stderr } = await this.#runner.run(cancel, [`${this.name}-${jobId}`]);
    if (isWell || parseComplaint(stderr).is === 'ended') return;
    throw this.#refusal(stderr, 'PRINTER_STOPPED');
  }

  async #lpstat(parameters: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    const outcome = await this.#runner.run(this.#programs.lpstat, parameters, { signal });
    if (outcome.isWell) return outcome.stdout;
    throw this.#refusal(outcome.stderr, null);
  }

  #refusal(
    stderr: readonly string[],
    otherwise: 'PRINTER_REJECTED' | 'PRINTER_STOPPED' | null,
  ): AppError {
    switch (parseComplaint(stderr).is) {
      case 'noScheduler':
        return this.#offline('CUPS does not answer.');
      case 'noQueue':
        return this.#offline(`CUPS has no queue called ${this.name}, or does not answer.`);
      case 'notAccepting':
        return printerError('PRINTER_STOPPED', ['not accepting jobs']);
      default:
        return otherwise === null
          ? deviceProtocol('lpstat failed.', { said: stderr })
          : printerError(otherwise, stderr);
    }
  }

  #offline(reason: string): AppError {
    const context = { queue: this.name };
    return new AppError('DEVICE_OFFLINE', reason, { remedy: 'call-attendant', context });
  }
}
