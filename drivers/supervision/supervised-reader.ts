import type { DeviceStatus } from '../contract/device.ts';
import type { IdReader, IdReaderCapabilities, Reading } from '../id-reader/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A reader that may be absent: who listens goes on listening when it is back. */
export class SupervisedReader
  extends SupervisedDevice<IdReaderCapabilities, DeviceStatus, IdReader>
  implements IdReader
{
  readonly #listeners = new Set<(reading: Reading) => void>();
  #reader: IdReader | null = null;
  #stopReading: () => void = () => {};

  constructor(supervision: Supervision<IdReader>) {
    super(supervision, {
      capabilities: { model: 'not found yet', accepts: [] },
      status: { health: 'starting', reason: 'The reader is looked for.' },
      forget: () => ({}),
    });
  }

  onReading(listener: (reading: Reading) => void): () => void {
    this.#listeners.add(listener);
    this.#listenIfWanted();
    return () => {
      this.#listeners.delete(listener);
      this.#listenIfWanted();
    };
  }

  protected override onOpened(reader: IdReader): void {
    this.#stopReading();
    this.#stopReading = () => {};
    this.#reader = reader;
    this.#listenIfWanted();
  }

  /** The reader's light is on while anybody listens to it: so it is listened to only while somebody wants to know. */
  #listenIfWanted(): void {
    this.#stopReading();
    this.#stopReading = () => {};
    if (this.#listeners.size === 0 || this.#reader === null) return;
    this.#stopReading = this.#reader.onReading((reading) => {
      for (const listener of this.#listeners) listener(reading);
    });
  }
}
