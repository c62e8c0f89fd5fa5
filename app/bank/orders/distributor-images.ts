import type { MainStreamDescription } from '../../contracts/bank-api.ts';
import { AppError } from '../../foundation/errors.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';
import type { Catalogue, MainStreamLevels, OpenImage } from './ports.ts';

/** Images whose hash is remembered, 100 bytes each. */
const REMEMBERED = 1024;

export interface DescribedImage {
  readonly image: OpenImage;
  readonly description: MainStreamDescription;
}

/**
 * The images of distributors, with their hashes: one pass over each while the bank runs and the title stays what it is, however many
 * ask.
 */
export class DistributorImages {
  readonly #catalogue: Catalogue;
  readonly #levels: Pick<MainStreamLevels, 'openImage'>;
  /** SHA-256 by distributor, title and version, those that are being computed among them; the one used last stands last. */
  readonly #hashes = new Map<string, Promise<string>>();
  readonly #closing = new AbortController();

  constructor(catalogue: Catalogue, levels: Pick<MainStreamLevels, 'openImage'>) {
    this.#catalogue = catalogue;
    this.#levels = levels;
  }

  /**
   * It is the caller's to close.
   *
   * @throws AppError `TITLE_UNKNOWN`; `BANK_CLOSING` if {@link close} came in between; what `MainStreamLevels` throws.
   */
  async open(distributorId: string, titleId: string): Promise<DescribedImage> {
    if (!this.#catalogue.titles().some((title) => title.titleId === titleId)) {
      throw new AppError('TITLE_UNKNOWN', 'There is no such title.', { remedy: 'reject-input' });
    }
    const image = await this.#levels.openImage(distributorId, titleId);
    try {
      const sha256 = await this.#hash(`${distributorId} ${titleId} ${image.version}`, image);
      const { size: bytes } = image;
      return { image, description: { bytes, sectors: Math.ceil(bytes / SECTOR_BYTES), sha256 } };
    } catch (error) {
      image.close();
      throw error;
    }
  }

  /** Gives up the passes that run. */
  async close(): Promise<void> {
    this.#closing.abort(closing());
    await Promise.allSettled(this.#hashes.values());
  }

  #hash(name: string, image: OpenImage): Promise<string> {
    const hash = this.#hashes.get(name) ?? image.sha256(this.#closing.signal);
    this.#hashes.delete(name);
    this.#hashes.set(name, hash);
    const forget = () => {
      if (this.#hashes.get(name) === hash) this.#hashes.delete(name);
    };
    hash.catch(forget);
    for (const oldest of this.#hashes.keys()) {
      if (this.#hashes.size <= REMEMBERED) break;
      this.#hashes.delete(oldest);
    }
    return hash;
  }
}

function closing(): AppError {
  return new AppError('BANK_CLOSING', 'The bank is being closed.', { remedy: 'retry' });
}
