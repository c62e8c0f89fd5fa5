import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFileSource } from '../../../../app/disc/file-source.ts';
import { readImageLayout, wholeStreamLayout } from '../../../../app/disc/image-layout.ts';
import {
  type ByteSource,
  bufferSource,
  readExtent,
} from '../../../../app/foundation/byte-source.ts';
import { AppError } from '../../../../app/foundation/errors.ts';
import { makeClip, makeImage } from '../../../support/clips.ts';
import { truncatedFile } from '../../../support/disc/edited-source.ts';

let image: string;
let folder: string;

beforeAll(async () => {
  image = await makeImage('pal-16x9');
  folder = mkdtempSync(join(tmpdir(), 'diptych-layout-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function textAt(source: ByteSource, offset: number, length: number): string {
  return Buffer.from(readExtent(source, { offset, length })).toString('latin1');
}

function failureOf(action: () => unknown): unknown {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
}

describe('the layout of a DVD-Video image', () => {
  test('names the place of the film, and of the manager’s file and its copy', async () => {
    const source = openFileSource(image);
    const layout = readImageLayout(source);
    source.close();
    const vob = statSync((await makeClip('pal-16x9')).vob);
    expect(layout).toMatchObject({
      kind: 'dvd-video',
      size: statSync(image).size,
      volumeId: 'PAL_16X9',
      vobs: [{ length: vob.size }],
      manifest: null,
      map: null,
    });
    const again = openFileSource(image);
    expect(textAt(again, layout.ifo?.offset ?? 0, 12)).toBe('DVDVIDEO-VMG');
    expect(textAt(again, layout.bup?.offset ?? 0, 12)).toBe('DVDVIDEO-VMG');
    expect(textAt(again, layout.vobs[0]?.offset ?? 0, 4)).toBe('\0\0\u0001º');
    again.close();
  });

  test('joins VOBs that touch, and keeps title sets apart', () => {
    const path = join(folder, 'sets.iso');
    const tree = join(folder, 'sets', 'VIDEO_TS');
    execFileSync('mkdir', ['-p', tree]);
    for (const name of ['VIDEO_TS.IFO', 'VIDEO_TS.BUP']) writeFileSync(join(tree, name), 'x');
    for (const name of ['VTS_01_0.VOB', 'VTS_01_1.VOB', 'VTS_01_2.VOB', 'VTS_02_1.VOB']) {
      writeFileSync(join(tree, name), Buffer.alloc(4096));
    }
    for (const name of ['VTS_01_9.XXX', 'VTS_02_0.IFO']) writeFileSync(join(tree, name), 'x');
    execFileSync('genisoimage', ['-quiet', '-o', path, join(folder, 'sets')]);
    const { vobs } = readImageLayout(openFileSource(path));
    expect(vobs.map((extent) => extent.length)).toEqual([8192, 4096]);
  });

  test.each([
    ['before the volume descriptor', 32_768, 'DISC_NOT_DVD_VIDEO'],
    ['in the folders', 40_000, 'DISC_TRUNCATED'],
    ['in the middle of the film', 1_200_000, 'DISC_TRUNCATED'],
  ])('is refused where the image ends %s', (_where, length, code) => {
    expect(() => readImageLayout(truncatedFile(image, length))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('is refused where a single sector is missing at the end', () => {
    expect(() => readImageLayout(truncatedFile(image, statSync(image).size - 2048))).toThrow(
      expect.objectContaining({ code: 'DISC_TRUNCATED' }),
    );
  });

  test('is refused for a text, and for a disc of data', () => {
    const data = join(folder, 'data.iso');
    const tree = join(folder, 'data');
    execFileSync('mkdir', ['-p', tree]);
    writeFileSync(join(tree, 'README'), 'No film here.');
    execFileSync('genisoimage', ['-quiet', '-o', data, tree]);
    const refusal = expect.objectContaining({ code: 'DISC_NOT_DVD_VIDEO' });
    expect(() => readImageLayout(bufferSource(Buffer.from('No film here.')))).toThrow(refusal);
    expect(() => readImageLayout(openFileSource(data))).toThrow(refusal);
  });

  test('never fails in another way, whatever is damaged in the folders', () => {
    const whole = Buffer.from(
      readExtent(openFileSource(image), { offset: 0, length: statSync(image).size }),
    );
    const place = fc.integer({ min: 16 * 2048, max: 300 * 2048 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 40 }),
        (edits) => {
          const before = edits.map(([position]) => whole[position] ?? 0);
          for (const [position, value] of edits) whole[position] = value;
          const failure = failureOf(() => readImageLayout(bufferSource(whole)));
          expect(failure === null || failure instanceof AppError).toBe(true);
          for (const [number, [position]] of edits.entries()) whole[position] = before[number] ?? 0;
        },
      ),
      { seed: 20_261_120, numRuns: 200 },
    );
  });
});

test('a bare program stream is film from end to end', () => {
  expect(wholeStreamLayout(4096)).toMatchObject({
    kind: 'program-stream',
    vobs: [{ offset: 0, length: 4096 }],
    ifo: null,
  });
});
