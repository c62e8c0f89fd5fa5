import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readDvdStructure } from '../../../../app/disc/dvd-structure.ts';
import { readImageLayout } from '../../../../app/disc/image-layout.ts';
import { readIsoVolume } from '../../../../app/disc/iso9660.ts';
import { MANIFEST_BYTES, parseManifest } from '../../../../app/disc/manifest.ts';
import { bufferSource, type ByteSource } from '../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { makeImage } from '../../../support/clips.ts';

const RUNS = Number(process.env['DIPTYCH_HOSTILE_RUNS'] ?? 200);
const SECTOR = 2048;
/** Volume descriptor, path tables and folders lie in the first sectors of an image. */
const FOLDERS_END = 300 * SECTOR;

let image: Uint8Array;
beforeAll(async () => {
  image = readFileSync(await makeImage('pal-4x3'));
});

/** What an image is refused with; null: with nothing. Any other error than ours goes on. */
function refusal(source: ByteSource): string | null {
  return codeOf(() => {
    readImageLayout(source);
    readDvdStructure(source);
    return null;
  });
}

/** The code of what an action throws, or what it gives. Any other error than ours goes on. */
function codeOf<T>(action: () => T): T | string {
  try {
    return action();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

describe('a volume', () => {
  test('whose folders name each other ends', () => {
    const volume = volumeOfOneFolder(40);
    expect(() => readIsoVolume(bufferSource(volume))).toThrow(
      expect.objectContaining({ code: 'DISC_DAMAGED' }),
    );
  });

  test('with any bytes of its descriptor and folders changed is read or refused, and nothing else', () => {
    const used: number[] = [];
    for (let at = 16 * SECTOR; at < FOLDERS_END; at += 1) if (image[at] !== 0) used.push(at);
    const place = fc.nat(used.length - 1).map((index) => used[index] ?? 0);
    const change = fc.tuple(place, fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 255)));
    const codes = [null, 'DISC_NOT_DVD_VIDEO', 'DISC_TRUNCATED', 'DISC_DAMAGED'];
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const before = changes.map(([at]) => image[at] ?? 0);
        for (const [at, byte] of changes) image[at] = byte;
        try {
          expect(codes).toContain(refusal(bufferSource(image)));
        } finally {
          // Backwards: a place that was changed twice.
          for (let index = changes.length - 1; index >= 0; index -= 1) {
            image[changes[index]?.[0] ?? 0] = before[index] ?? 0;
          }
        }
      }),
      { seed: 20_261_121, numRuns: RUNS },
    );
  });

  test('that is cut off anywhere is refused', () => {
    fc.assert(
      fc.property(fc.nat(image.length - 1), (end) => {
        expect(['DISC_NOT_DVD_VIDEO', 'DISC_TRUNCATED', 'DISC_DAMAGED']).toContain(
          refusal(bufferSource(image.subarray(0, end))),
        );
      }),
      { seed: 20_261_121, numRuns: RUNS },
    );
  });
});

test('a room of the manifest with any text in it is none, or refused', () => {
  const room = fc.oneof(
    fc.uint8Array({ maxLength: MANIFEST_BYTES }),
    fc.jsonValue({ maxDepth: 8 }).map((value) => Buffer.from(JSON.stringify(value))),
    fc.nat(MANIFEST_BYTES / 2).map((depth) => Buffer.from('['.repeat(depth))),
    fc.string().map((text) => Buffer.from(`{"format":"diptych-manifest","titleId":${text}}`)),
  );
  fc.assert(
    fc.property(room, (bytes) => {
      expect([null, 'DISC_MANIFEST_INVALID']).toContain(codeOf(() => parseManifest(bytes)));
    }),
    { seed: 20_261_121, numRuns: RUNS },
  );
});

/** A volume of 20 sectors whose one folder, in sector 18, names itself so many times. */
function volumeOfOneFolder(times: number): Uint8Array {
  const bytes = Buffer.alloc(20 * SECTOR);
  const descriptor = 16 * SECTOR;
  bytes[descriptor] = 1;
  bytes.write('CD001', descriptor + 1, 'latin1');
  bytes.writeUInt32LE(20, descriptor + 80);
  bytes.writeUInt16LE(SECTOR, descriptor + 128);
  writeFolderRecord(bytes, descriptor + 156, '\0');
  for (let index = 0; index < times; index += 1) {
    writeFolderRecord(bytes, 18 * SECTOR + index * 36, `F${String.fromCharCode(65 + index)}`);
  }
  return bytes;
}

/** A record of ECMA-119 §9.1: its length, extent, length of data, flags, name. */
function writeFolderRecord(bytes: Buffer, at: number, name: string): void {
  bytes[at] = 34 + (name.length === 1 ? 0 : 2);
  bytes.writeUInt32LE(18, at + 2);
  bytes.writeUInt32LE(SECTOR, at + 10);
  bytes[at + 25] = 2;
  bytes[at + 32] = name.length;
  bytes.write(name, at + 33, 'latin1');
}
