import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { planDisc } from '../../disc/plan-disc.ts';
import type { Extent } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import type { MainStream, MainStreamRequest } from '../../split/index.ts';
import { writeComplementFile } from './complement-file.ts';
import { type DiscOrder, type GeneratedStream, type Generation, zeroise } from './generation.ts';
import { TitleRack } from './title-rack.ts';
import type { MasterStore } from './title-store.ts';

/** Bytes hashed at one go; some milliseconds of work, then others have their turn. */
const HASHED_AT_ONCE = 1024 * 1024;

export interface PressParts {
  readonly titles: MasterStore;
  /** The split: a main stream with its complement. */
  readonly openMainStream: (request: MainStreamRequest) => MainStream;
}

/**
 * Makes both leaves of an order from master, index and keys, each time anew, in the thread that it is in: nothing is kept but the
 * titles that were used last.
 */
export class Press implements Generation {
  readonly #rack: TitleRack;
  readonly #openMainStream: PressParts['openMainStream'];

  constructor({ titles, openMainStream }: PressParts) {
    this.#rack = new TitleRack(titles);
    this.#openMainStream = openMainStream;
  }

  async open(order: DiscOrder): Promise<GeneratedStream> {
    const { main, film, close } = this.#generate(order);
    return { ...streamOf(main), film, close };
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
    const { identity, keys, manifest } = order;
    try {
      const title = this.#rack.borrow(identity.titleId);
      const close = () => {
        zeroise(order);
        title.close();
      };
      try {
        const { index, layout, master, masterSha256 } = title;
        const plan = planDisc({ layout, identity, keys, manifest });
        const main = this.#openMainStream({ master, masterSha256, index, plan });
        return { main, film: index.extents, close };
      } catch (error) {
        close();
        throw error;
      }
    } catch (error) {
      zeroise(order);
      throw error;
    }
  }
}

function streamOf(main: MainStream): Pick<GeneratedStream, 'size' | 'read' | 'sha256'> {
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
