import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manifestSchema } from '../../../../../app/disc/manifest.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import type { System } from '../../../../../app/player/disc/disc-path.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../../../../app/player/disc/player-disc.ts';
import { makeImage } from '../../../../support/clips.ts';
import {
  type BurnedDisc,
  burnDisc,
  burnedIdentity,
  manifestKey,
} from '../../../../support/player/burned-disc.ts';
import { makeFeatureDisc } from '../../../../support/player/feature-disc.ts';

let folder: string;
let disc: BurnedDisc;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-discs-'));
  disc = await burnDisc(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The disc with some bytes written over. */
function altered(name: string, at: number, bytes: Uint8Array): string {
  const path = join(folder, name);
  const image = Uint8Array.from(disc.main);
  image.set(bytes, at);
  writeFileSync(path, image);
  return path;
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { byte, where } = error.context;
    return [
      error.code,
      ...(byte === undefined ? [] : [byte]),
      ...(where === undefined ? [] : [where]),
    ];
  }
  return null;
}

describe('an image', () => {
  test('says its title, order and distributor, and is believed with the bank’s key', () => {
    const read = readPlayerDisc(disc.path);
    const verified = verifyPlayerDisc(read, [manifestKey]);
    expect(verified.manifest).toMatchObject(burnedIdentity);
    expect([verified.source.size, verified.from]).toEqual([disc.main.length, `image ${disc.path}`]);
    verified.close();
    expect(errorOf(() => verified.source.read(0, new Uint8Array(10)))).toEqual(['PLAYER_CLOSED']);
  });

  test('that goes on behind its volume is read to the end of the volume', () => {
    const path = join(folder, 'longer.iso');
    writeFileSync(path, Buffer.concat([disc.main, Buffer.alloc(70_000, 0xee)]));
    const read = readPlayerDisc(path);
    const { source } = read;
    const end = new Uint8Array(5000).fill(1);
    expect([
      source.size,
      source.read(source.size - 100, end),
      source.read(source.size + 1, end),
    ]).toEqual([disc.main.length, 100, 0]);
    read.close();
  });

  test('of another bank is refused, with the place of its signature', () => {
    const read = readPlayerDisc(disc.path);
    const other = 'A'.repeat(43);
    const place = disc.layout.manifest?.offset;
    expect(errorOf(() => verifyPlayerDisc(read, [other]))).toEqual([
      'DISC_MANIFEST_INVALID',
      place,
    ]);
    read.close();
  });

  test('whose manifest was rewritten is refused: its signature does not hold', () => {
    const at = disc.layout.manifest?.offset ?? 0;
    const room = Buffer.from(disc.main.subarray(at, at + 8192)).toString();
    const manifest = manifestSchema.parse(JSON.parse(room));
    const forged = JSON.stringify({ ...manifest, titleId: 'another-film' });
    const read = readPlayerDisc(altered('forged.iso', at, Buffer.from(forged.padEnd(8191))));
    expect(errorOf(() => verifyPlayerDisc(read, [manifestKey]))).toEqual([
      'DISC_MANIFEST_INVALID',
      at,
    ]);
    read.close();
  });

  test('is refused where one of its marks names another order, with place and byte', () => {
    const other = Buffer.from(`DPT1${'DEMO'.padEnd(8)}ZZZZZZZZZZZZZZZZZZZZ`);
    const { ifo, bup, vobs, manifest } = disc.layout;
    const places = [
      ['VIDEO_TS.IFO', (ifo?.offset ?? 0) + 0x40],
      ['VIDEO_TS.BUP', (bup?.offset ?? 0) + 0x40],
      ['NAV pack', (vobs[0]?.offset ?? 0) + 0x49],
      ['NAV pack', (vobs[1]?.offset ?? 0) + 0x49],
    ] as const;
    for (const [where, byte] of places) {
      for (const bytes of [other, Buffer.alloc(32)]) {
        const path = altered('marks.iso', byte, bytes);
        expect(errorOf(() => readPlayerDisc(path))).toEqual(['DISC_ALTERED', byte, where]);
      }
    }
    const at = manifest?.offset ?? 0;
    expect(
      errorOf(() => readPlayerDisc(altered('empty.iso', at, Buffer.alloc(8192, ' ')))),
    ).toEqual(['DISC_ALTERED', at, 'manifest']);
    expect(
      errorOf(() => readPlayerDisc(altered('noise.iso', at, Buffer.from('{"format":')))),
    ).toEqual(['DISC_MANIFEST_INVALID', at]);
  });
});

describe('what is no disc of ours', () => {
  test('is refused by its own name', async () => {
    const cut = join(folder, 'cut.iso');
    writeFileSync(cut, disc.main.subarray(0, disc.main.length / 2));
    const noise = join(folder, 'noise.bin');
    writeFileSync(noise, Buffer.alloc(100_000, 7));
    const empty = join(folder, 'nothing.iso');
    writeFileSync(empty, '');
    const { image } = await makeFeatureDisc();
    const inputs = [
      join(folder, 'absent'),
      cut,
      noise,
      empty,
      image,
      await makeImage('pal-4x3'),
      disc.masterPath,
      '/dev/null',
    ];
    expect(inputs.map((path) => errorOf(() => readPlayerDisc(path)))).toEqual([
      ['DISC_NOT_FOUND'],
      ['DISC_TRUNCATED'],
      ['DISC_NOT_DVD_VIDEO'],
      ['DISC_NOT_DVD_VIDEO'],
      ['DISC_NOT_OURS'],
      ['DISC_NOT_OURS'],
      ['DISC_IS_MASTER'],
      ['DISC_NOT_FOUND'],
    ]);
  });
});

describe('a folder', () => {
  const mounted = (source: string, backing: string | null, type = 'iso9660'): System => ({
    mounts: () => `22 1 8:1 / / rw - ext4 /dev/sda1 rw
31 22 7:0 / ${folder.replaceAll(' ', '\\040')}/my\\040disc ro,relatime shared:9 - ${type} ${source} ro
`,
    backingFile: () => backing,
  });
  beforeAll(() => {
    mkdirSync(join(folder, 'my disc', 'VIDEO_TS'), { recursive: true });
    symlinkSync(join(folder, 'my disc'), join(folder, 'link'));
  });

  test('on a mounted image is read from the image, also from a folder in it or through a link', () => {
    for (const name of ['my disc', 'my disc/VIDEO_TS', 'link']) {
      const read = readPlayerDisc(join(folder, name), mounted('/dev/loop0', disc.path));
      expect([read.manifest.orderId, read.from]).toEqual([
        burnedIdentity.orderId,
        `folder ${join(folder, name)}`,
      ]);
      read.close();
    }
  });

  test('on a mounted disc is read from the drive, as long as its volume', () => {
    // A file in the place of a block device: it, too, is read to the end of the volume alone.
    const device = join(folder, 'device');
    copyFileSync(disc.path, device);
    const read = readPlayerDisc(join(folder, 'my disc'), mounted(device, null, 'udf'));
    expect(read.source.size).toBe(readFileSync(disc.path).length);
    read.close();
  });

  test('in a drive that is empty is said so', () => {
    const device = join(folder, 'blank');
    writeFileSync(device, '');
    expect(errorOf(() => readPlayerDisc(join(folder, 'my disc'), mounted(device, null)))).toEqual([
      'DRIVE_EMPTY',
    ]);
  });

  test('of copied files is refused, in whatever letter case: the film is rebuilt from the disc', () => {
    for (const name of ['copy/VIDEO_TS', 'small/video_ts', 'ours/Diptych']) {
      mkdirSync(join(folder, name), { recursive: true });
      const parent = join(folder, name, '..');
      expect(errorOf(() => readPlayerDisc(parent))).toEqual(['DISC_FOLDER_COPIED']);
      expect(errorOf(() => readPlayerDisc(join(folder, name)))).toEqual(['DISC_FOLDER_COPIED']);
    }
  });

  test('of other things is no disc', () => {
    mkdirSync(join(folder, 'holiday'));
    expect(errorOf(() => readPlayerDisc(join(folder, 'holiday')))).toEqual(['DISC_NOT_FOUND']);
  });
});
