import type { DeviceStatus, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { IdReader, IdReaderCapabilities, Reading } from './contract.ts';
import { parseScan } from './aim-symbology.ts';
import { codeCollector } from './line-collector.ts';
import { masked } from './masked.ts';

export interface SerialReaderOptions extends DriverServices {
  readonly line: SerialLine;
  readonly model: string;
}

/**
 * Opens a scanner that sends each code as a line. Kinds are told apart by AIM symbology identifiers, where it is set to send
 * them; otherwise all are `barcode`.
 */
export function openSerialReader(options: SerialReaderOptions): IdReader {
  return new SerialReader(options);
}

class SerialReader implements IdReader {
  readonly capabilities: IdReaderCapabilities;
  readonly #options: SerialReaderOptions;
  readonly #status = new StatusCell<DeviceStatus>({ health: 'online', reason: '' });
  readonly #listeners = new Set<(reading: Reading) => void>();

  constructor(options: SerialReaderOptions) {
    this.#options = options;
    this.capabilities = { model: options.model, accepts: ['barcode', 'qr'] };
    options.line.onData(
      codeCollector(
        (code) => this.#take(code),
        (length) => this.#told(length, 'noise'),
      ),
    );
    options.line.onLost(() => {
      this.#status.update({ health: 'noDevice', reason: 'The reader has been unplugged.' });
    });
  }

  get status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.listen(listener);
  }

  onReading(listener: (reading: Reading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#options.line.close();
    this.#status.update({ health: 'offline', reason: 'The reader is not in use.' });
  }

  #take(code: string): void {
    const reading = parseScan(code);
    const { length } = reading.value;
    this.#told(code.length, `${reading.kind}, ${length} characters`);
    if (length === 0) return;
    this.#options.logger.debug({ length, listeners: this.#listeners.size }, 'A code was read.');
    for (const listener of this.#listeners) listener(reading);
  }

  #told(length: number, meaning: string): void {
    this.#options.tap?.({ direction: 'received', bytes: masked(length), meaning });
  }
}
