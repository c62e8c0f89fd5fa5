import { isDeepStrictEqual } from 'node:util';
import type { DeviceStatus } from './device.ts';

/** The status of a device: one object, announced when it changes. */
export class StatusCell<Status extends DeviceStatus> {
  #current: Status;
  readonly #listeners = new Set<(status: Status) => void>();

  constructor(initial: Status) {
    this.#current = initial;
  }

  get current(): Status {
    return this.#current;
  }

  /** Changes some fields; listeners hear of it only if anything is different. */
  update(change: Partial<Status>): Status {
    const next = { ...this.#current, ...change };
    if (!isDeepStrictEqual(next, this.#current)) {
      this.#current = next;
      for (const listener of this.#listeners) listener(next);
    }
    return this.#current;
  }

  listen(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
