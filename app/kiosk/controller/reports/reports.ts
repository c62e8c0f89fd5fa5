import { listLastShifts, closeShift } from '../../../../db/kiosk/shift-store.ts';
import { ReportReader, type Stretch } from '../../../../db/kiosk/report-reader.ts';
import { StaffStore } from '../../../../db/kiosk/staff-store.ts';
import type { DocumentPrinter } from '../../../../drivers/document-printer/contract.ts';
import type { ShiftPage } from '../../../../templates/shift-report/render-shift-report.ts';
import type {
  Audit,
  DriveWear,
  PanelEvent,
  ShiftReport,
} from '../../../contracts/panel-reports.ts';
import type { Actor } from '../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { nameInBooks } from '../maintenance/name-in-books.ts';
import type { ActHandlers } from '../maintenance/panel-part.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { ActRunner } from '../workflow/act-runner.ts';
import type { Lock } from '../workflow/lock.ts';
import { auditRecords } from './audit.ts';
import { driveWear } from './drive-wear.ts';
import { type ReportedKiosk, shiftReport } from './shift-report.ts';
import { toldEvent } from './told-event.ts';

/** So many events are one page. */
const PAGE = 100;

export interface ReportsParts {
  readonly records: KioskRecords;
  /** The file of the records: an audit reads it beside the program's own connection. */
  readonly databasePath: string;
  readonly kiosk: ReportedKiosk;
  readonly drives: number;
  readonly printer: DocumentPrinter;
  readonly printerLock: Pick<Lock, 'hold'>;
  readonly acts: Pick<ActRunner, 'untilMayBegin' | 'signal'>;
  readonly render: (page: ShiftPage) => Promise<Uint8Array>;
  readonly clock: Clock;
}

/** What the books tell those who look after the machine. */
export class Reports {
  readonly #parts: ReportsParts;

  constructor(parts: ReportsParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<'close-shift' | 'print-shift'> = {
    'close-shift': (_, actor) => this.#closeShift(actor),
    'print-shift': () => this.#printShift(),
  };

  /** Since the last shift was closed until now, where nothing else is asked for. */
  shift(asked: Partial<Stretch> = {}): ShiftReport {
    const { kiosk, records } = this.#parts;
    const running = this.#running();
    const stretch = { from: asked.from ?? running.from, to: asked.to ?? running.to };
    return this.#named(shiftReport(records.db, kiosk, stretch));
  }

  wear(): DriveWear[] {
    const { clock, drives, records } = this.#parts;
    return driveWear(records.db, drives, clock.now());
  }

  /** Newest first, with who did what. */
  events(
    code: string | null,
    before: number = Number.MAX_SAFE_INTEGER,
  ): { events: PanelEvent[]; before: number | null } {
    const found = this.#parts.records.events.list(code, before, PAGE + 1);
    const people = new StaffStore(this.#parts.records.db);
    const events = found
      .slice(0, PAGE)
      .map((event) => toldEvent(event, (staffId) => people.nameOf(staffId)));
    const last = events.at(-1);
    return { events, before: found.length > PAGE && last !== undefined ? last.number : null };
  }

  /** @throws AppError as `auditRecords`. */
  audit(): Promise<Audit> {
    const { acts, clock, databasePath } = this.#parts;
    return auditRecords(databasePath, { at: timestamp(clock), signal: acts.signal });
  }

  #closeShift(actor: Actor): void {
    const { clock, records } = this.#parts;
    records.atOnce(() => {
      const head = records.ledger.head();
      closeShift(records.db, timestamp(clock), nameInBooks(actor), head);
      records.counters.reset();
    });
  }

  /**
   * Prints the shift that runs; right after one was closed, before anything has moved, that one. Between two events, and the sheet
   * is an entry of the ledger.
   *
   * @throws AppError what the printer says.
   */
  async #printShift(): Promise<void> {
    const { acts, clock, kiosk, printer, printerLock, records, render } = this.#parts;
    const { number, ...stretch } = this.#toPrint();
    const report = this.#named(shiftReport(records.db, kiosk, stretch));
    const head = records.ledger.head();
    const pdf = await render({ report, number, ledger: head, printedAt: timestamp(clock) });
    await printerLock.hold(async () => {
      await acts.untilMayBegin('print.started');
      records.events.add('shift.printing', null, { number }, timestamp(clock));
      const jobName = `shift ${number}`;
      const { jobId } = await printer.print({ pdf, jobName }, { signal: acts.signal });
      const at = timestamp(clock);
      records.atOnce(() => {
        const way = { item: 'sheet', from: 'paper', to: 'printed' } as const;
        records.ledger.record({ ...way, at, reason: 'shift report' });
        records.events.add('shift.printed', null, { number, jobId }, at);
      });
    });
  }

  /** The books have identifiers; whoever reads a report knows names. */
  #named(report: ShiftReport): ShiftReport {
    const people = new StaffStore(this.#parts.records.db);
    const corrections = report.corrections.map((one) => ({
      ...one,
      by: people.nameOf(one.by) ?? one.by,
    }));
    return { ...report, corrections };
  }

  #running(): Stretch & { readonly number: number } {
    const { clock, records } = this.#parts;
    const to = timestamp(clock);
    const [last] = listLastShifts(records.db, 1);
    const from = last?.closedAt ?? new ReportReader(records.db).firstMovement() ?? to;
    return { number: (last?.number ?? 0) + 1, from, to };
  }

  #toPrint(): Stretch & { readonly number: number } {
    const { records } = this.#parts;
    const reader = new ReportReader(records.db);
    const [last, before] = listLastShifts(records.db, 2);
    if (last === undefined || reader.hasMovedSince(last.entry)) return this.#running();
    const from = before?.closedAt ?? reader.firstMovement() ?? last.closedAt;
    return { number: last.number, from, to: last.closedAt };
  }
}
