import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import { hasFault, takeFault, type FaultName } from '../world/faults.ts';
import type { World } from '../world/world.ts';

export interface SimulatedPrintBodyOptions {
  readonly world: World;
  /** 1, the jacket printer, unless given; 2 is the label printer of the robot. */
  readonly unit?: 1 | 2;
  /** How fast it prints: 1 as in life; null for at once. */
  readonly rate: number | null;
  readonly clock: Clock;
}

/** Words of RFC 8011 §5.3.7: `held` is pending-held, `stopped` processing-stopped. */
export type SimulatedJobState =
  'pending' | 'held' | 'processing' | 'stopped' | 'canceled' | 'aborted' | 'completed';

export interface SimulatedJob {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  state: SimulatedJobState;
}

/** Seconds for one sheet, at real speed. */
const SHEET_SECONDS = 8;
const LOW_SHEETS = 10;
/** Percent of toner where nothing is said of it, and where it is called low. */
const FULL_LEVEL = 80;
const SPARE_LEVEL = 4;
export const LOW_LEVEL = 5;

/**
 * What a printer of one world does, in whatever language it is asked: one job after the other, a sheet of the world for
 * each, one PDF a job in `printed/` (`labels/` for the label printer). A job that finds no paper waits for it, as in life:
 * it prints later, unless it is canceled.
 */
export class SimulatedPrintBody {
  readonly #options: SimulatedPrintBodyOptions;
  readonly #unit: 1 | 2;
  readonly #folder: string;
  readonly #jobs = new Map<number, { readonly job: SimulatedJob; readonly pdf: Uint8Array }>();
  readonly #unsubscribe: () => void;
  #cancelSheet: (() => void) | null = null;
  #isWorking = false;

  constructor(options: SimulatedPrintBodyOptions) {
    const { unit = 1, world } = options;
    this.#options = options;
    this.#unit = unit;
    this.#folder = join(world.folder, unit === 1 ? 'printed' : 'labels');
    mkdirSync(this.#folder, { recursive: true });
    this.#unsubscribe = world.onChange(() => this.#work());
  }

  get jobs(): readonly SimulatedJob[] {
    return [...this.#jobs.values()].map(({ job }) => job);
  }

  get isAccepting(): boolean {
    return !hasFault(this.#options.world, 'printer.closed', this.#unit);
  }

  get isStopped(): boolean {
    return this.#state.condition !== 'ready' || this.jobs.some(({ state }) => state === 'stopped');
  }

  get isBusy(): boolean {
    return this.jobs.some(({ state }) => state === 'processing');
  }

  /** Percent of toner left. */
  get tonerLevel(): number {
    if (this.#state.condition === 'toner-out') return 0;
    return hasFault(this.#options.world, 'printer.toner-low', this.#unit)
      ? SPARE_LEVEL
      : FULL_LEVEL;
  }

  /** As printers say it, with severities. */
  get reasons(): string[] {
    const { condition, sheets } = this.#state;
    const reasons: string[] = [];
    if (condition === 'jammed') reasons.push('media-jam-error');
    if (condition === 'toner-out') reasons.push('toner-empty-error');
    if (condition === 'stopped') reasons.push('paused');
    if (sheets === 0) reasons.push('media-empty-error');
    else if (sheets < LOW_SHEETS) reasons.push('media-low-warning');
    return reasons;
  }

  /** @returns null where the document is refused. */
  submit(pdf: Uint8Array, name: string, user: string): SimulatedJob | null {
    const isPdf = Buffer.from(pdf.subarray(0, 5)).toString('latin1') === '%PDF-';
    if (this.#happens('printer.rejected') || !isPdf) return null;
    const { world } = this.#options;
    const id = this.#state.jobs + 1;
    const state = this.#happens('printer.held') ? 'held' : 'pending';
    const job: SimulatedJob = { id, name, user, state };
    this.#jobs.set(id, { job, pdf });
    world.change((draft) => {
      draft[this.#key].jobs = id;
    });
    return job;
  }

  /** @returns whether the job had not ended yet. */
  cancel(id: number): boolean {
    const job = this.#jobs.get(id)?.job;
    if (job === undefined || isOver(job)) return false;
    if (job.state === 'processing') {
      this.#cancelSheet?.();
      this.#cancelSheet = null;
    }
    job.state = 'canceled';
    this.#work();
    return true;
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelSheet?.();
    this.#cancelSheet = null;
  }

  get #key(): 'printer' | 'labelPrinter' {
    return this.#unit === 1 ? 'printer' : 'labelPrinter';
  }

  get #state() {
    return this.#options.world.state[this.#key];
  }

  #happens(fault: FaultName): boolean {
    return takeFault(this.#options.world, fault, this.#unit) !== null;
  }

  /** Looks for something to print; called at whatever changes in the world, also from within itself. */
  #work(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      for (let next = this.#next(); next !== null; next = this.#next()) this.#begin(next);
    } finally {
      this.#isWorking = false;
    }
  }

  /** The oldest job that can be begun now. */
  #next(): number | null {
    const { condition, sheets } = this.#state;
    if (this.#cancelSheet !== null || condition !== 'ready') return null;
    const waiting = this.jobs.find(
      ({ state }) => state === 'pending' || (state === 'stopped' && sheets > 0),
    );
    return waiting?.id ?? null;
  }

  #begin(id: number): void {
    const entry = this.#jobs.get(id);
    if (entry === undefined) return;
    const { clock, rate } = this.#options;
    entry.job.state = 'processing';
    const finish = () => {
      this.#cancelSheet = null;
      this.#print(entry.job, entry.pdf);
      this.#work();
    };
    if (rate === null) finish();
    else this.#cancelSheet = clock.after(seconds(SHEET_SECONDS / rate), finish);
  }

  /** Pulls a sheet and prints on it, or does not. */
  #print(job: SimulatedJob, pdf: Uint8Array): void {
    const { world } = this.#options;
    if (this.#happens('printer.aborted')) {
      job.state = 'aborted';
      return;
    }
    if (this.#happens('printer.jam')) {
      world.change((draft) => {
        draft[this.#key].condition = 'jammed';
        draft[this.#key].sheets = Math.max(0, draft[this.#key].sheets - 1);
      });
    }
    const { condition, sheets } = this.#state;
    if (condition !== 'ready' || sheets === 0) {
      job.state = 'stopped';
      return;
    }
    writeFileSync(join(this.#folder, `job-${String(job.id).padStart(5, '0')}.pdf`), pdf);
    world.change((draft) => {
      draft[this.#key].sheets -= 1;
    });
    job.state = 'completed';
  }
}

export function isOver(job: SimulatedJob): boolean {
  return job.state === 'canceled' || job.state === 'aborted' || job.state === 'completed';
}
