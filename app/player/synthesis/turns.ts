/** Lets one after another in, in the order in which they came. Who is no longer interested is passed over. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** @throws what `action` throws; the signal's reason where it aborts before its turn. */
  async take<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let done = () => {};
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    try {
      await untilAborted(before, signal);
      return await action();
    } finally {
      // Whoever leaves the row early still waits for the one before, so that two are never in at once.
      void before.then(done);
    }
  }
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
