interface Waiter {
  readonly block: number;
  /** Of the monotonic clock. */
  readonly since: number;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Readers that wait for blocks. */
export class Waiters {
  readonly #waiters = new Set<Waiter>();

  /** Since when somebody waits, of the monotonic clock; null: nobody does. */
  get since(): number | null {
    let since: number | null = null;
    for (const waiter of this.#waiters) since = Math.min(since ?? waiter.since, waiter.since);
    return since;
  }

  /**
   * Resolves when the block is there.
   *
   * @param onLeft somebody waits no longer, because the signal aborted.
   * @throws what {@link rejectAll} is given; the signal's reason.
   */
  add(block: number, since: number, signal: AbortSignal, onLeft: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const leave = () => {
        this.#waiters.delete(waiter);
        signal.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        block,
        since,
        resolve: () => {
          leave();
          resolve();
        },
        reject: (reason) => {
          leave();
          reject(reason);
        },
      };
      const onAbort = () => {
        waiter.reject(signal.reason);
        onLeft();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  resolveWhere(isThere: (block: number) => boolean): void {
    for (const waiter of this.#waiters) if (isThere(waiter.block)) waiter.resolve();
  }

  rejectAll(reason: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(reason);
  }
}
