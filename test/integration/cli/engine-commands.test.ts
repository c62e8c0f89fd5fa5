import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeClip, makeImage } from '../../support/clips.ts';
import { runDiptych } from '../../support/run-diptych.ts';

const KEY = '0f'.repeat(32);
const OTHER_KEY = 'f0'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'diptych-engine-'));
const at = (name: string) => join(folder, name);
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function succeed(...parameters: string[]): Promise<string> {
  const run = await runDiptych(parameters);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
  return run.stdout;
}

async function refuse(...parameters: string[]): Promise<string> {
  const run = await runDiptych(parameters);
  expect(run.code).toBe(1);
  return /\[([A-Z_]+)\]/.exec(run.stderr)?.[1] ?? run.stderr;
}

async function split(film: string, name: string, key: string, ...more: string[]): Promise<void> {
  const names = ['--main', at(`${name}.main`), '--complement', at(`${name}.complement`)];
  await succeed('split', film, '--index', at('film.index'), '--key', key, ...names, ...more);
}

for (const kind of ['vob', 'image'] as const) {
  describe(`the engine commands on ${kind === 'vob' ? 'a VOB' : 'a DVD-Video image'}`, () => {
    let film = '';

    beforeAll(async () => {
      film = kind === 'vob' ? (await makeClip('bbb-pal')).vob : await makeImage('bbb-pal');
      await succeed('index', film, '-o', at('film.index'));
      await split(film, 'ours', KEY);
    });

    test('cut a film in two and join it again, bit for bit', async () => {
      await succeed('join', at('ours.main'), at('ours.complement'), '-o', at('joined'));
      const hashes = [film, at('joined'), at('ours.main')].map(sha256);
      expect(hashes[1]).toBe(hashes[0]);
      expect(hashes[2]).not.toBe(hashes[0]);
      expect(readFileSync(at('ours.main')).length).toBe(readFileSync(film).length);
    });

    test('say what each file is, and that the complement is small', async () => {
      const facts = async (name: string) =>
        JSON.parse(await succeed('inspect', at(name), '--json')) as Record<string, unknown>;
      expect(await facts('film.index')).toMatchObject({ kind: 'index' });
      const complement = await facts('ours.complement');
      expect(complement).toMatchObject({ kind: 'complement', masterSha256: sha256(film) });
      expect(complement['complementPercent']).toBeGreaterThan(0.05);
      expect(complement['complementPercent']).toBeLessThan(0.5);
      expect(complement).toMatchObject({ preset: 'quarter' });
      const { mpegSoundScale, pcmSign, ...drawn } = complement['drawn'] as Record<string, number>;
      expect([mpegSoundScale, pcmSign]).toEqual([0, 0]);
      expect(Object.values(drawn).every((count) => count > 0)).toBe(true);
    });

    test('make the same main stream of the image of its distributor and its overlay', async () => {
      const outputs = ['--distributor-image', at('common'), '--overlay', at('ours.overlay')];
      await split(film, 'levels', KEY, ...outputs);
      await succeed('overlay', at('common'), at('ours.overlay'), '-o', at('overlaid'));
      expect(sha256(at('overlaid'))).toBe(sha256(at('ours.main')));
      expect(readFileSync(at('ours.overlay')).length).toBeLessThan(
        readFileSync(film).length * 0.05,
      );
      const foreign = await refuse('overlay', film, at('ours.overlay'), '-o', at('wrong'));
      expect(foreign).toBe('OVERLAY_WRONG_IMAGE');
      expect(existsSync(at('wrong'))).toBe(false);
    });

    test('index the film themselves where no index is given, for any preset', async () => {
      const names = ['--main', at('one.main'), '--complement', at('one.complement')];
      await succeed('split', film, '--preset', 'one', '--key', KEY, ...names);
      await succeed('join', at('one.main'), at('one.complement'), '-o', at('one'));
      expect(sha256(at('one'))).toBe(sha256(film));
      const percent = async (name: string) =>
        (JSON.parse(await succeed('inspect', at(name), '--json')) as Record<string, number>)[
          'complementPercent'
        ];
      expect(await percent('one.complement')).toBeGreaterThan(
        2 * ((await percent('ours.complement')) ?? 0),
      );
      const outputs = ['--main', at('x.main'), '--complement', at('x.complement')];
      const half = ['--index', at('film.index'), '--preset', 'half', '--key', KEY];
      expect(await refuse('split', film, ...half, ...outputs)).toBe('SPLIT_PRESET');
    });

    test('mark the disc with order and distributor when they are given', async () => {
      const identity = ['--order', 'K7F392QD000000000000', '--distributor', 'DEMO'];
      await split(film, 'marked', KEY, ...identity);
      const facts: unknown = JSON.parse(await succeed('inspect', at('marked.main'), '--json'));
      expect(facts).toMatchObject({
        kind: 'main-stream',
        orderId: 'K7F392QD000000000000',
        distributorId: 'DEMO',
        figures: 'in its complement',
      });
      await succeed('join', at('marked.main'), at('marked.complement'), '-o', at('unmarked'));
      expect(sha256(at('unmarked'))).toBe(sha256(film));
    });

    test('refuse the wrong disc before any output stands', async () => {
      await split(film, 'theirs', OTHER_KEY);
      const code = await refuse(
        'join',
        at('theirs.main'),
        at('ours.complement'),
        '-o',
        at('wrong'),
      );
      expect(code).toBe('SPLIT_WRONG_DISC');
      expect(existsSync(at('wrong'))).toBe(false);
    });

    test('refuse a damaged complement and a damaged disc before any output stands', async () => {
      const complement = readFileSync(at('ours.complement'));
      const middle = Math.floor(complement.length / 2);
      complement.writeUInt8(complement.readUInt8(middle) ^ 1, middle);
      writeFileSync(at('damaged.complement'), complement);
      expect(
        await refuse('join', at('ours.main'), at('damaged.complement'), '-o', at('wrong')),
      ).toBe('COMPLEMENT_DAMAGED');

      const main = readFileSync(at('ours.main'));
      const late = main.length - 700_000;
      main.writeUInt8(main.readUInt8(late) ^ 1, late);
      writeFileSync(at('damaged.main'), main);
      expect(
        await refuse('join', at('damaged.main'), at('ours.complement'), '-o', at('wrong')),
      ).toBe('SPLIT_DISC_DAMAGED');
      expect(existsSync(at('wrong')) || existsSync(at('wrong.part'))).toBe(false);
    });
  });
}

describe('a DVD-Video image with room for the position map', () => {
  let film = '';
  const facts = async (path: string) =>
    JSON.parse(await succeed('inspect', path, '--json')) as Record<string, unknown>;

  beforeAll(async () => {
    const { videoTs } = await makeClip('bbb-pal');
    cpSync(videoTs, at('disc/VIDEO_TS'), { recursive: true });
    mkdirSync(at('disc/DIPTYCH'));
    writeFileSync(at('disc/DIPTYCH/POSITION.MAP'), Buffer.alloc(1 << 20));
    film = at('film-with-map.iso');
    execFileSync('genisoimage', ['-quiet', '-dvd-video', '-o', film, at('disc')]);
    await succeed('index', film, '-o', at('film.index'));
    await split(film, 'mapped', KEY);
  });

  test('says of its main stream, without the complement, what its index says, and about what the complement says', async () => {
    const complement = await facts(at('mapped.complement'));
    const { preset, candidates, expectedBits } = await facts(at('film.index'));
    const main = await facts(at('mapped.main'));
    expect(main).toMatchObject({ kind: 'main-stream', preset, candidates, expectedBits });
    expect(main['size']).toBe(readFileSync(film).length);
    const ratio =
      (main['complementPercent'] as number) / (complement['complementPercent'] as number);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
  });

  test('is a plain image before it is split, and after it is joined', async () => {
    await succeed('join', at('mapped.main'), at('mapped.complement'), '-o', at('unmapped'));
    expect(sha256(at('unmapped'))).toBe(sha256(film));
    const plain = await facts(film);
    expect(plain).toMatchObject({ kind: 'dvd-image' });
    expect(plain).not.toHaveProperty('complementPercent');
  });

  test('is refused with a damaged head of its map', async () => {
    const main = readFileSync(at('mapped.main'));
    const head = main.indexOf('DPTCHMAP');
    main.writeUInt8(main.readUInt8(head + 40) ^ 1, head + 40);
    writeFileSync(at('scratched.main'), main);
    expect(
      await refuse('join', at('scratched.main'), at('mapped.complement'), '-o', at('wrong')),
    ).toBe('SPLIT_DISC_DAMAGED');
    expect(await facts(at('scratched.main'))).not.toHaveProperty('complementPercent');
  });
});

test('a file that is none of ours is refused by name, and nothing is left behind', async () => {
  writeFileSync(at('notes.txt'), 'no film');
  copyFileSync(at('notes.txt'), at('notes.complement'));
  expect(await refuse('inspect', at('notes.txt'))).toBe('INSPECT_UNKNOWN');
  expect(await refuse('index', at('notes.txt'), '-o', at('notes.index'))).toBe(
    'DISC_NOT_DVD_VIDEO',
  );
  expect(await refuse('join', at('notes.txt'), at('notes.complement'), '-o', at('n'))).toBe(
    'COMPLEMENT_NOT_ONE',
  );
  expect(await refuse('inspect', at('missing'))).toBe('INPUT_NOT_READABLE');
  expect(existsSync(at('notes.index')) || existsSync(at('notes.index.part'))).toBe(false);
});
