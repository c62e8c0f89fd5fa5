import { createCipheriv, createHash } from 'node:crypto';
import type { OpenTitle, TitleStore } from '../../../app/bank/generate/title-store.ts';
import type { Title } from '../../../app/contracts/title.ts';
import { wholeStreamLayout } from '../../../app/disc/image-layout.ts';
import { bufferSource, readExtent } from '../../../app/foundation/byte-source.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import type { MainStream, MainStreamRequest, TitleIndex } from '../../../app/split/types.ts';

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

/** Titles in memory; titles may be added while a bank runs. `opened` counts those not closed yet. */
export class FakeTitles implements TitleStore {
  readonly #masters = new Map<string, Uint8Array>();
  opened = 0;

  add(titleId: string, master: Uint8Array): this {
    this.#masters.set(titleId, master);
    return this;
  }

  titles(): readonly Title[] {
    return [...this.#masters].map(([titleId, master]) => titleOf(titleId, master.length));
  }

  open(titleId: string): OpenTitle {
    const master = this.#masters.get(titleId);
    if (master === undefined) {
      throw new AppError('VAULT_TITLE_UNKNOWN', 'No such title.', { remedy: 'reject-input' });
    }
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

/** Stands in for the split: every byte is drawn, with AES-256-CTR of the plan's key; the complement is the master. */
export function openFakeMainStream({ master, plan }: MainStreamRequest): MainStream {
  const original = readExtent(master, { offset: 0, length: master.size });
  const cipher = createCipheriv('aes-256-ctr', plan.key, Buffer.alloc(16));
  const main = bufferSource(cipher.update(original));
  return {
    ...main,
    *complement(identity) {
      yield Buffer.from(JSON.stringify(identity));
      yield original;
    },
  };
}
