import type { Clock } from '../../app/foundation/clock.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import { minutes, seconds } from '../../app/foundation/units.ts';

/** Silence while writing that is worth a warning, and that ends the burn; and silence while the disc is being closed. */
const WRITING_WARNING = seconds(60);
const WRITING_LIMIT = seconds(180);
const CLOSING_LIMIT = minutes(15);
const LOOK_EVERY = seconds(5);

/** Watches that a burn goes on: calls `onStalled` once when the recorder has been silent for too long. */
export class BurnWatch {
  readonly #clock: Clock;
  #lastSign: number;
  #closing = false;
  #warned = false;
  #stop: () => void = () => {};

  constructor(clock: Clock, logger: Logger, onStalled: () => void) {
    this.#clock = clock;
    this.#lastSign = clock.monotonic();
    const look = () => {
      const silence = clock.monotonic() - this.#lastSign;
      if (silence >= (this.#closing ? CLOSING_LIMIT : WRITING_LIMIT)) {
        onStalled();
        return;
      }
      if (!this.#closing && !this.#warned && silence >= WRITING_WARNING) {
        this.#warned = true;
        logger.warn({ silence }, 'The recorder has made no progress for a minute.');
      }
      this.#stop = clock.after(LOOK_EVERY, look);
    };
    this.#stop = clock.after(LOOK_EVERY, look);
  }

  /** The recorder gave a sign of life. */
  alive(closing: boolean): void {
    this.#lastSign = this.#clock.monotonic();
    this.#closing = closing;
    this.#warned = false;
  }

  end(): void {
    this.#stop();
  }
}
