import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTitle } from '../../../../../app/bank/ingest/add-title.ts';
import { openVault } from '../../../../../app/bank/vault/vault.ts';
import type { LogFields } from '../../../../../app/foundation/logger.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { makeClip } from '../../../../support/clips.ts';

const titleIds = [
  'broken-index',
  'broken-master',
  'broken-record',
  'exchanged',
  'old-index',
  'old-record',
  'sound',
];
const damaged = expect.objectContaining({ code: 'VAULT_TITLE_DAMAGED' });
const outdated = (titleId: string) =>
  expect.objectContaining({
    code: 'VAULT_TITLE_OUTDATED',
    remedy: 'call-attendant',
    message: expect.stringMatching(
      /^The (index|record) of .* another version .* add its film again\.$/,
    ) as string,
    context: { titleId, version: 1 },
  }) as Error;

let folder: string;
let vaultFolder: string;

/** One real title, and copies of it under other names, each with its own fault. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-vault-'));
  vaultFolder = join(folder, 'vault');
  const { videoTs } = await makeClip('pal-16x9');
  const names = { en: 'Sound', fr: 'Entier' };
  await addTitle({
    vaultFolder,
    mediaFolder: join(folder, 'media'),
    source: videoTs,
    facts: {
      titleId: 'sound',
      name: names,
      synopsis: names,
      year: 2026,
      credits: '',
      rights: '',
      genres: [],
    },
  });
  for (const titleId of titleIds.filter((one) => one !== 'sound')) {
    cpSync(join(vaultFolder, 'sound'), join(vaultFolder, titleId), { recursive: true });
    const record = join(vaultFolder, titleId, 'title.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"sound"', `"${titleId}"`));
  }
  truncateSync(join(vaultFolder, 'broken-master', 'master.iso'), 1_000_000);
  const index = join(vaultFolder, 'broken-index', 'title.index');
  writeFileSync(index, readFileSync(index).fill(0, 0, 64));
  writeFileSync(join(vaultFolder, 'broken-record', 'title.json'), '{');
  const oldIndex = join(vaultFolder, 'old-index', 'title.index');
  writeFileSync(oldIndex, readFileSync(oldIndex).fill(1, 8, 9));
  const oldRecord = join(vaultFolder, 'old-record', 'title.json');
  const ofOld = readFileSync(oldRecord, 'utf8').replace(/"version": \d+/, '"version": 1');
  writeFileSync(oldRecord, ofOld);
  const exchanged = join(vaultFolder, 'exchanged', 'title.json');
  const otherHash = `"vobSha256": "${'0'.repeat(64)}"`;
  const record = readFileSync(exchanged, 'utf8').replace(/"vobSha256": "[0-9a-f]{64}"/, otherHash);
  writeFileSync(exchanged, record);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a title is opened with its master, its index and the places on its disc', () => {
  const title = openVault(vaultFolder).open('sound');
  expect(title.title.titleId).toBe('sound');
  expect(title.master.size).toBe(title.title.sectors * 2048);
  expect(title.index.imageSize).toBe(title.master.size);
  expect(title.index.extents).toEqual(title.layout.vobs);
  expect(title.layout.map?.length).toBe(title.index.mapRoom);
  title.close();
  expect(() => title.master.read(0, new Uint8Array(1))).toThrow('EBADF');
});

test.each(['broken-master', 'broken-index', 'broken-record', 'exchanged'])(
  'a title that is not whole is not opened: %s',
  (titleId) => {
    expect(() => openVault(vaultFolder).open(titleId)).toThrow(damaged);
  },
);

test.each(['old-index', 'old-record'])(
  'a title of an older program is refused by name, and what is to be done is said: %s',
  async (titleId) => {
    const vault = openVault(vaultFolder);
    expect(() => vault.open(titleId)).toThrow(outdated(titleId));
    rmSync(join(vaultFolder, titleId, 'title.originals'));
    await expect(vault.openOriginals(titleId)).rejects.toThrow(outdated(titleId));
    await vault.close();
  },
);

test('a title with an unreadable record, or an older one, is not offered; the log says which, and the others are', () => {
  const logged: LogFields[] = [];
  const logger = { ...silentLogger, error: (fields: LogFields) => logged.push(fields) };
  const offered = openVault(vaultFolder, logger).titles();
  expect(offered.map(({ titleId }) => titleId)).toEqual(
    titleIds.filter((titleId) => titleId !== 'broken-record' && titleId !== 'old-record'),
  );
  expect(logged).toEqual([
    { code: 'VAULT_TITLE_DAMAGED', titleId: 'broken-record' },
    { code: 'VAULT_TITLE_OUTDATED', titleId: 'old-record' },
  ]);
});

test('a record that speaks of another title is refused', () => {
  cpSync(join(vaultFolder, 'sound'), join(vaultFolder, 'renamed'), { recursive: true });
  expect(() => openVault(vaultFolder).record('renamed')).toThrow(damaged);
  rmSync(join(vaultFolder, 'renamed'), { recursive: true });
});

test('a title that is not there is unknown, whatever path its name spells', () => {
  const unknown = expect.objectContaining({ code: 'VAULT_TITLE_UNKNOWN' });
  expect(() => openVault(vaultFolder).open('nothing')).toThrow(unknown);
  expect(() => openVault(vaultFolder).open('../vault/sound')).toThrow(unknown);
  expect(openVault(join(folder, 'nowhere')).titles()).toEqual([]);
});
