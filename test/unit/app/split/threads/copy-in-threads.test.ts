import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileSource, openFileSource } from '../../../../../app/disc/file-source.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import type { SplitPlan } from '../../../../../app/split/index.ts';
import {
  copyInThreads,
  type CopyOptions,
} from '../../../../../app/split/threads/copy-in-threads.ts';
import { Turn } from '../../../../../app/split/threads/copy-stretches.ts';
import { EngineThread } from '../../../../../app/split/threads/engine-thread.ts';
import { openImage } from '../../../../../app/split/threads/open-image.ts';
import type { ThreadImage } from '../../../../../app/split/threads/protocol.ts';
import { cutImage } from '../../../../../app/split/threads/stretches.ts';
import { makeClip } from '../../../../support/clips.ts';
import { indexOf, splitWhole } from '../../../../support/engine-files.ts';

const MIB = 1 << 20;

/** A film over and over, so that it has many blocks, with 80 MiB of noise before it: enough for a second thread. */
let folder: string;
let main: Uint8Array;
let master: Uint8Array;
let plan: SplitPlan;
const open: FileSource[] = [];
const files: Record<string, FileSource> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-copy-'));
  const { videoTs } = await makeClip('pal-16x9');
  const clip = readFileSync(join(videoTs, 'VTS_01_1.VOB'));
  const noise = seededRandomness('noise').bytes(80 * MIB);
  master = Buffer.concat([noise, clip, clip, clip, clip]);
  const extents = [{ offset: noise.length, length: clip.length * 4 }];
  const { file, index } = await indexOf(master, extents);
  plan = {
    keys: { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) },
    navIdentifier: new Uint8Array(32).fill(0x5a),
    overlays: [],
    mapArea: null,
  };
  const split = splitWhole(master, index, plan);
  main = split.main;
  for (const [name, bytes] of Object.entries({ master, index: file, ...split })) {
    writeFileSync(join(folder, name), bytes);
    files[name] = openFileSource(join(folder, name));
  }
});
afterAll(() => {
  for (const file of [...open, ...Object.values(files)]) file.close();
  rmSync(folder, { recursive: true });
});

const partsOf = (name: string) => files[name]!.files;
const mainStream = (): ThreadImage => ({
  kind: 'main-stream',
  master: partsOf('master'),
  index: partsOf('index'),
  plan,
});
const synthesis = (): ThreadImage => ({
  kind: 'synthesis',
  main: partsOf('main'),
  complement: partsOf('complement'),
});

async function copied(image: ThreadImage, options: CopyOptions): Promise<Buffer> {
  const path = join(folder, 'output');
  const descriptor = openSync(path, 'w');
  try {
    ftruncateSync(descriptor, master.length);
    await copyInThreads(image, descriptor, options);
    return readFileSync(path);
  } finally {
    closeSync(descriptor);
  }
}

describe.each([1, 2])('what %i threads write', (threads) => {
  it('is the main stream, byte for byte', async () => {
    const told: number[] = [];
    const onProgress = (done: number) => told.push(done);
    expect(Buffer.compare(await copied(mainStream(), { threads, onProgress }), main)).toBe(0);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe(master.length);
  });

  it('is the synthesis, which is the master', async () => {
    expect(Buffer.compare(await copied(synthesis(), { threads }), master)).toBe(0);
  });

  it('is no synthesis of a disc that is damaged', async () => {
    const path = join(folder, 'damaged');
    const bytes = Buffer.from(main);
    bytes[81 * MIB] = (bytes[81 * MIB] ?? 0) ^ 0xff;
    writeFileSync(path, bytes);
    const damaged = openFileSource(path);
    open.push(damaged);
    const image: ThreadImage = { ...synthesis(), main: damaged.files } as ThreadImage;
    await expect(copied(image, { threads })).rejects.toMatchObject({ code: 'SPLIT_DISC_DAMAGED' });
  });

  it('stops when it is told', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const options = { threads, signal: controller.signal, onProgress };
    await expect(copied(mainStream(), options)).rejects.toThrow('enough');
  });

  it('fails where the file cannot be written', async () => {
    const readOnly = openFileSource(join(folder, 'index'));
    const [file] = readOnly.files;
    const written = copyInThreads(mainStream(), file!.descriptor, { threads });
    await expect(written).rejects.toMatchObject({
      code: 'SPLIT_NOT_WRITTEN',
      context: { system: 'EBADF' },
    });
    readOnly.close();
  });
});

describe('another thread, alone', () => {
  let thread: EngineThread;
  beforeAll(() => {
    thread = new EngineThread();
  });
  afterAll(() => thread.end());

  /** Has it write all of an image. */
  async function copiedThere(image: ThreadImage, flags = 'w'): Promise<Buffer> {
    const plain = cutImage(openImage(image).cut);
    const cuts = new Float64Array(new SharedArrayBuffer(plain.byteLength));
    cuts.set(plain);
    const path = join(folder, 'there');
    const output = openSync(path, flags);
    try {
      await thread.ask({ kind: 'copy', image, output, cuts: cuts.buffer, turn: new Turn().buffer });
      return readFileSync(path);
    } finally {
      closeSync(output);
    }
  }

  it('writes what this one would', async () => {
    expect(Buffer.compare(await copiedThere(mainStream()), main)).toBe(0);
    expect(Buffer.compare(await copiedThere(synthesis()), master)).toBe(0);
  });

  it('says what is wrong as this one would', async () => {
    const image = { ...synthesis(), complement: partsOf('index') } as ThreadImage;
    const copied = thread.ask({
      kind: 'copy',
      image,
      output: 0,
      cuts: new SharedArrayBuffer(16),
      turn: new Turn().buffer,
    });
    await expect(copied).rejects.toMatchObject({
      code: 'COMPLEMENT_NOT_ONE',
      remedy: 'reject-input',
    });
    await expect(copiedThere(mainStream(), 'r')).rejects.toMatchObject({
      code: 'SPLIT_NOT_WRITTEN',
      context: { system: 'EBADF' },
    });
  });

  it('that is ended says so to who waits for it', async () => {
    const mortal = new EngineThread();
    const asked = mortal.ask({
      kind: 'index',
      film: partsOf('master'),
      segment: { from: 0, to: master.length },
      preset: 'quarter',
      bytesPerTick: null,
    });
    const ended = mortal.end();
    await expect(asked).rejects.toMatchObject({ code: 'SPLIT_THREAD_FAILED' });
    await ended;
    await expect(
      mortal.ask({
        kind: 'index',
        film: [],
        segment: { from: 0, to: 0 },
        preset: 'quarter',
        bytesPerTick: null,
      }),
    ).rejects.toMatchObject({ code: 'SPLIT_THREAD_FAILED' });
  });
});

describe('an image is cut', () => {
  it('into stretches of a MiB or so at the begins of blocks, and what is no film anywhere', () => {
    const blockBytes = 400_000;
    const cuts = cutImage({
      size: 30 * MIB,
      extents: [{ offset: 10 * MIB + 5, length: 10 * blockBytes }],
      blocks: 10,
      blockStart: (number) => number * blockBytes,
    });
    const film = 10 * MIB + 5;
    const inFilm = [...cuts].filter((cut) => cut >= film && cut < film + 10 * blockBytes);
    expect(inFilm).toEqual([0, 3, 6, 9].map((block) => film + block * blockBytes));
    expect([cuts[0], cuts.at(-1)]).toEqual([0, 30 * MIB]);
    const lengths = [...cuts].slice(1).map((cut, at) => cut - (cuts[at] ?? 0));
    expect(Math.max(...lengths)).toBeLessThan(4 * MIB);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
  });
});
