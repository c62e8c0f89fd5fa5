import type { Distributors } from '../../../db/bank/distributors.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';
import { encodeManifest, signManifest } from '../../disc/manifest.ts';
import { planDisc } from '../../disc/plan-disc.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import type {
  MainStream,
  MainStreamRequest,
  OrderComplement,
  OrderComplementRequest,
} from '../../split/index.ts';
import type { BankKey } from '../identity/bank-keys.ts';
import type { Films, OpenMainStream } from '../orders/ports.ts';
import type { BurnedImage, Complements, OpenComplement } from '../viewing/ports.ts';
import { writeComplementFile } from './complement-file.ts';
import { orderKey } from './order-key.ts';
import type { TitleStore } from './title-store.ts';

export interface GeneratorParts {
  readonly titles: TitleStore;
  readonly distributors: Distributors;
  /** The key that signs the manifest of an order. */
  readonly manifestKey: (keyId: string) => Promise<BankKey>;
  /** The split: a main stream with its whole complement, and a complement block by block. */
  readonly openMainStream: (request: MainStreamRequest) => MainStream;
  readonly openOrderComplement: (request: OrderComplementRequest) => OrderComplement;
}

/**
 * Makes both leaves of an order from master, index, distributor key and seed, each time anew: nothing is kept. A complement that is
 * wanted block by block comes from the originals of its title: neither master nor index is opened.
 */
export class GeneratedFilms implements Films, Complements {
  readonly #parts: GeneratorParts;

  constructor(parts: GeneratorParts) {
    this.#parts = parts;
  }

  titles(): readonly Title[] {
    return this.#parts.titles.titles();
  }

  async open(order: OrderRecord): Promise<OpenMainStream> {
    const { main, close } = await this.#generate(order);
    return { source: main, close };
  }

  async openComplement(order: OrderRecord): Promise<OpenComplement> {
    const key = await this.#keyOf(order);
    const opened = await this.#parts.titles.openOriginals(order.titleId);
    try {
      const identity = identityOf(order);
      const { originals } = opened;
      const complement = this.#parts.openOrderComplement({ originals, key, identity });
      return { ...complement, close: () => opened.close() };
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  async openMainStream(order: OrderRecord): Promise<BurnedImage> {
    const { main, film, close } = await this.#generate(order);
    return { source: main, film, close };
  }

  async writeComplement(order: OrderRecord, path: string): Promise<void> {
    const { main, close } = await this.#generate(order);
    try {
      await writeComplementFile(path, main.complement(identityOf(order)));
    } finally {
      close();
    }
  }

  async #generate(
    order: OrderRecord,
  ): Promise<{ main: MainStream; film: readonly Extent[]; close: () => void }> {
    const { manifestKey, titles } = this.#parts;
    const key = await this.#keyOf(order);
    const { privateKey } = await manifestKey(order.signingKeyId);
    const title = titles.open(order.titleId);
    try {
      const identity = identityOf(order);
      const plan = planDisc({
        layout: title.layout,
        identity,
        key,
        manifest: encodeManifest(
          signManifest({ ...identity, issuedAt: order.createdAt }, privateKey),
        ),
      });
      const { master, masterSha256, index } = title;
      const main = this.#parts.openMainStream({ master, masterSha256, index, plan });
      return { main, film: index.extents, close: () => title.close() };
    } catch (error) {
      title.close();
      throw error;
    }
  }

  /** @throws AppError `DISTRIBUTOR_UNKNOWN`. */
  async #keyOf({ distributorId, seed, titleId }: OrderRecord): Promise<Uint8Array> {
    const distributor = await this.#parts.distributors.find(distributorId);
    if (distributor !== null) return orderKey(seed, distributor.key, titleId);
    throw new AppError('DISTRIBUTOR_UNKNOWN', 'There is no such distributor.', {
      remedy: 'call-attendant',
      context: { distributorId },
    });
  }
}

function identityOf({ titleId, orderId, distributorId }: OrderRecord) {
  return { titleId, orderId, distributorId };
}
