import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { planDisc } from '../../disc/plan-disc.ts';
import type { ByteSource, Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import type {
  ComplementIdentity,
  DistributorImageRequest,
  MainStream,
  MainStreamRequest,
} from '../../split/index.ts';
import { writeComplementFile } from './complement-file.ts';
import {
  type DiscOrder,
  type DistributorTitle,
  type GeneratedBytes,
  type GeneratedImage,
  type GeneratedOverlay,
  type GeneratedStream,
  type Generation,
  zeroise,
} from './generation.ts';
import { overlayOf } from './generated-overlay.ts';
import { type BorrowedTitle, TitleRack } from './title-rack.ts';
import type { MasterStore } from './title-store.ts';

/** Bytes hashed at one go; some milliseconds of work, then others have their turn. */
const HASHED_AT_ONCE = 1024 * 1024;

export interface PressParts {
  readonly titles: MasterStore;
  /** The split: a main stream with its complement. */
  readonly openMainStream: (request: MainStreamRequest) => MainStream;
  /** The split: what main streams of a title at a distributor have in common. */
  readonly openDistributorImage: (request: DistributorImageRequest) => ByteSource;
  /** The split: what turns that into the main stream of an order. */
  readonly writeOrderOverlay: (
    request: MainStreamRequest,
    identity: ComplementIdentity,
  ) => Iterable<Uint8Array>;
}

/**
 * Makes both leaves of an order from master, index and keys, each time anew, in the thread that it is in: nothing is kept but the
 * titles that were used last.
 */
export class Press implements Generation {
  readonly #rack: TitleRack;
  readonly #engine: Omit<PressParts, 'titles'>;

  constructor({ titles, ...engine }: PressParts) {
    this.#rack = new TitleRack(titles);
    this.#engine = engine;
  }

  async open(order: DiscOrder): Promise<GeneratedStream> {
    const { main, film, close } = this.#generate(order);
    return { ...bytesOf(main), film, close };
  }

  async openImage({ titleId, key }: DistributorTitle): Promise<GeneratedImage> {
    const wipe = () => key.fill(0);
    const { made, close } = this.#borrowFor(titleId, wipe, ({ index, layout, master, version }) => {
      const mapArea = layout.map;
      const image = this.#engine.openDistributorImage({ master, index, key, mapArea });
      return { ...bytesOf(image), version };
    });
    return { ...made, close };
  }

  async openOverlay(order: DiscOrder): Promise<GeneratedOverlay> {
    const { made, close } = this.#borrowOf(order, (request) =>
      this.#engine.writeOrderOverlay(request, order.identity),
    );
    return overlayOf(made, close);
  }

  async writeComplement(order: DiscOrder, path: string, signal?: AbortSignal): Promise<void> {
    const { main, close } = this.#generate(order);
    try {
      await writeComplementFile(path, main.complement(order.identity), signal);
    } finally {
      close();
    }
  }

  /** Closes titles that nobody uses. */
  rest(): void {
    this.#rack.rest();
  }

  #generate(order: DiscOrder): { main: MainStream; film: readonly Extent[]; close: () => void } {
    const { made, close } = this.#borrowOf(order, (request) => ({
      main: this.#engine.openMainStream(request),
      film: request.index.extents,
    }));
    return { ...made, close };
  }

  #borrowOf<Made>(
    order: DiscOrder,
    make: (request: MainStreamRequest) => Made,
  ): { made: Made; close: () => void } {
    const { identity, keys, manifest } = order;
    const wipe = () => zeroise(order);
    return this.#borrowFor(identity.titleId, wipe, ({ index, layout, master, masterSha256 }) => {
      const plan = planDisc({ layout, identity, keys, manifest });
      return make({ master, masterSha256, index, plan });
    });
  }

  /** What is made of a title, which is held until `close`, or until it cannot be made. Then the keys are wiped. */
  #borrowFor<Made>(
    titleId: string,
    wipe: () => void,
    make: (title: BorrowedTitle) => Made,
  ): { made: Made; close: () => void } {
    try {
      const title = this.#rack.borrow(titleId);
      const close = () => {
        wipe();
        title.close();
      };
      try {
        return { made: make(title), close };
      } catch (error) {
        close();
        throw error;
      }
    } catch (error) {
      wipe();
      throw error;
    }
  }
}

function bytesOf(main: ByteSource): Omit<GeneratedBytes, 'close'> {
  const read = ({ offset, length }: Extent): Uint8Array => {
    const bytes = new Uint8Array(length);
    if (main.read(offset, bytes) === length) return bytes;
    throw new AppError('MAIN_STREAM_TRUNCATED', 'A main stream ended before its length.', {
      remedy: 'call-attendant',
      context: { offset },
    });
  };
  return {
    size: main.size,
    async read(extent, signal) {
      await setImmediate();
      signal?.throwIfAborted();
      return read(extent);
    },
    async sha256(signal) {
      const hash = createHash('sha256');
      for (let offset = 0; offset < main.size; offset += HASHED_AT_ONCE) {
        hash.update(read({ offset, length: Math.min(HASHED_AT_ONCE, main.size - offset) }));
        await setImmediate();
        signal?.throwIfAborted();
      }
      return hash.digest('hex');
    },
  };
}
