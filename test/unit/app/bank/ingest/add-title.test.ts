import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addTitle, type AddTitleRequest } from '../../../../../app/bank/ingest/add-title.ts';
import type { IngestProgress } from '../../../../../app/bank/ingest/ingest-progress.ts';
import { listVault } from '../../../../../app/bank/ingest/list-vault.ts';
import type { TitleFacts } from '../../../../../app/bank/ingest/title-facts.ts';
import type { OpenTitle } from '../../../../../app/bank/vault/masters.ts';
import { openVault } from '../../../../../app/bank/vault/vault.ts';
import { readExtent } from '../../../../../app/foundation/byte-source.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { makeClip, makeImage } from '../../../../support/clips.ts';

const facts: TitleFacts = {
  titleId: 'two-seconds',
  name: { en: 'Two Seconds', fr: 'Deux secondes' },
  synopsis: { en: 'They pass.', fr: 'Elles passent.' },
  year: 2026,
  credits: 'Drawn by FFmpeg.',
  rights: '',
  genres: ['test'],
};

let folder: string;
let vaultFolder: string;
let mediaFolder: string;
/** A silent film in a format that no DVD has: 640 by 360, 30 pictures a second, H.264. */
let film: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-ingest-'));
  vaultFolder = join(folder, 'vault');
  mediaFolder = join(folder, 'media');
  film = join(folder, 'film with a "name" & more.mp4');
  const source = 'testsrc2=s=640x360:r=30:d=2';
  const options = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    source,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
  ];
  execFileSync('ffmpeg', [...options, '-pix_fmt', 'yuv420p', film]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function add(source: string, changes: Partial<AddTitleRequest> = {}) {
  return addTitle({ vaultFolder, mediaFolder, source, facts, ...changes });
}

function factsFor(titleId: string): TitleFacts {
  return { ...facts, titleId };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Runs `use` with an opened title. */
function withTitle(titleId: string, use: (title: OpenTitle) => void): void {
  const title = openVault(vaultFolder).open(titleId);
  try {
    use(title);
  } finally {
    title.close();
  }
}

/** Everything that stands in the two folders, `title/file`. */
function standing(): string[] {
  return [vaultFolder, mediaFolder].flatMap((parent) =>
    existsSync(parent) ? readdirSync(parent, { recursive: true, encoding: 'utf8' }).sort() : [],
  );
}

/** The error of what must be refused, and what it left in the two folders. */
async function refusalOf(request: () => Promise<unknown>) {
  const before = standing();
  const error: unknown = await request().then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, left: standing().filter((path) => !before.includes(path)) };
}

/** A clean refusal. */
function refused(code: string) {
  return { error: expect.objectContaining({ code }) as unknown, left: [] };
}

/** The same bytes with one video pack in the middle scrambled: PES_scrambling_control 01. */
function scrambled(bytes: Buffer): Buffer {
  let sector = Math.floor(bytes.length / 4096) * 2048;
  while (bytes.readUInt32BE(sector + 14) !== 0x000001e0) sector += 2048;
  bytes[sector + 20] = (bytes[sector + 20] ?? 0) | 0x10;
  return bytes;
}

describe('a film', () => {
  const told: IngestProgress[] = [];

  test('becomes a title: authored, indexed, with poster and trailer', async () => {
    const clock = new ManualClock('2026-11-20T12:00:00.000Z');
    const title = await add(film, { clock, onProgress: (progress) => told.push(progress) });
    expect(title).toMatchObject({
      titleId: 'two-seconds',
      standard: 'ntsc',
      aspect: '16:9',
      poster: 'two-seconds/poster.jpg',
      trailer: 'two-seconds/trailer.mp4',
    });
    expect(title.runningSeconds).toBeCloseTo(2, 0);
    expect(listVault(vaultFolder)).toEqual([title]);
    expect(openVault(vaultFolder).record('two-seconds').addedAt).toBe('2026-11-20T12:00:00.000Z');
    expect(standing()).toEqual([
      'two-seconds',
      'two-seconds/master.iso',
      'two-seconds/title.index',
      'two-seconds/title.json',
      'two-seconds/title.originals',
      'two-seconds',
      'two-seconds/poster.jpg',
      'two-seconds/trailer.mp4',
    ]);
  });

  test('tells its progress from 0 to 100, phase after phase', () => {
    const percents = told.map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBeGreaterThan(99);
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      'check',
      'encode',
      'author',
      'index',
      'image',
      'verify',
      'media',
    ]);
  });

  test('has a master whose hash is known, and room behind the film for manifest and position map', () => {
    withTitle('two-seconds', ({ master, masterSha256, index, layout }) => {
      const image = readExtent(master, { offset: 0, length: master.size });
      expect(sha256(image)).toBe(masterSha256);
      const [vob] = layout.vobs;
      const { manifest, map } = layout;
      if (vob === undefined || manifest === null || map === null) throw new Error('No room.');
      expect(manifest.offset).toBeGreaterThanOrEqual(vob.offset + vob.length);
      expect(map).toMatchObject({ length: index.mapRoom });
      expect(readExtent(master, map).every((byte) => byte === 0)).toBe(true);
      expect(Buffer.from(readExtent(master, manifest)).toString().trim()).toBe('');
      expect(index.extents).toEqual(layout.vobs);
      expect(index.vobSha256).toBe(sha256(readExtent(master, vob)));
    });
  });

  test('plays: lsdvd reads the disc, its sound is there though the film had none', () => {
    const image = join(vaultFolder, 'two-seconds', 'master.iso');
    const said = execFileSync('lsdvd', ['-a', '-v', image], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    expect(said).toContain('Disc Title: TWO_SECONDS');
    expect(said).toMatch(/Format: NTSC, Aspect ratio: 16\/9/);
    expect(said).toMatch(/Audio: 1,.*Format: ac3/);
  });

  test('has an upright poster and a trailer that any browser plays', () => {
    const options = '-v error -show_entries stream=codec_name,width,height -of csv=p=0'.split(' ');
    const probe = (name: string) => {
      const path = join(mediaFolder, 'two-seconds', name);
      return execFileSync('ffprobe', [...options, path])
        .toString()
        .trim();
    };
    expect(probe('poster.jpg')).toBe('mjpeg,800,1200');
    expect(probe('trailer.mp4')).toBe('h264,960,540');
  });

  test('cannot be added twice', async () => {
    expect(await refusalOf(() => add(film))).toEqual(refused('VAULT_TITLE_EXISTS'));
  });

  test('is made in the other standard if one asks for it', async () => {
    const title = await add(film, { facts: { ...factsFor('in-pal'), standard: 'pal' } });
    expect(title.standard).toBe('pal');
  });
});

describe('a DVD-Video', () => {
  test('in a folder is taken as it is', async () => {
    const { videoTs, vob } = await makeClip('pal-4x3');
    const title = await add(videoTs, { facts: factsFor('from-folder') });
    expect(title).toMatchObject({ standard: 'pal', aspect: '4:3' });
    withTitle('from-folder', ({ master, layout }) => {
      const [extent] = layout.vobs;
      if (extent === undefined) throw new Error('No film.');
      expect(sha256(readExtent(master, extent))).toBe(sha256(readFileSync(vob)));
    });
  });

  test('in an image keeps its name and its film, and gains the room that it lacked', async () => {
    const image = await makeImage('ntsc-16x9');
    const title = await add(image, { facts: factsFor('from-image') });
    expect(title).toMatchObject({ standard: 'ntsc', aspect: '16:9' });
    expect(openVault(vaultFolder).record('from-image').source).toBe('dvd-image');
    withTitle('from-image', ({ layout }) => {
      expect(layout.volumeId).toBe('NTSC_16X9');
      expect(layout.map).not.toBeNull();
    });
  });
});

describe('nothing is left behind by what is refused', () => {
  test('a text', async () => {
    const path = join(folder, 'letter.txt');
    writeFileSync(path, 'No film here.\n'.repeat(10_000));
    expect(await refusalOf(() => add(path, { facts: factsFor('letter') }))).toEqual(
      refused('FILM_NO_VIDEO'),
    );
  });

  test('a path that leads nowhere', async () => {
    expect(
      await refusalOf(() => add(join(folder, 'gone.mp4'), { facts: factsFor('gone') })),
    ).toEqual(refused('INGEST_SOURCE_MISSING'));
  });

  test('a folder that holds no DVD-Video', async () => {
    const path = mkdtempSync(join(folder, 'holiday-'));
    writeFileSync(join(path, 'beach.jpg'), 'sand');
    expect(await refusalOf(() => add(path, { facts: factsFor('holiday') }))).toEqual(
      refused('DISC_NOT_DVD_VIDEO'),
    );
  });

  test('an image that ends in the middle', async () => {
    const path = join(folder, 'half.iso');
    cpSync(await makeImage('pal-4x3'), path);
    truncateSync(path, 1_400_832);
    expect(await refusalOf(() => add(path, { facts: factsFor('half') }))).toEqual(
      refused('DISC_TRUNCATED'),
    );
  });

  test('a film that breaks off', async () => {
    const path = join(folder, 'broken-off.mp4');
    const source = 'testsrc2=s=320x180:r=25:d=10';
    const options = ['-v', 'error', '-f', 'lavfi', '-i', source, '-preset', 'ultrafast'];
    const index = ['-movflags', '+faststart', '-pix_fmt', 'yuv420p'];
    execFileSync('ffmpeg', [...options, ...index, path]);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const request = () => add(path, { facts: factsFor('broken-off') });
    expect(await refusalOf(request)).toEqual(refused('FILM_TRUNCATED'));
  });

  test('a VOB copied from an encrypted disc', async () => {
    const path = join(folder, 'encrypted.vob');
    writeFileSync(path, scrambled(readFileSync((await makeClip('pal-4x3')).vob)));
    const request = () => add(path, { facts: factsFor('encrypted') });
    expect(await refusalOf(request)).toEqual(refused('DISC_ENCRYPTED'));
  });

  test('an encrypted disc', async () => {
    const path = join(folder, 'encrypted.iso');
    writeFileSync(path, scrambled(readFileSync(await makeImage('pal-4x3'))));
    expect(await refusalOf(() => add(path, { facts: factsFor('encrypted') }))).toEqual(
      refused('DISC_ENCRYPTED'),
    );
  });

  test('a DVD-Video larger than a blank disc', async () => {
    const { videoTs } = await makeClip('pal-4x3');
    const copy = join(folder, 'huge', 'VIDEO_TS');
    cpSync(videoTs, copy, { recursive: true });
    // A menu of five sparse gigabytes: nothing is written, and nothing read before it is refused.
    writeFileSync(join(copy, 'VIDEO_TS.VOB'), '');
    truncateSync(join(copy, 'VIDEO_TS.VOB'), 5_000_000_512);
    expect(await refusalOf(() => add(copy, { facts: factsFor('huge') }))).toEqual(
      refused('DISC_TOO_LARGE'),
    );
  });

  test('a title for which there is no room', async () => {
    const freeBytes = () => 1_000_000;
    expect(await refusalOf(() => add(film, { facts: factsFor('no-room'), freeBytes }))).toEqual(
      refused('STORAGE_FULL'),
    );
  });

  test('a title whose facts are not of their form', async () => {
    expect(await refusalOf(() => add(film, { facts: { ...facts, titleId: '../escape' } }))).toEqual(
      refused('INGEST_FACTS_INVALID'),
    );
  });

  test.each(['check', 'encode', 'index', 'image', 'media'])(
    'a title interrupted at %s',
    async (phase) => {
      const interruption = new AbortController();
      const reason = Object.assign(new Error('Enough.'), { code: 'CLI_INTERRUPTED' });
      const request = () =>
        add(film, {
          facts: factsFor('interrupted'),
          signal: interruption.signal,
          onProgress: (progress) => {
            if (progress.phase === phase) interruption.abort(reason);
          },
        });
      expect(await refusalOf(request)).toEqual(refused('CLI_INTERRUPTED'));
    },
  );
});
