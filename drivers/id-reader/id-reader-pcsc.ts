import { isAppError } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { DeviceStatus, DriverServices } from '../contract/device.ts';
import { StatusCell } from '../contract/status-cell.ts';
import { openLocalSocket } from '../transports/local-socket.ts';
import type { IdReader, IdReaderCapabilities, Reading } from './contract.ts';
import { PcscClient } from './pcsc-client.ts';
import {
  decodeUid,
  pcscResult,
  PROTOCOL_T0,
  PROTOCOL_T1,
  resultName,
  statusWord,
  type PcscReaderState,
} from './pcsc-codec.ts';

export interface PcscReaderOptions extends DriverServices {
  /** Where pcscd listens: `/run/pcscd/pcscd.comm`. */
  readonly socketPath: string;
  /** How the name of the reader begins, as pcscd calls it; left out for the first that it has. */
  readonly readerName?: string | undefined;
}

const CONNECT_LIMIT = seconds(5);
/** While no card comes, pcscd is asked so often whether it is still there. */
const STILL_THERE = seconds(30);

/**
 * Opens a reader of contactless cards behind pcscd. A card that lies on it already is not read.
 *
 * @throws AppError `DEVICE_OFFLINE` if pcscd does not run or has no such reader, `DEVICE_TIMEOUT`, `DEVICE_PROTOCOL`
 */
export async function openPcscReader(options: PcscReaderOptions): Promise<IdReader> {
  const { clock, socketPath } = options;
  const line = await openLocalSocket(socketPath, { clock, limit: CONNECT_LIMIT });
  const client = new PcscClient(line, clock, options.tap);
  try {
    await client.agree();
    const context = await client.establish();
    const first = chosen(await client.wait(), options.readerName);
    if (first === null) throw deviceOffline(missing(options.readerName));
    await client.stopWaiting();
    return new PcscReader(options, client, context, first);
  } catch (error) {
    await line.close();
    throw error;
  }
}

class PcscReader implements IdReader {
  readonly capabilities: IdReaderCapabilities;
  readonly #options: PcscReaderOptions;
  readonly #client: PcscClient;
  readonly #context: number;
  readonly #status = new StatusCell<DeviceStatus>({ health: 'online', reason: '' });
  readonly #listeners = new Set<(reading: Reading) => void>();
  /** Cards that have come and gone, as pcscd counts them, when one was last read. */
  #seen: number;
  #isClosed = false;

  constructor(
    options: PcscReaderOptions,
    client: PcscClient,
    context: number,
    first: PcscReaderState,
  ) {
    this.capabilities = { model: first.name, accepts: ['nfc'] };
    this.#options = options;
    this.#client = client;
    this.#context = context;
    this.#seen = first.eventCounter;
    void this.#watch();
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
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listeners.clear();
    this.#status.update({ health: 'offline', reason: 'The reader is not in use.' });
    await this.#client.close(this.#context);
  }

  async #watch(): Promise<void> {
    try {
      for (;;) await this.#look();
    } catch (error) {
      if (this.#isClosed) return;
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#options.logger.debug({ code }, 'The card reader is lost.');
      const reason = isAppError(error) ? error.message : 'The card reader is lost.';
      this.#status.update({ health: 'noDevice', reason });
      await this.#client.close(this.#context);
    }
  }

  /** Sees how the reader is, reads a card that is new, and waits for the next change. */
  async #look(): Promise<void> {
    const state = chosen(await this.#client.wait(), this.capabilities.model);
    if (state === null) throw deviceOffline(missing(this.capabilities.model));
    const isNew = state.isCardPresent && state.eventCounter !== this.#seen;
    if (!isNew && (await this.#client.isChanged(STILL_THERE))) return;
    await this.#client.stopWaiting();
    if (!isNew) return;
    this.#seen = state.eventCounter;
    await this.#read(state.name);
  }

  async #read(reader: string): Promise<void> {
    const { logger } = this.#options;
    const connected = await this.#client.connect(this.#context, reader);
    if (connected.rv !== pcscResult.success) {
      logger.info({ result: resultName(connected.rv) }, 'A card could not be woken.');
      return;
    }
    const protocol = connected.activeProtocol === PROTOCOL_T0 ? PROTOCOL_T0 : PROTOCOL_T1;
    const { answer, rv } = await this.#client.askUid(connected.card, protocol);
    const value = answer === null ? null : decodeUid(answer);
    if (value === null) {
      const status = answer === null ? null : statusWord(answer);
      logger.info({ result: resultName(rv), status }, 'A card told no number.');
    } else {
      logger.debug({ length: value.length, listeners: this.#listeners.size }, 'A card was read.');
      for (const listener of this.#listeners) listener({ kind: 'nfc', value });
    }
    await this.#client.disconnect(connected.card);
  }
}

/** pcscd adds numbers to names that change with the socket: a name is meant by its beginning. */
function chosen(
  readers: readonly PcscReaderState[],
  name: string | undefined,
): PcscReaderState | null {
  return readers.find((reader) => name === undefined || reader.name.startsWith(name)) ?? null;
}

function missing(name: string | undefined): string {
  return name === undefined ? 'A card reader' : `The card reader ${name}`;
}
