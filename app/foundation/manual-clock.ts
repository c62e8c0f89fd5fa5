import type { Clock } from './clock.ts';
import type { Milliseconds } from './units.ts';

interface Timer {
  readonly due: number;
  readonly action: () => void;
}

/** A clock that moves only when told to. Timers run in the order in which they fall due. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #offset: number;
  readonly #timers = new Set<Timer>();

  constructor(start: string = '2026-01-01T12:00:00.000Z') {
    this.#offset = Date.parse(start);
  }

  now(): number {
    return Math.floor(this.#offset + this.#elapsed);
  }

  monotonic(): number {
    return this.#elapsed;
  }

  after(delay: Milliseconds, action: () => void): () => void {
    const timer = { due: this.#elapsed + delay, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets `span` pass, running what falls due in it, timers set meanwhile included. */
  advance(span: Milliseconds): void {
    const end = this.#elapsed + span;
    for (let next = this.#nextUntil(end); next !== null; next = this.#nextUntil(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.action();
    }
    this.#elapsed = end;
  }

  /** Lets time pass until the next timer falls due, and runs it. False, and nothing has passed, where none waits. */
  advanceToNext(): boolean {
    const next = this.#nextUntil(Infinity);
    if (next === null) return false;
    this.#timers.delete(next);
    this.#elapsed = Math.max(this.#elapsed, next.due);
    next.action();
    return true;
  }

  /** Steps the wall clock, as an operator or NTP may, without letting time pass. */
  step(span: Milliseconds): void {
    this.#offset += span;
  }

  #nextUntil(end: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.due <= end && (first === null || timer.due < first.due)) first = timer;
    }
    return first;
  }
}
