import type { DeviceStatus, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import type { HidSource } from '../transports/hid-source.ts';
import type { IdReader, IdReaderCapabilities, Reading } from './contract.ts';
import { accountNumber, decodeMsrReport, type MsrReport } from './hid-msr-codec.ts';
import { masked } from './masked.ts';

export interface HidReaderOptions extends DriverServices {
  readonly source: HidSource;
  readonly model: string;
}

/** Opens a magnetic stripe reader that reports each swipe as MagTek's do. */
export function openHidReader(options: HidReaderOptions): IdReader {
  return new HidReader(options);
}

class HidReader implements IdReader {
  readonly capabilities: IdReaderCapabilities;
  readonly #options: HidReaderOptions;
  readonly #status = new StatusCell<DeviceStatus>({ health: 'online', reason: '' });
  readonly #listeners = new Set<(reading: Reading) => void>();

  constructor(options: HidReaderOptions) {
    this.#options = options;
    this.capabilities = { model: options.model, accepts: ['magstripe'] };
    options.source.onReport((report) => this.#take(report));
    options.source.onLost(() => {
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
    await this.#options.source.close();
    this.#status.update({ health: 'offline', reason: 'The reader is not in use.' });
  }

  #take(bytes: Uint8Array): void {
    const report = decodeMsrReport(bytes);
    const meaning = report === null ? 'noise' : meaningOf(report);
    this.#options.tap?.({ direction: 'received', bytes: masked(bytes.length), meaning });
    if (report === null) return;
    const value = accountNumber(report);
    const { logger } = this.#options;
    if (value === null) {
      logger.info({ swipe: meaning }, 'A card was swiped and could not be read.');
      return;
    }
    logger.debug({ length: value.length, listeners: this.#listeners.size }, 'A card was read.');
    for (const listener of this.#listeners) listener({ kind: 'magstripe', value });
  }
}

/** `ISO/ABA card: track 1 error, track 2 read, track 3 blank`. */
function meaningOf(report: MsrReport): string {
  const tracks = report.tracks.map((track, index) => `track ${index + 1} ${track.is}`);
  return `${report.encoding} card: ${tracks.join(', ')}`;
}
