import { createHash } from 'node:crypto';
import { DiscChallenges } from '../../../app/bank/viewing/disc-challenge.ts';
import { LicenceShelf } from '../../../app/bank/viewing/licence-shelf.ts';
import type { BurnedImage } from '../../../app/bank/viewing/ports.ts';
import { RecentOrders } from '../../../app/bank/viewing/recent-orders.ts';
import { ViewingBook } from '../../../app/bank/viewing/viewing-book.ts';
import { ViewingKeys } from '../../../app/bank/viewing/viewing-keys.ts';
import type { LicenceTerms } from '../../../app/contracts/licence.ts';
import type { Viewing } from '../../../app/contracts/viewer-api.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import type { DeviceRecord } from '../../../db/bank/devices.ts';
import { IdentificationAttempts } from '../../../db/bank/identification-attempts.ts';
import { RequestNonces } from '../../../db/bank/request-nonces.ts';
import { titleOf } from './fake-titles.ts';
import { benchDevice, benchOrderId, LicenceBench } from './licence-bench.ts';
import { answerTo } from './test-viewer.ts';

/** What the disc of the bench's one order holds: a film between two stretches that are no film. */
export const benchDisc = seededRandomness('disc').bytes(512 * 1024);
const film = [{ offset: 64 * 2048, length: 128 * 2048 }];

/** The records of a bank, and a book of viewings on them. */
export class ViewingBench {
  readonly records: LicenceBench;
  readonly book: ViewingBook;
  /** Whether main streams can be made now. */
  isBroken = false;
  /** What opening a main stream waits for. */
  held: Promise<void> = Promise.resolve();
  /** Main streams that are open. */
  opened = 0;

  private constructor(records: LicenceBench) {
    this.records = records;
    this.book = this.process('first');
  }

  /** A bank whose one disc was burned. */
  static async open(terms: Partial<LicenceTerms> = {}): Promise<ViewingBench> {
    const records = await LicenceBench.open(terms);
    await records.report('burning');
    return new ViewingBench(records);
  }

  /** The book of a process of this bank, with nothing in its memory. */
  process(name: string): ViewingBook {
    const { clock, database, devices, licences, orders, viewings } = this.records;
    const randomness = seededRandomness(name);
    const keys = new ViewingKeys(Buffer.alloc(32, 7));
    const catalogue = { titles: () => [titleOf('a-film', benchDisc.length)] };
    return new ViewingBook({
      orders: new RecentOrders(orders),
      devices,
      viewings,
      shelf: new LicenceShelf({ orders, licences, catalogue, clock }),
      challenges: new DiscChallenges({
        complements: { openMainStream: () => this.#openMainStream() },
        nonces: new RequestNonces(database),
        seal: keys.challenges,
        clock,
        randomness,
      }),
      keys,
      attempts: new IdentificationAttempts(database),
      clock,
      randomness,
    });
  }

  async device(number: number): Promise<DeviceRecord> {
    const device = await this.records.devices.find(benchDevice(number));
    if (device === null) throw new Error(`There is no device ${number}.`);
    return device;
  }

  /** Opens a viewing on a device that holds the disc. */
  async view(number: number, book = this.book): Promise<Viewing> {
    const device = await this.device(number);
    const challenge = await book.challenge(device, benchOrderId);
    const answer = answerTo(challenge, benchDisc);
    return book.open(device, { challenge: challenge.challenge, answer });
  }

  close(): Promise<void> {
    return this.records.close();
  }

  async #openMainStream(): Promise<BurnedImage> {
    if (this.isBroken) {
      throw new AppError('VAULT_TITLE_DAMAGED', 'Damaged.', { remedy: 'call-attendant' });
    }
    this.opened += 1;
    await this.held;
    const close = () => {
      this.opened -= 1;
    };
    return {
      size: benchDisc.length,
      film,
      read: async ({ offset, length }) => benchDisc.slice(offset, offset + length),
      sha256: async () => createHash('sha256').update(benchDisc).digest('hex'),
      close,
    };
  }
}
