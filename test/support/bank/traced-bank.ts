import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedFilms } from '../../../app/bank/generate/generated-films.ts';
import { addTitle } from '../../../app/bank/ingest/add-title.ts';
import { openMasters } from '../../../app/bank/vault/masters.ts';
import { openVault } from '../../../app/bank/vault/vault.ts';
import { identifierPlaces } from '../../../app/disc/plan-disc.ts';
import { type Randomness, seededRandomness } from '../../../app/foundation/randomness.ts';
import { defaultTerms } from '../../../app/licences/terms.ts';
import { openMainStream, openOrderComplement } from '../../../app/split/index.ts';
import { Distributors } from '../../../db/bank/distributors.ts';
import { makeClip } from '../clips.ts';
import { LicenceBench } from './licence-bench.ts';
import { pressInLoop } from './press-in-loop.ts';

export const tracedTitle = 'traced-film';
/** How many orders of the title the bank has, the three with discs among them. */
export const TRACED_ORDERS = 23;
export const tracedOrder = (number: number) => `ABCDEFGH${String(number).padStart(12, '0')}`;

/** What is in a data folder that orders are traced with. */
export interface TracedBank {
  /** The bank's own folder. */
  readonly folder: string;
  readonly master: Buffer;
  /** What the bank generates for the first three orders. */
  readonly discs: readonly Buffer[];
  /** An image without anything that says whose it is: NAV packs, provider identifiers, manifest, map. */
  wiped(image: Uint8Array): Buffer;
  /** Where the film lies in the image. */
  readonly film: { readonly offset: number; readonly length: number };
}

/** A bank with one title of four seconds, two distributors and {@link TRACED_ORDERS} orders, three of which have discs. */
export async function makeTracedBank(folder: string): Promise<TracedBank> {
  mkdirSync(folder, { recursive: true });
  const vaultFolder = join(folder, 'vault');
  const names = { en: 'A traced film', fr: 'Un film' };
  await addTitle({
    vaultFolder,
    mediaFolder: join(folder, 'media'),
    source: (await makeClip('bbb-pal')).videoTs,
    facts: {
      titleId: tracedTitle,
      name: names,
      synopsis: names,
      year: 2026,
      credits: '',
      rights: '',
      genres: [],
    },
  });
  const bench = await LicenceBench.open({}, join(folder, 'bank.sqlite'));
  const distributors = new Distributors(bench.database);
  const randomness = seededRandomness('a traced bank');
  await distributors.add({
    distributorId: 'OTHER',
    name: 'Other films',
    key: Buffer.from(randomness.bytes(32)),
    createdAt: bench.now,
  });
  await addOrders(bench, randomness);
  const { privateKey } = generateKeyPairSync('ed25519');
  const titles = openMasters(vaultFolder);
  const films = new GeneratedFilms({
    titles: openVault(vaultFolder),
    distributors,
    manifestKey: () => Promise.resolve({ keyId: 'manifest_1', privateKey }),
    generation: pressInLoop({ titles, openMainStream }),
    openOrderComplement,
  });
  const discs: Buffer[] = [];
  for (let number = 0; number < 3; number++) {
    const order = await bench.orders.find(tracedOrder(number));
    if (order === null) throw new Error('The order was not written.');
    const stream = await films.open(order);
    discs.push(Buffer.from(await stream.read({ offset: 0, length: stream.size })));
    stream.close();
  }
  await bench.close();

  const title = titles.open(tracedTitle);
  const master = Buffer.alloc(title.master.size);
  title.master.read(0, master);
  const [film] = title.index.extents;
  if (film === undefined) throw new Error('The title has no film.');
  const marks = [...identifierPlaces(title.layout)];
  if (title.layout.map !== null) marks.push(title.layout.map);
  for (let number = 0; number < title.index.blocks; number++) {
    const { navIdentifierAt, start } = title.index.block(number);
    if (navIdentifierAt === null) continue;
    marks.push({ offset: film.offset + start + navIdentifierAt, length: 32 });
  }
  title.close();
  return {
    folder,
    master,
    discs,
    film,
    wiped(image) {
      const bytes = Buffer.from(image);
      for (const { length, offset } of marks) bytes.fill(0, offset, offset + length);
      return bytes;
    },
  };
}

async function addOrders(bench: LicenceBench, randomness: Randomness): Promise<void> {
  for (let number = 0; number < TRACED_ORDERS; number++) {
    await bench.orders.add({
      orderId: tracedOrder(number),
      titleId: tracedTitle,
      userId: 'u_0123456789',
      distributorId: number % 2 === 0 ? 'ACME' : 'OTHER',
      kioskId: 'k_0123456789',
      proofId: `proof-${number}`,
      seed: Buffer.from(randomness.bytes(32)),
      signingKeyId: 'manifest_1',
      createdAt: bench.now,
      terms: defaultTerms,
    });
  }
}

/** Takes every bit from one of several images, by lot. */
export function mixBits(images: readonly Uint8Array[], seed: string): Buffer {
  const chance = seededRandomness(seed);
  const mixed = Buffer.alloc(images[0]?.length ?? 0);
  for (let from = 0; from < mixed.length; from += 1 << 20) {
    const lots = chance.bytes(Math.min(1 << 20, mixed.length - from) * 8);
    for (let i = 0; 8 * i < lots.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const lot = lots[8 * i + bit] ?? 0;
        const byte = images[lot % images.length]?.[from + i] ?? 0;
        mixed[from + i] = (mixed[from + i] ?? 0) | (byte & (0x80 >>> bit));
      }
    }
  }
  return mixed;
}
