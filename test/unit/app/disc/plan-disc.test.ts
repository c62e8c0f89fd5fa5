import { generateKeyPairSync } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDiscIdentity } from '../../../../app/disc/disc-identity.ts';
import { openFileSource } from '../../../../app/disc/file-source.ts';
import { makeImage as makeDiscImage } from '../../../../app/disc/genisoimage.ts';
import {
  type ImageLayout,
  readImageLayout,
  wholeStreamLayout,
} from '../../../../app/disc/image-layout.ts';
import { encodeManifest, MANIFEST_BYTES, signManifest } from '../../../../app/disc/manifest.ts';
import { NAV_IDENTIFIER_OFFSET } from '../../../../app/disc/nav-identifier.ts';
import { planDisc } from '../../../../app/disc/plan-disc.ts';
import type { SplitPlan } from '../../../../app/split/types.ts';
import { makeClip, makeImage } from '../../../support/clips.ts';
import { editedFile } from '../../../support/disc/edited-source.ts';

const identity = { titleId: 'a-clip', orderId: '0123456789ABCDEFGHJK', distributorId: 'DEMO' };
const { privateKey } = generateKeyPairSync('ed25519');
const manifest = encodeManifest(
  signManifest({ ...identity, issuedAt: '2026-11-20T12:00:00.000Z' }, privateKey),
);
const keys = { distributor: new Uint8Array(32), order: new Uint8Array(32).fill(1) };

let folder: string;
/** A disc with room for manifest and map. */
let master: string;
let layout: ImageLayout;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-plan-'));
  const { videoTs } = await makeClip('pal-4x3');
  cpSync(dirname(videoTs), join(folder, 'disc'), { recursive: true });
  mkdirSync(join(folder, 'disc', 'DIPTYCH'));
  writeFileSync(join(folder, 'disc', 'DIPTYCH', 'MANIFEST.JSN'), ' '.repeat(MANIFEST_BYTES));
  writeFileSync(join(folder, 'disc', 'DIPTYCH', 'POSITION.MAP'), Buffer.alloc(5000));
  await makeDiscImage({ cwd: folder, folder: 'disc', output: 'master.iso', volumeId: 'A clip' });
  master = join(folder, 'master.iso');
  layout = readImageLayout(openFileSource(master));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a main stream changes in clear: the overlays, and the field of the first NAV pack. */
function writtenOver(plan: SplitPlan) {
  const nav = plan.navIdentifier ?? new Uint8Array();
  const position = (layout.vobs[0]?.offset ?? 0) + NAV_IDENTIFIER_OFFSET;
  return [...plan.overlays, { position, bytes: nav }];
}

describe('the plan of a disc', () => {
  test('says who it is three times over, and all three are read back', () => {
    const plan = planDisc({ layout, identity, keys, manifest });
    const disc = editedFile(master, writtenOver(plan));
    expect(readDiscIdentity(disc)).toMatchObject({
      ...identity,
      manifest: { ...identity, version: 1 },
    });
    expect(plan.mapArea).toEqual({ offset: layout.map?.offset, length: 5000 });
  });

  test('writes the provider identifier into the information file and its copy, and lsdvd reads on', () => {
    const plan = planDisc({ layout, identity, keys, manifest });
    expect(plan.overlays.map((overlay) => overlay.position)).toEqual([
      (layout.ifo?.offset ?? 0) + 0x40,
      (layout.bup?.offset ?? 0) + 0x40,
      layout.manifest?.offset,
    ]);
    const path = join(folder, 'marked.iso');
    copyFileSync(master, path);
    const disc = editedFile(master, plan.overlays);
    const bytes = new Uint8Array(disc.size);
    disc.read(0, bytes);
    writeFileSync(path, bytes);
    expect(
      execFileSync('lsdvd', ['-Ox', path], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    ).toContain('DEMO    0123456789ABCDEFGHJK');
  });

  test('leaves map and manifest out where the disc has no room for them', async () => {
    const foreign = readImageLayout(openFileSource(await makeImage('pal-4x3')));
    const plan = planDisc({ layout: foreign, identity, keys, manifest });
    expect(plan.overlays).toHaveLength(2);
    expect(plan.mapArea).toBeNull();
  });

  test('marks the NAV packs alone of a bare program stream', async () => {
    const { vob } = await makeClip('pal-4x3');
    const stream = wholeStreamLayout(statSync(vob).size);
    const plan = planDisc({ layout: stream, identity, keys, manifest: null });
    expect(plan.overlays).toEqual([]);
    const marked = editedFile(vob, [
      { position: NAV_IDENTIFIER_OFFSET, bytes: plan.navIdentifier ?? new Uint8Array() },
    ]);
    expect(readDiscIdentity(marked)).toEqual({
      orderId: identity.orderId,
      distributorId: 'DEMO',
      titleId: null,
      manifest: null,
    });
  });

  test('refuses a manifest that does not fit its room', () => {
    const long = new Uint8Array(MANIFEST_BYTES + 1);
    expect(() => planDisc({ layout, identity, keys, manifest: long })).toThrow(
      expect.objectContaining({ code: 'DISC_IDENTIFIER_INVALID' }),
    );
  });
});

describe('the identity of a disc', () => {
  test('is none on a master', () => {
    expect(readDiscIdentity(openFileSource(master))).toBeNull();
  });

  test('is refused where the disc names two orders', () => {
    const other = { ...identity, orderId: 'ZZZZZZZZZZZZZZZZZZZZ' };
    const mine = planDisc({ layout, identity, keys, manifest });
    const theirs = planDisc({ layout, identity: other, keys, manifest: null });
    const disc = editedFile(master, [...writtenOver(mine), ...theirs.overlays]);
    expect(() => readDiscIdentity(disc)).toThrow(
      expect.objectContaining({ code: 'DISC_IDENTITY_CONTRADICTORY' }),
    );
  });
});
