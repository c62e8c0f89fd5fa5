import { deviceSequence } from './device-errors.ts';

/** One command at a time: a second one is refused, not queued. */
export class Turn {
  readonly #device: string;
  #running: string | null = null;

  constructor(device: string) {
    this.#device = device;
  }

  get running(): string | null {
    return this.#running;
  }

  /** @throws AppError `DEVICE_SEQUENCE` while another command runs. */
  async take<T>(command: string, action: () => Promise<T>): Promise<T> {
    if (this.#running !== null) {
      throw deviceSequence(`${this.#device} is busy with ${this.#running}, ${command} must wait.`);
    }
    this.#running = command;
    try {
      return await action();
    } finally {
      this.#running = null;
    }
  }
}
