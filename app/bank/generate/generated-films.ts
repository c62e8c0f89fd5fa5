import type { Distributors } from '../../../db/bank/distributors.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';
import { encodeManifest, signManifest } from '../../disc/manifest.ts';
import { AppError } from '../../foundation/errors.ts';
import type { OrderComplement, OrderComplementRequest, SplitKeys } from '../../split/index.ts';
import type { BankKey } from '../identity/bank-keys.ts';
import type { Films, OpenImage, OpenMainStream, OpenOverlay } from '../orders/ports.ts';
import type { BurnedImage, Complements, OpenComplement } from '../viewing/ports.ts';
import type { DiscOrder, Generation } from './generation.ts';
import { distributorLevelKey, orderKeys } from './order-keys.ts';
import type { TitleStore } from './title-store.ts';

export interface GeneratorParts {
  readonly titles: TitleStore;
  readonly distributors: Distributors;
  /** The key that signs the manifest of an order. */
  readonly manifestKey: (keyId: string) => Promise<BankKey>;
  /** Main streams and whole complements. */
  readonly generation: Generation;
  /** The split: a complement block by block. */
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

  open(order: OrderRecord): Promise<OpenMainStream> {
    return this.openMainStream(order);
  }

  async openComplement(order: OrderRecord): Promise<OpenComplement> {
    const keys = await this.#keysOf(order);
    const opened = await this.#parts.titles.openOriginals(order.titleId);
    try {
      const identity = identityOf(order);
      const { originals } = opened;
      const complement = this.#parts.openOrderComplement({ originals, keys, identity });
      return { ...complement, close: () => opened.close() };
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  async openMainStream(order: OrderRecord): Promise<BurnedImage> {
    return this.#parts.generation.open(await this.#discOrder(order));
  }

  async openImage(distributorId: string, titleId: string): Promise<OpenImage> {
    const key = distributorLevelKey(await this.#distributorKey(distributorId), titleId);
    return this.#parts.generation.openImage({ titleId, key });
  }

  async openOverlay(order: OrderRecord): Promise<OpenOverlay> {
    return this.#parts.generation.openOverlay(await this.#discOrder(order));
  }

  async writeComplement(order: OrderRecord, path: string): Promise<void> {
    await this.#parts.generation.writeComplement(await this.#discOrder(order), path);
  }

  async #discOrder(order: OrderRecord): Promise<DiscOrder> {
    const { privateKey } = await this.#parts.manifestKey(order.signingKeyId);
    const identity = identityOf(order);
    const manifest = signManifest({ ...identity, issuedAt: order.createdAt }, privateKey);
    return {
      identity,
      keys: await this.#keysOf(order),
      manifest: encodeManifest(manifest),
    };
  }

  async #keysOf({ distributorId, seed, titleId }: OrderRecord): Promise<SplitKeys> {
    return orderKeys(seed, await this.#distributorKey(distributorId), titleId);
  }

  /** @throws AppError `DISTRIBUTOR_UNKNOWN`. */
  async #distributorKey(distributorId: string): Promise<Uint8Array> {
    const distributor = await this.#parts.distributors.find(distributorId);
    if (distributor !== null) return distributor.key;
    throw new AppError('DISTRIBUTOR_UNKNOWN', 'There is no such distributor.', {
      remedy: 'call-attendant',
      context: { distributorId },
    });
  }
}

function identityOf({ titleId, orderId, distributorId }: OrderRecord) {
  return { titleId, orderId, distributorId };
}
