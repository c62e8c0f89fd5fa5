import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addTitle } from '../../../../../app/bank/ingest/add-title.ts';
import { openVault, type Vault } from '../../../../../app/bank/vault/vault.ts';
import type { LogFields } from '../../../../../app/foundation/logger.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import {
  openMainStream,
  openOrderComplement,
  openSynthesis,
  parseComplementBlock,
  parseComplementHead,
} from '../../../../../app/split/index.ts';
import { planDisc } from '../../../../../app/disc/plan-disc.ts';
import { makeClip } from '../../../../support/clips.ts';
import { drain } from '../../../../support/engine-files.ts';

let folder: string;
let ingested: string;
let vaultFolder: string;
let logged: LogFields[];
let vault: Vault;

/** Two titles as they are ingested; each test has its own copy of them. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-originals-'));
  ingested = join(folder, 'ingested');
  const { videoTs } = await makeClip('pal-16x9');
  const names = { en: 'A film', fr: 'Un film' };
  await addTitle({
    vaultFolder: ingested,
    mediaFolder: join(folder, 'media'),
    source: videoTs,
    facts: {
      titleId: 'one',
      name: names,
      synopsis: names,
      year: 2026,
      credits: '',
      rights: '',
      genres: [],
    },
  });
  cpSync(join(ingested, 'one'), join(ingested, 'two'), { recursive: true });
  edit(ingested, 'two', (record) => record.replace('"one"', '"two"'));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vaultFolder = mkdtempSync(join(folder, 'vault-'));
  cpSync(ingested, vaultFolder, { recursive: true });
  logged = [];
  const log = (fields: LogFields) => void logged.push(fields);
  vault = openVault(vaultFolder, { ...silentLogger, info: log, error: log });
  return () => vault.close();
});

function edit(vaultFolder: string, titleId: string, change: (record: string) => string): void {
  const path = join(vaultFolder, titleId, 'title.json');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

const fileOf = (titleId: string) => join(vaultFolder, titleId, 'title.originals');

/** Makes a title as it was before there were originals. */
function makeOld(titleId: string): void {
  rmSync(fileOf(titleId));
  edit(vaultFolder, titleId, (record) => record.replace(/,\s*"originals": \{[^}]*\}/, ''));
}

const damaged = expect.objectContaining({ code: 'VAULT_TITLE_DAMAGED' }) as Error;

describe('the originals of a title', () => {
  test('are there once it is ingested, and give what a player needs to have the master again', async () => {
    const title = vault.open('one');
    const opened = await vault.openOriginals('one');
    const { originals } = opened;
    expect(vault.record('one').originals).toEqual({ bytes: originals.size });
    const identity = { titleId: 'one', orderId: '0123456789ABCDEFGHJK', distributorId: 'ACME' };
    const keys = { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) };
    const manifest = new Uint8Array(8192).fill(0x20);
    const plan = planDisc({ layout: title.layout, identity, keys, manifest });
    const { master, masterSha256, index } = title;
    const main = openMainStream({ master, masterSha256, index, plan });
    const order = openOrderComplement({ originals, keys, identity });
    const head = parseComplementHead(order.head());
    const block = (number: number) => parseComplementBlock(head, number, order.block(number));
    const joined = drain(openSynthesis(main, { ...head, block }));
    expect(Buffer.compare(joined, drain(master))).toBe(0);
    expect(head.masterSha256).toBe(masterSha256);
    opened.close();
    title.close();
  });

  test('are made where they are missing, alike, and told of once', async () => {
    const original = readFileSync(fileOf('one'));
    makeOld('one');
    expect(vault.record('one').originals).toBeNull();
    const opened = await Promise.all([vault.openOriginals('one'), vault.openOriginals('one')]);
    expect(readFileSync(fileOf('one')).equals(original)).toBe(true);
    expect(opened[0].originals).toBe(opened[1].originals);
    expect(logged).toEqual([{ titleId: 'one', bytes: original.length }]);
    expect(readdirSync(join(vaultFolder, 'one')).sort()).toEqual([
      'master.iso',
      'title.index',
      'title.json',
      'title.originals',
    ]);
  });

  test('are made for every title that has none, and a damaged one keeps no other waiting', async () => {
    makeOld('one');
    makeOld('two');
    const index = join(vaultFolder, 'one', 'title.index');
    writeFileSync(index, readFileSync(index).fill(0, 0, 64));
    await vault.completeOriginals();
    expect([existsSync(fileOf('one')), existsSync(fileOf('two'))]).toEqual([false, true]);
    expect(logged).toEqual([
      { code: 'VAULT_TITLE_DAMAGED', titleId: 'one' },
      { titleId: 'two', bytes: expect.any(Number) as number },
    ]);
    logged = [];
    await vault.completeOriginals();
    expect(logged).toEqual([{ code: 'VAULT_TITLE_DAMAGED', titleId: 'one' }]);
  });

  test('of another version are made anew', async () => {
    const original = readFileSync(fileOf('one'));
    const older = Buffer.from(original);
    older[8] = 9;
    writeFileSync(fileOf('one'), older);
    await vault.openOriginals('one');
    expect(readFileSync(fileOf('one')).equals(original)).toBe(true);
  });

  test('are refused if they are cut short, or those of another master', async () => {
    writeFileSync(fileOf('one'), readFileSync(fileOf('one')).subarray(0, -1));
    await expect(vault.openOriginals('one')).rejects.toThrow(damaged);
    edit(vaultFolder, 'two', (record) =>
      record.replace(/"sha256": "[0-9a-f]{64}"/, `"sha256": "${'0'.repeat(64)}"`),
    );
    await expect(vault.openOriginals('two')).rejects.toThrow(damaged);
    await expect(vault.openOriginals('three')).rejects.toThrow(
      expect.objectContaining({ code: 'VAULT_TITLE_UNKNOWN' }) as Error,
    );
  });

  test('can be read by others when one has closed them, and by nobody when the vault has', async () => {
    const [one, same] = [await vault.openOriginals('one'), await vault.openOriginals('one')];
    one.close();
    one.close();
    expect(same.originals.block(1).length).toBeGreaterThan(0);
    await vault.close();
    expect(() => same.originals.block(1)).toThrow('EBADF');
    await expect(vault.openOriginals('one')).rejects.toThrow(
      expect.objectContaining({ code: 'BANK_CLOSING' }) as Error,
    );
  });

  test('that are being made when the vault is closed leave nothing behind', async () => {
    makeOld('one');
    makeOld('two');
    const [first, second] = ['one', 'two'].map((titleId) => vault.openOriginals(titleId));
    const refused = [first, second].map((opening) =>
      expect(opening).rejects.toThrow(expect.objectContaining({ code: 'BANK_CLOSING' }) as Error),
    );
    await Promise.all([vault.close(), ...refused]);
    const left = ['one', 'two'].flatMap((titleId) => readdirSync(join(vaultFolder, titleId)));
    expect(left.filter((name) => name.startsWith('title.originals'))).toEqual([]);
  });

  test('half made by a process that was killed are removed', async () => {
    makeOld('one');
    // No process has this number: it is above the kernel's limit of 2^22.
    const abandoned = `${fileOf('one')}.5000000.unfinished`;
    const alive = `${fileOf('one')}.${process.ppid}.unfinished`;
    for (const path of [abandoned, alive]) writeFileSync(path, 'half');
    await vault.openOriginals('one');
    expect([abandoned, alive].map((path) => existsSync(path))).toEqual([false, true]);
  });
});
