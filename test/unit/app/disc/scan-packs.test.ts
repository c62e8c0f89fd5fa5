import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { scanPacks } from '../../../../app/disc/scan-packs.ts';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { makeClip } from '../../../support/clips.ts';

let vob: Buffer;

beforeAll(async () => {
  vob = readFileSync((await makeClip('ntsc-4x3')).vob);
});

function scan(bytes: Uint8Array): Promise<void> {
  return scanPacks(bufferSource(bytes), [{ offset: 0, length: bytes.length }]);
}

/** Offset of the last sector whose first packet is video: stream 0xE0 after a pack header of 14 bytes. */
function lastVideoSector(bytes: Buffer): number {
  let last = 0;
  for (let sector = 0; sector < bytes.length; sector += 2048) {
    if (bytes.readUInt32BE(sector + 14) === 0x000001e0) last = sector;
  }
  return last;
}

test('a VOB in clear is accepted, to its last byte', async () => {
  const looked: number[] = [];
  await scanPacks(bufferSource(vob), [{ offset: 0, length: vob.length }], {
    onProgress: (bytes) => looked.push(bytes),
  });
  expect(looked.at(-1)).toBe(vob.length);
});

test('one scrambled pack is enough to refuse a disc as encrypted, and its place is said', async () => {
  const bytes = Buffer.from(vob);
  const sector = lastVideoSector(bytes);
  // PES_scrambling_control = 01 in the byte after PES_packet_length.
  bytes[sector + 20] = (bytes[sector + 20] ?? 0) | 0x10;
  await expect(scan(bytes)).rejects.toMatchObject({
    code: 'DISC_ENCRYPTED',
    context: { position: sector },
  });
});

test('a sector that is no pack is damage', async () => {
  const bytes = Buffer.from(vob);
  bytes.fill(0, 20_480, 22_528);
  await expect(scan(bytes)).rejects.toMatchObject({
    code: 'DISC_DAMAGED',
    context: { position: 20_480 },
  });
});

test('a film that stops inside a sector, or before its extent does, is truncated', async () => {
  await expect(scan(vob.subarray(0, vob.length - 100))).rejects.toMatchObject({
    code: 'DISC_TRUNCATED',
  });
  const extent = { offset: 0, length: vob.length + 2048 };
  await expect(scanPacks(bufferSource(vob), [extent])).rejects.toMatchObject({
    code: 'DISC_TRUNCATED',
  });
});

test('an interruption ends the look', async () => {
  const reason = new Error('Enough.');
  const extents = [{ offset: 0, length: vob.length }];
  await expect(
    scanPacks(bufferSource(vob), extents, { signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
});
