import { createPrivateKey } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orderKeys } from '../../../app/bank/generate/order-keys.ts';
import type {
  MasterStore,
  OpenOriginals,
  OpenTitle,
  TitleStore,
} from '../../../app/bank/generate/title-store.ts';
import { ViewingKeys } from '../../../app/bank/viewing/viewing-keys.ts';
import { AppError } from '../../../app/foundation/errors.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { openBankDatabase } from '../../../db/bank/database.ts';
import { FakeTitles, titleOf } from './fake-titles.ts';
import { type Secret, secretText } from './secrets.ts';

const MASTER = 'marker of the master, which nobody outside may see';
const ORIGINALS = 'marker of the originals, from which complements are picked';
const INDEX = 'marker of the index, which tells where to look';
const RECORD = 'marker of the record beside them';
const KEY = 'marker of a key in an error message';

/** Films that cannot be had, each in its own way; their errors say more than anyone may hear. */
export const brokenTitles = ['missing-film', 'talking-film', 'sinking-film', 'short-film'] as const;

/** Titles in the files of a vault. */
export class VaultWithMarkers implements TitleStore, MasterStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  titles() {
    return ['secret-film', ...brokenTitles].map((titleId) => titleOf(titleId, 64 * 1024));
  }

  async openOriginals(titleId: string): Promise<OpenOriginals> {
    const originals = readFileSync(join(this.#folder, titleId, 'title.originals'));
    return new FakeTitles().add(titleId, originals).openOriginals(titleId);
  }

  versionOf(titleId: string): string {
    return titleId;
  }

  open(titleId: string): OpenTitle {
    const master = join(this.#folder, titleId, 'master.iso');
    if (titleId === 'talking-film') {
      throw new AppError('VAULT_TITLE_DAMAGED', `${master} is damaged, its key is ${KEY}`, {
        remedy: 'call-attendant',
        context: { master, key: KEY },
        cause: new Error(`in ${master}`),
      });
    }
    const title = new FakeTitles().add(titleId, readFileSync(master)).open(titleId);
    const source = title.master;
    if (titleId === 'sinking-film') {
      const read = () => {
        throw new Error(`read error in ${master}, key ${KEY}`);
      };
      return { ...title, master: { size: source.size, read } };
    }
    // A master that ends before its length, as a damaged disk would have it.
    return titleId === 'short-film'
      ? { ...title, master: { size: source.size + 4096, read: () => 0 } }
      : title;
  }
}

/** A data folder whose vault is marked, and whose media folder has everything that must not be served. */
export function fillFolder(folder: string): void {
  for (const titleId of ['secret-film', 'sinking-film', 'short-film']) {
    mkdirSync(join(folder, 'vault', titleId), { recursive: true });
    const write = (name: string, text: string) =>
      writeFileSync(join(folder, 'vault', titleId, name), text.padEnd(64 * 1024, text));
    write('master.iso', MASTER);
    write('title.index', INDEX);
    write('title.originals', ORIGINALS);
    write('title.json', RECORD);
  }
  const media = join(folder, 'media');
  mkdirSync(join(media, 'secret-film'), { recursive: true });
  writeFileSync(join(media, 'secret-film', 'poster.jpg'), 'a poster');
  writeFileSync(join(media, 'secret-film', 'notes.txt'), RECORD);
  writeFileSync(join(media, 'secret-film', '.poster.jpg'), RECORD);
  writeFileSync(join(media, '.htaccess'), RECORD);
  symlinkSync(join(folder, 'vault'), join(media, 'linked'));
  symlinkSync(join(folder, 'vault', 'secret-film', 'master.iso'), join(media, 'linked.jpg'));
  symlinkSync(join(folder, 'keys', 'pepper'), join(media, 'pepper.png'));
}

/** All that the bank holds and nobody may have. */
export async function collectSecrets(folder: string): Promise<readonly Secret[]> {
  const database = await openBankDatabase(join(folder, 'bank.sqlite'), new ManualClock());
  const { db } = database;
  const distributors = await db.selectFrom('distributors').selectAll().execute();
  const orders = await db.selectFrom('orders').selectAll().execute();
  const keys = await db.selectFrom('signing_keys').selectAll().execute();
  const users = await db.selectFrom('users').selectAll().execute();
  const credentials = await db.selectFrom('viewer_credentials').selectAll().execute();
  const viewings = await db.selectFrom('viewings').select('viewing_id').execute();
  await database.close();
  const distributorKey = distributors[0]!.key;
  const viewingKeys = new ViewingKeys(
    keys.find(({ purpose }) => purpose === 'viewing')!.private_key,
  );
  return [
    secretText('master', MASTER),
    secretText('index', INDEX),
    secretText('originals', ORIGINALS),
    secretText('record', RECORD),
    secretText('key in a message', KEY),
    secretText('data folder', folder),
    secretText('name of a master', 'master.iso'),
    secretText('name of an index', 'title.index'),
    secretText('name of originals', 'title.originals'),
    { what: 'pepper', bytes: readFileSync(join(folder, 'keys', 'pepper')) },
    { what: 'distributor key', bytes: distributorKey },
    ...orders.flatMap(({ order_id, seed, title_id }) => {
      const keys = orderKeys(seed, distributorKey, title_id);
      return [
        { what: `seed of ${order_id}`, bytes: seed },
        { what: `key of ${order_id}`, bytes: keys.order },
        { what: `key of the distributor for ${title_id}`, bytes: keys.distributor },
      ];
    }),
    ...keys.map((key) => ({ what: key.key_id, bytes: privateBytes(key) })),
    ...users.flatMap((user) => [
      { what: 'card hash', bytes: user.card_hash },
      secretText('PIN hash', user.pin_hash),
    ]),
    ...credentials.map((one) => secretText('password hash', one.password_hash)),
    ...viewings.map(({ viewing_id }) => ({
      what: `session key of ${viewing_id}`,
      bytes: viewingKeys.sessionKey(viewing_id),
    })),
  ];
}

/** The private part of a key, or the secret, as the bank keeps it. */
function privateBytes(key: { purpose: string; private_key: Uint8Array }): Uint8Array {
  if (key.purpose === 'viewing') return key.private_key;
  const stored = { key: Buffer.from(key.private_key), format: 'der', type: 'pkcs8' } as const;
  return Buffer.from(createPrivateKey(stored).export({ format: 'jwk' }).d ?? '', 'base64url');
}
