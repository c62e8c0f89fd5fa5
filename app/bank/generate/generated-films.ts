import type { Distributors } from '../../../db/bank/distributors.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { Title } from '../../contracts/title.ts';
import { encodeManifest, signManifest } from '../../disc/manifest.ts';
import { planDisc } from '../../disc/plan-disc.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import type { MainStream, MainStreamRequest } from '../../split/types.ts';
import type { BankKey } from '../identity/bank-keys.ts';
import type { Films, OpenMainStream } from '../orders/ports.ts';
import type { BurnedImage, Complements } from '../viewing/ports.ts';
import { writeComplementFile } from './complement-file.ts';
import { orderKey } from './order-key.ts';
import type { TitleStore } from './title-store.ts';

export interface GeneratorParts {
  readonly titles: TitleStore;
  readonly distributors: Distributors;
  /** The key that signs the manifest of an order. */
  readonly manifestKey: (keyId: string) => Promise<BankKey>;
  /** The split. */
  readonly openMainStream: (request: MainStreamRequest) => MainStream;
}

/** Makes both leaves of an order from master, index, distributor key and seed, each time anew: nothing is kept. */
export class GeneratedFilms implements Films, Pick<Complements, 'openMainStream'> {
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
    const { distributors, manifestKey, titles } = this.#parts;
    const distributor = await distributors.find(order.distributorId);
    if (distributor === null) {
      throw new AppError('DISTRIBUTOR_UNKNOWN', 'There is no such distributor.', {
        remedy: 'call-attendant',
        context: { distributorId: order.distributorId },
      });
    }
    const { privateKey } = await manifestKey(order.signingKeyId);
    const title = titles.open(order.titleId);
    try {
      const identity = identityOf(order);
      const plan = planDisc({
        layout: title.layout,
        identity,
        key: orderKey(order.seed, distributor.key, order.titleId),
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
}

function identityOf({ titleId, orderId, distributorId }: OrderRecord) {
  return { titleId, orderId, distributorId };
}
