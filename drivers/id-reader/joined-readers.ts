import type { DeviceHealth, DeviceStatus } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import type { IdReader, IdReaderCapabilities, Reading } from './contract.ts';

/** From what serves best to what does not serve. */
const BEST_FIRST: readonly DeviceHealth[] = [
  'online',
  'deviceBusy',
  'starting',
  'userError',
  'hardwareError',
  'potentialFraud',
  'fraudAttempt',
  'powerOff',
  'noDevice',
  'offline',
];

/**
 * Several readers as one: customers may use any of them. Its health is that of the best, and its reason names those that do
 * not serve, though others do.
 */
export function joinReaders(readers: readonly IdReader[]): IdReader {
  return new JoinedReaders(readers);
}

class JoinedReaders implements IdReader {
  readonly #readers: readonly IdReader[];
  readonly #status: StatusCell<DeviceStatus>;
  readonly #stop: (() => void)[];
  #isClosed = false;

  constructor(readers: readonly IdReader[]) {
    this.#readers = readers;
    this.#status = new StatusCell(joined(readers));
    this.#stop = readers.map((reader) =>
      reader.onStatus(() => {
        this.#status.update(joined(readers));
      }),
    );
  }

  /** Asked anew: a reader that comes back may be another model. */
  get capabilities(): IdReaderCapabilities {
    const accepts = this.#readers.flatMap((reader) => reader.capabilities.accepts);
    return {
      model: this.#readers.map((reader) => reader.capabilities.model).join(', '),
      accepts: [...new Set(accepts)],
    };
  }

  get status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  onReading(listener: (reading: Reading) => void): () => void {
    const stops = this.#readers.map((reader) => reader.onReading(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
    this.#status.update({ health: 'offline', reason: 'No reader is in use.' });
    const closed = await Promise.allSettled(this.#readers.map((reader) => reader.close()));
    for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function joined(readers: readonly IdReader[]): DeviceStatus {
  const best = BEST_FIRST.find((health) =>
    readers.some((reader) => reader.status.health === health),
  );
  if (best === undefined) return { health: 'noDevice', reason: 'There is no reader.' };
  const broken = readers.filter(
    ({ status }) => status.health !== 'online' && status.health !== 'deviceBusy',
  );
  const reason = broken.map(
    ({ capabilities, status }) => `${capabilities.model}: ${status.reason}`,
  );
  return { health: best, reason: reason.join(' ') };
}
