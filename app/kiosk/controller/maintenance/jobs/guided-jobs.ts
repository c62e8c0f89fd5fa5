import {
  type DriveSwap,
  driveSwapName,
  ReportReader,
} from '../../../../../db/kiosk/report-reader.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import { repairJobs } from '../../../../contracts/panel-acts.ts';
import type { OpenJob } from '../../../../contracts/panel-view.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError, isAppError, unreachable } from '../../../../foundation/errors.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import {
  advanceGuidedJob,
  beginGuidedJob,
  needsDrive,
  stepsOf,
  unitOf,
  type GuidedJobAdvance,
  type GuidedJobEvent,
  type GuidedJobState,
} from '../../../../orders/guided-job.ts';
import { unitsOf } from '../../machine/units.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import { nameInBooks } from '../name-in-books.ts';
import type { ActHandlers, ActOf } from '../panel-part.ts';
import { requireRight } from '../require-right.ts';
import type { Exchange, StorageUnits } from '../storage/storage-units.ts';

export interface GuidedJobsParts {
  readonly machine: Pick<Machine, 'drives' | 'robot'>;
  readonly records: KioskRecords;
  readonly units: StorageUnits;
  /** Customers are kept out, and nothing runs any more. */
  readonly isMaintenanceEntered: () => boolean;
  readonly isDoorOpen: () => boolean;
  /** Tries the part that the job was about. Throws what is wrong with it. */
  readonly selfTest: (state: GuidedJobState) => Promise<void>;
  /** Told when a job changed by itself. */
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

type Acts = 'begin-job' | 'go-on' | 'leave-job';

/**
 * Leads a person through what hands have to do in the machine: one job at a time, step by step, kept over a restart. The unit
 * that is changed is out of use until it was counted.
 *
 * Throws `JOB_OPEN`, `JOB_UNKNOWN`, `JOB_DRIVE_MISSING`, `JOB_NOT_NOW`, `JOB_TEST_RUNNING`, `TEST_RUNNING`,
 * `MAINTENANCE_NOT_ENTERED`, `DOOR_OPEN`, `STAFF_RIGHT_MISSING`, and what `StorageUnits` says of a count.
 */
export class GuidedJobs {
  readonly #parts: GuidedJobsParts;
  #testing: Promise<void> = Promise.resolve();

  constructor(parts: GuidedJobsParts) {
    this.#parts = parts;
    const open = parts.records.jobs.findOpen();
    if (open === null) return;
    const { state } = advanceGuidedJob(open.state, { is: 'restarted' });
    parts.records.jobs.update(open.number, state);
  }

  readonly handlers: ActHandlers<Acts> = {
    'begin-job': (act, actor) => this.#begin(act, actor),
    'go-on': ({ count, number, step: seen }, actor) => {
      const { isDoorOpen, isMaintenanceEntered } = this.#parts;
      const { job, step, test } = this.#openAt(number);
      if (repairJobs.includes(job)) requireRight(actor, 'repair');
      if (seen !== step) throw refused(test === 'running' ? 'JOB_TEST_RUNNING' : 'JOB_NOT_NOW');
      if (step !== 'done' && !isMaintenanceEntered()) throw notEntered();
      if (step === 'close-door' && isDoorOpen()) throw doorOpen();
      this.#happen(number, { is: 'wentOn', count }, actor);
    },
    'leave-job': ({ number }, actor) => {
      this.#openAt(number);
      this.#happen(number, { is: 'left' }, actor);
    },
  };

  /** The job that is under way; null where none is. */
  readonly view = (): OpenJob | null => {
    const { records, units } = this.#parts;
    const open = records.jobs.findOpen();
    if (open === null) return null;
    const { begunAt, begunBy, number, state } = open;
    const { drive, failure, job, step, test } = state;
    const unit = unitOf(job);
    return {
      number,
      job,
      drive,
      step,
      steps: [...stepsOf(job)],
      counts: step === 'count' && unit !== null ? { unit, books: units.byBooks(unit) } : null,
      test,
      failure,
      begunAt,
      by: begunBy,
    };
  };

  /** Resolves when no self-test runs any more. */
  async settled(): Promise<void> {
    await this.#testing;
  }

  #begin({ drive, job }: ActOf<'begin-job'>, actor: Actor): void {
    const { clock, isMaintenanceEntered, machine, records } = this.#parts;
    if (records.jobs.findOpen() !== null) {
      throw new AppError('JOB_OPEN', 'Another job is under way.', { remedy: 'reject-input' });
    }
    if (!isMaintenanceEntered()) throw notEntered();
    if (records.tests.listOpen().length > 0) {
      throw new AppError('TEST_RUNNING', 'A test still runs: keep your hands out.', {
        remedy: 'retry',
      });
    }
    const unit = unitOf(job);
    const isThere = unit === null || unitsOf(machine).includes(unit);
    const isDriveNamed = drive !== null && drive <= machine.drives.length;
    if (!isThere || needsDrive(job) !== isDriveNamed) {
      throw new AppError('JOB_DRIVE_MISSING', 'This machine has no such part.', {
        remedy: 'reject-input',
        context: { job, drive },
      });
    }
    const advance = beginGuidedJob(job, drive);
    const at = timestamp(clock);
    records.atOnce(() => {
      const number = records.jobs.begin(advance.state, actor.name, at);
      this.#perform(number, advance, actor);
    });
  }

  #openAt(number: number): GuidedJobState {
    const open = this.#parts.records.jobs.findOpen();
    if (open?.number === number) return open.state;
    throw new AppError('JOB_UNKNOWN', 'That job is over.', { remedy: 'reject-input' });
  }

  #happen(number: number, event: GuidedJobEvent, actor: Actor): void {
    const { records } = this.#parts;
    const advance = advanceGuidedJob(this.#openAt(number), event);
    if (advance.refusal !== null) throw refused(advance.refusal);
    records.atOnce(() => {
      records.jobs.update(number, advance.state);
      this.#perform(number, advance, actor);
    });
  }

  /** In the transaction that changes the job; a self-test begins when that is committed. */
  #perform(number: number, { effects, state }: GuidedJobAdvance, actor: Actor): void {
    const { clock, records, units } = this.#parts;
    for (const effect of effects) {
      switch (effect.does) {
        case 'startExchange':
          units.startExchange(effect.unit);
          break;
        case 'endExchange': {
          const exchange = exchangeOf(state.job);
          units.confirm(effect.unit, effect.count, { exchange, actor, reason: state.job });
          break;
        }
        case 'selfTest':
          records.afterCommit(() => {
            this.#testing = this.#test(number, state, actor);
          });
          break;
        case 'end':
          if (state.job === 'swap-drive' && effect.outcome === 'done') this.#noteSwap(state);
          records.jobs.end(number, effect.outcome, timestamp(clock));
          records.events.add(
            `job.${effect.outcome}`,
            null,
            { job: state.job, step: state.step, by: nameInBooks(actor) },
            timestamp(clock),
          );
          break;
        default:
          unreachable(effect);
      }
    }
  }

  /** What was counted of the drive that stood there is not true of this one: wear starts anew. */
  #noteSwap({ drive }: GuidedJobState): void {
    if (drive === null) return;
    const { clock, records } = this.#parts;
    const at = timestamp(clock);
    const day = at.slice(0, 10);
    const reader = new ReportReader(records.db);
    const today = reader.driveDays(drive, day).find((known) => known.day === day);
    const { bad = 0, good = 0, milliseconds = 0, sectors = 0 } = today ?? {};
    const swap: DriveSwap = {
      day,
      good: reader.driveCount(drive, 'good'),
      bad: reader.driveCount(drive, 'bad'),
      onDay: { good, bad, milliseconds, sectors },
    };
    records.settings.put(driveSwapName(drive), swap);
    records.events.add('drive.swapped', null, { drive }, at);
  }

  /** Never rejects: what cannot be recorded is written to the log, and the next start finds the test cut off. */
  async #test(number: number, state: GuidedJobState, actor: Actor): Promise<void> {
    const { logger, onChange, records, selfTest } = this.#parts;
    const failure = await selfTest(state).then(
      () => null,
      (error: unknown) => failureOf(error),
    );
    try {
      if (!records.db.open) return;
      this.#happen(number, failure ? { is: 'testFailed', failure } : { is: 'testPassed' }, actor);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ job: state.job, reason }, 'The end of a self-test was not recorded.');
    }
    onChange();
  }
}

function exchangeOf(job: GuidedJobState['job']): Exchange {
  switch (job) {
    case 'load-blanks':
    case 'load-paper':
      return 'loaded';
    case 'empty-reject':
    case 'empty-retain':
      return 'emptied';
    default:
      return 'recount';
  }
}

function failureOf(error: unknown): NonNullable<GuidedJobState['failure']> {
  if (isAppError(error)) return { code: error.code, message: error.message };
  return { code: 'PROGRAM_FAILED', message: 'The program failed at it.' };
}

function refused(code: 'JOB_NOT_NOW' | 'JOB_TEST_RUNNING'): AppError {
  const message =
    code === 'JOB_TEST_RUNNING' ? 'The self-test still runs.' : 'That is not the step now.';
  return new AppError(code, message, { remedy: 'reject-input' });
}

function notEntered(): AppError {
  return new AppError('MAINTENANCE_NOT_ENTERED', 'Customers must be kept out first.', {
    remedy: 'reject-input',
  });
}

function doorOpen(): AppError {
  return new AppError('DOOR_OPEN', 'The door still stands open.', { remedy: 'call-attendant' });
}
