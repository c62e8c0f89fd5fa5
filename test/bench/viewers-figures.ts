import { systemClock } from '../../app/foundation/clock.ts';
import { isAppError } from '../../app/foundation/errors.ts';
import { percentile } from './statistics.ts';
import type { ViewersLoad } from './viewers-task.ts';

export interface Answered {
  /** Milliseconds of {@link LoadFigures.now}. */
  readonly asked: number;
  readonly came: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly late: number;
}

/** What all viewers of a load report, taken together. */
export class LoadFigures {
  #isCounting = false;
  #processorBefore = process.cpuUsage();
  #begin = 0;
  readonly #requestMs: number[] = [];
  readonly #blockMs: number[] = [];
  readonly #counts = { blocks: 0, bytes: 0, renewals: 0, late: 0 };
  readonly #whole = { tooEarly: 0, failed: 0, checked: 0 };
  #firstFailure: string | null = null;

  now(): number {
    return systemClock.monotonic();
  }

  /** From here on, what is answered counts. */
  count(): void {
    this.#isCounting = true;
    this.#begin = this.now();
    this.#processorBefore = process.cpuUsage();
  }

  answer({ asked, came, blocks, bytes, late }: Answered): void {
    if (!this.#isCounting) return;
    this.#requestMs.push(came - asked);
    if (blocks === 1) this.#blockMs.push(came - asked);
    this.#counts.blocks += blocks;
    this.#counts.bytes += bytes;
    this.#counts.late += late;
  }

  renewal(): void {
    if (this.#isCounting) this.#counts.renewals += 1;
  }

  check(): void {
    this.#whole.checked += 1;
  }

  tooEarly(): void {
    this.#whole.tooEarly += 1;
  }

  fail(error: unknown): void {
    this.#whole.failed += 1;
    const context = isAppError(error) ? JSON.stringify(error.context) : '';
    this.#firstFailure ??= `${error instanceof Error ? error.message : String(error)} ${context}`;
  }

  /** Ends the count. */
  take(viewers: number): ViewersLoad {
    this.#isCounting = false;
    const { user, system } = process.cpuUsage(this.#processorBefore);
    return {
      viewers,
      seconds: (this.now() - this.#begin) / 1000,
      requests: this.#requestMs.length,
      ...this.#counts,
      ...this.#whole,
      firstFailure: this.#firstFailure,
      requestMs: latency(this.#requestMs),
      blockMs: latency(this.#blockMs),
      processorMs: (user + system) / 1000,
    };
  }
}

/** Zeros where there is none. */
function latency(values: readonly number[]) {
  const [p50 = 0, p99 = 0, highest = 0] =
    values.length === 0 ? [] : [50, 99, 100].map((percent) => percentile(values, percent));
  return { p50, p99, highest };
}
