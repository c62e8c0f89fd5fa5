import { createCipheriv, createHash } from 'node:crypto';
import type { PressParts } from '../../../app/bank/generate/press.ts';
import type {
  MasterStore,
  OpenOriginals,
  OpenTitle,
  TitleStore,
} from '../../../app/bank/generate/title-store.ts';
import type { Title } from '../../../app/contracts/title.ts';
import { wholeStreamLayout } from '../../../app/disc/image-layout.ts';
import { bufferSource, readExtent } from '../../../app/foundation/byte-source.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import type {
  MainStream,
  MainStreamRequest,
  OrderComplement,
  OrderComplementRequest,
  TitleIndex,
  TitleOriginals,
} from '../../../app/split/index.ts';

/** A title as the bank shows it, of `bytes` bytes. */
export function titleOf(titleId: string, bytes: number): Title {
  return {
    titleId,
    name: { en: `The film ${titleId}`, fr: `Le film ${titleId}` },
    synopsis: { en: 'A film for tests.', fr: 'Un film pour les essais.' },
    year: 2026,
    credits: '',
    rights: 'CC BY 3.0',
    genres: ['test'],
    runningSeconds: 90,
    standard: 'pal',
    aspect: '16:9',
    sectors: Math.ceil(bytes / 2048),
    poster: `${titleId}/poster.jpg`,
    trailer: `${titleId}/trailer.mp4`,
  };
}

/** Of the index the stand-in for the split reads nothing; the bank, where the film lies: everywhere. */
function indexOf(master: Uint8Array): TitleIndex {
  return { extents: [{ offset: 0, length: master.length }] } as unknown as TitleIndex;
}

/** Bytes and ticks of the blocks of a stand-in. */
const FAKE_BLOCK = 32 * 1024;
const FAKE_TICKS = 45_000;

/** Originals of which only the stand-in for the split knows what to make. */
interface FakeOriginals extends TitleOriginals {
  readonly fakeMaster: Uint8Array;
}

/** Titles in memory; titles may be added while a bank runs. `opened` counts those not closed yet. */
export class FakeTitles implements TitleStore, MasterStore {
  readonly #masters = new Map<string, Uint8Array>();
  opened = 0;

  add(titleId: string, master: Uint8Array): this {
    this.#masters.set(titleId, master);
    return this;
  }

  titles(): readonly Title[] {
    return [...this.#masters].map(([titleId, master]) => titleOf(titleId, master.length));
  }

  async openOriginals(titleId: string): Promise<OpenOriginals> {
    const originals = { fakeMaster: this.#masterOf(titleId) } as FakeOriginals;
    this.opened += 1;
    return {
      originals,
      close: () => {
        this.opened -= 1;
      },
    };
  }

  #masterOf(titleId: string): Uint8Array {
    const master = this.#masters.get(titleId);
    if (master !== undefined) return master;
    throw new AppError('VAULT_TITLE_UNKNOWN', 'No such title.', { remedy: 'reject-input' });
  }

  versionOf(titleId: string): string {
    return createHash('sha256').update(this.#masterOf(titleId)).digest('hex');
  }

  open(titleId: string): OpenTitle {
    const master = this.#masterOf(titleId);
    this.opened += 1;
    return {
      master: bufferSource(master),
      masterSha256: createHash('sha256').update(master).digest('hex'),
      index: indexOf(master),
      layout: wholeStreamLayout(master.length),
      close: () => {
        this.opened -= 1;
      },
    };
  }
}

/** Stands in for the split: every byte is drawn, with AES-256-CTR of the key of the order's level; the complement is the master. */
export function openFakeMainStream({ master, plan }: MainStreamRequest): MainStream {
  const original = readExtent(master, { offset: 0, length: master.size });
  const cipher = createCipheriv('aes-256-ctr', plan.keys.order, Buffer.alloc(16));
  const main = bufferSource(cipher.update(original));
  return {
    ...main,
    *complement(identity) {
      yield Buffer.from(JSON.stringify(identity));
      yield original;
    },
  };
}

/** Stand in for the levels: the image is drawn with the key of the distributor's; the overlay is identity and main stream. */
export const fakeLevels: Pick<PressParts, 'openDistributorImage' | 'writeOrderOverlay'> = {
  openDistributorImage({ key, master }) {
    const original = readExtent(master, { offset: 0, length: master.size });
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return bufferSource(cipher.update(original));
  },
  *writeOrderOverlay(request, identity) {
    yield Buffer.from(JSON.stringify(identity));
    const main = openFakeMainStream(request);
    yield readExtent(main, { offset: 0, length: main.size });
  },
};

/** Stands in for the complement block by block: the head is the identity, each block half a second and its part of the master. */
export function openFakeOrderComplement(request: OrderComplementRequest): OrderComplement {
  const { fakeMaster } = request.originals as FakeOriginals;
  const blocks = Math.ceil(fakeMaster.length / FAKE_BLOCK);
  return {
    blocks,
    ticks: () => FAKE_TICKS,
    totalTicks: blocks * FAKE_TICKS,
    head: () => Buffer.from(JSON.stringify(request.identity)),
    block: (number) => fakeMaster.slice(number * FAKE_BLOCK, (number + 1) * FAKE_BLOCK),
  };
}
