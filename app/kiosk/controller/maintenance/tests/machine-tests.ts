import type { MachineTest } from '../../../../contracts/panel-view.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { timestamp } from '../../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../../foundation/errors.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import type { MachineWatch } from '../../machine/machine-watch.ts';
import { nameInBooks } from '../name-in-books.ts';
import type { ActHandlers } from '../panel-part.ts';
import { testBurn, type TestBurnParts } from './test-burn.ts';
import { keepForTest, testDispense, type TestDispenseParts } from './test-dispense.ts';
import { testPrint, type TestPrintParts } from './test-print.ts';

export interface MachineTestsParts extends TestBurnParts, TestPrintParts, TestDispenseParts {
  readonly watch: Pick<MachineWatch, 'facts'>;
  /** Customers are kept out: no order waits for a drive. */
  readonly isMaintenanceEntered: () => boolean;
  /** Told when a test says more, or has ended. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

type Acts = 'test-burn' | 'test-print' | 'test-dispense';

/**
 * Tries the machine with discs, sheets and slots that are nobody's: between two records as everything that moves, belonging to a
 * test and to no order. One at a time.
 *
 * Throws `TEST_RUNNING`, `TEST_NOT_NOW`, `JOB_OPEN`, `DRIVE_NOT_FREE`, `SLOT_NOT_FREE`. What a test finds stands in its record.
 */
export class MachineTests {
  readonly #parts: MachineTestsParts;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: MachineTestsParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<Acts> = {
    'test-burn': ({ drive }, actor) => this.#burn(drive, actor),
    'test-print': (_, actor) => {
      this.#admit();
      const { freeSheets } = this.#parts.watch.facts();
      if (freeSheets !== null && freeSheets < 1) throw notNow('No sheet is free for it.');
      this.#begin({ test: 'print', drive: null, slot: null }, actor, async (test) => {
        await testPrint(this.#parts, test);
        return 'printed';
      });
    },
    'test-dispense': ({ slot }, actor) => {
      this.#admit();
      this.#parts.records.atOnce(() => {
        keepForTest(this.#parts, slot);
        this.#begin({ test: 'dispense', drive: null, slot }, actor, async (test, tell) => {
          await testDispense(this.#parts, test, slot, tell);
          return 'opened and shut';
        });
      });
    },
  };

  /** The last of each test, newest first. */
  readonly view = (): MachineTest[] =>
    this.#parts.records.tests
      .listLatest()
      .map(({ beganAt, detail, drive, outcome, slot, test }) => ({
        beganAt,
        detail,
        drive,
        outcome,
        slot,
        test,
      }));

  /** Resolves when no test runs any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** A customer's order comes first: it gets the drive and the blank that it waits for. */
  #burn(drive: number, actor: Actor): void {
    const { isMaintenanceEntered, pool, records, watch } = this.#parts;
    this.#admit();
    const { freeBlanks, robotWorks } = watch.facts();
    if (!robotWorks) throw notNow('The robot does not work, or a bin is full.');
    if (freeBlanks !== null && freeBlanks < 1) throw notNow('No blank is free for it.');
    const isAwaited = records.orders.listIn(['queued']).length > 0;
    if (isAwaited && !isMaintenanceEntered()) throw notNow('An order waits for a drive.');
    if (!pool.leaseForTest(drive)) {
      throw new AppError('DRIVE_NOT_FREE', 'That drive is at work, or does not answer.', {
        remedy: 'reject-input',
        context: { drive },
      });
    }
    try {
      this.#begin({ test: 'burn', drive, slot: null }, actor, async (test, tell) => {
        try {
          await testBurn(this.#parts, test, drive, tell);
          return 'written, read back, rejected';
        } finally {
          pool.release(drive);
        }
      });
    } catch (error) {
      pool.release(drive);
      throw error;
    }
  }

  #admit(): void {
    const { acts, records } = this.#parts;
    if (records.tests.listOpen().length > 0) {
      throw new AppError('TEST_RUNNING', 'Another test still runs.', { remedy: 'retry' });
    }
    if (records.jobs.findOpen() !== null) {
      throw new AppError(
        'JOB_OPEN',
        'A guided job is under way: somebody has their hands inside.',
        {
          remedy: 'reject-input',
        },
      );
    }
    if (!acts.mayBegin('present.started')) throw notNow('The machine must not move now.');
  }

  /** @param work returns what the test found; it is begun when its record is committed. */
  #begin(
    what: Pick<MachineTest, 'test' | 'drive' | 'slot'>,
    actor: Actor,
    work: (test: number, tell: (detail: string) => void) => Promise<string>,
  ): void {
    const { clock, records } = this.#parts;
    records.atOnce(() => {
      const detail = 'begun';
      const test = records.tests.begin({ ...what, detail }, nameInBooks(actor), timestamp(clock));
      records.afterCommit(() => {
        this.#running = this.#run(test, work);
      });
    });
  }

  /** What is cut off by the end of the program stays open, and the next start finds it. */
  async #run(
    test: number,
    work: (test: number, tell: (detail: string) => void) => Promise<string>,
  ): Promise<void> {
    const { acts, clock, logger, onChange, records } = this.#parts;
    const tell = (detail: string) => {
      if (records.db.open) records.tests.note(test, detail);
      onChange();
    };
    try {
      const found = await work(test, tell).then(
        (detail) => ({ outcome: 'passed', detail }) as const,
        (error: unknown) => ({ outcome: 'failed', detail: sentenceOf(error) }) as const,
      );
      if (acts.signal.aborted || !records.db.open) return;
      records.tests.end(test, found.outcome, found.detail, timestamp(clock));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ test, reason }, 'The end of a test was not recorded.');
    }
    onChange();
  }
}

function sentenceOf(error: unknown): string {
  return isAppError(error) ? `${error.code}: ${error.message}` : 'The program failed at it.';
}

function notNow(sentence: string): AppError {
  return new AppError('TEST_NOT_NOW', sentence, { remedy: 'reject-input' });
}
