import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type DvdStructure, readDvdStructure } from '../../../app/disc/dvd-structure.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { systemClock } from '../../../app/foundation/clock.ts';
import { systemRandomness } from '../../../app/foundation/randomness.ts';
import { startMpv } from '../../../app/player/output/mpv.ts';
import { type PlayerServer, startPlayerServer } from '../../../app/player/output/player-server.ts';
import { openSynthesisDevice } from '../../../app/player/synthesis/synthesis-device.ts';
import { fakeSupply } from '../../support/player/fake-supply.ts';
import { type FeatureDisc, makeFeatureDisc } from '../../support/player/feature-disc.ts';
import { sourceDevice } from '../../support/player/source-device.ts';
import { splitDisc } from '../../support/player/split-disc.ts';

const run = promisify(execFile);

/** Settings of an mpv that shows nothing and sounds like nothing. */
const settings = mkdtempSync(join(tmpdir(), 'diptych-mpv-'));

let disc: FeatureDisc;
let image: Uint8Array;
let structure: DvdStructure;
let server: PlayerServer;

beforeAll(async () => {
  disc = await makeFeatureDisc();
  image = readFileSync(disc.image);
  structure = readDvdStructure(bufferSource(image));
  writeFileSync(join(settings, 'mpv.conf'), 'vo=null\nao=null\ncache-on-disk=yes\n');
});

afterAll(() => rmSync(settings, { recursive: true, force: true }));

beforeEach(async () => {
  server = await startPlayerServer({
    device: sourceDevice(bufferSource(image)),
    structure,
    randomness: systemRandomness,
  });
});

afterEach(() => server.close());

interface MpvTrack {
  readonly type: string;
  readonly selected: boolean;
  readonly 'src-id'?: number;
}

test('mpv shows a title with its chapters, sound tracks and subtitle, and seeks in it', async () => {
  const [title] = structure.titles;
  if (title === undefined) throw new Error('The disc of this test has a title.');
  const mpv = await startMpv({
    title,
    name: 'The Feature',
    titleUrl: server.titleUrl(1),
    chaptersUrl: server.chaptersUrl(1),
    audioLanguages: ['de', 'fr'],
    subtitleLanguages: ['fr'],
    environment: { ...process.env, MPV_HOME: settings },
  });
  const property = (name: string) => mpv.ask(['get_property', name]);
  try {
    const tracks = await vi.waitFor(
      async () => {
        const list = (await property('track-list')) as MpvTrack[] | null;
        const told = list?.map(({ type, selected, 'src-id': id }) => ({ type, id, selected }));
        expect(told).toHaveLength(4);
        expect(told?.filter(({ selected }) => selected)).toHaveLength(3);
        return told;
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(tracks).toEqual([
      { type: 'video', id: 0x1e0, selected: true },
      { type: 'audio', id: 0x80, selected: false },
      { type: 'audio', id: 0x81, selected: true },
      { type: 'sub', id: 0x20, selected: true },
    ]);
    const chapters = (await property('chapter-list')) as { title: string; time: number }[];
    expect(chapters).toEqual([
      { title: '1', time: 0 },
      { title: '2', time: 4.2 },
      { title: '3', time: 7.8 },
    ]);
    expect(await property('media-title')).toBe('The Feature');
    expect(await property('options/cache-on-disk')).toBe(false);
    await mpv.ask(['set_property', 'pause', true]);
    await mpv.ask(['set_property', 'chapter', 1]);
    await vi.waitFor(
      async () => {
        expect(await property('chapter')).toBe(1);
        expect(await property('seeking')).toBe(false);
        expect(await property('time-pos')).toBeCloseTo(4.2, 0);
      },
      { timeout: 20_000, interval: 50 },
    );
  } finally {
    void mpv.ask(['quit']);
    await mpv.ended;
  }
});

test('ffmpeg decodes disc and complement picture for picture as the master, from the begin and after seeks; the disc alone not', async () => {
  const { disc: burned, complement } = await splitDisc(disc.image);
  const device = openSynthesisDevice({
    disc: burned,
    supply: fakeSupply(complement),
    clock: systemClock,
  });
  const player = await startPlayerServer({ device, structure, randomness: systemRandomness });
  const decoded = async (input: string, from: string) => {
    const parameters = `-v quiet -nostdin -ss ${from} -i ${input} -map 0:v -f framemd5 -`;
    const { stdout } = await run('ffmpeg', parameters.split(' '));
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  };
  try {
    const original = await decoded(disc.vob, '0');
    expect(original).toHaveLength(300);
    expect(await decoded(player.titleUrl(1), '0')).toEqual(original);
    for (const from of ['7.3', '2.9']) {
      const rest = await decoded(player.titleUrl(1), from);
      expect(rest.length).toBeGreaterThan(100);
      expect(rest).toEqual(await decoded(disc.vob, from));
    }
    const alone = new Set(await decoded(player.mainUrl(1), '0'));
    expect(original.filter((picture) => alone.has(picture))).toEqual([]);
  } finally {
    await player.close();
    await device.close('stopped');
  }
});

test('VLC plays a title, and the film of the image', async () => {
  const anybody = await startPlayerServer({
    device: sourceDevice(bufferSource(image)),
    structure,
    randomness: systemRandomness,
    // VLC does not run as root; where the tests do, it runs as a user without rights.
    peers: {
      find: () => Promise.resolve({ uid: null, process: null }),
      isAlive: () => Promise.resolve(true),
      unread: () => Promise.resolve(null),
    },
  });
  const home = join(settings, 'vlc');
  mkdirSync(home);
  chmodSync(settings, 0o755);
  chmodSync(home, 0o777);
  const isRoot = process.getuid?.() === 0;
  const vlc = `env HOME=${home} cvlc -vv --vout=dummy --aout=dummy --no-dbus --play-and-exit --run-time=1`;
  const play = async (url: string) => {
    const words = `${isRoot ? 'runuser -u nobody -- ' : ''}${vlc} ${url}`.split(' ');
    const [program = '', ...parameters] = words;
    const { stderr } = await run(program, parameters, { timeout: 30_000, maxBuffer: 1 << 24 });
    return {
      demux: /using demux module "ps"/.test(stderr),
      picture: /using video decoder module "avcodec"/.test(stderr),
      tracks: new Set(stderr.match(/packetizer module "(mpegvideo|a52)"/g)).size,
    };
  };
  try {
    const shown = { demux: true, picture: true, tracks: 2 };
    expect(await play(anybody.titleUrl(1))).toEqual(shown);
    expect(await play(anybody.imageUrl)).toEqual(shown);
  } finally {
    await anybody.close();
  }
});

test('lsdvd and the structure tell the same of a disc', async () => {
  const { stdout } = await run('lsdvd', ['-x', '-Ox', disc.image]);
  const told = structure.titles.map(({ seconds, chapters, audio, subtitles, palette, aspect }) => ({
    seconds,
    aspect: aspect.replace(':', '/'),
    chapters: chapters.length,
    audio: audio.map(({ streamId, language, channels }) => ({ streamId, language, channels })),
    subtitles: subtitles.map(({ streamId }) => streamId),
    palette,
  }));
  expect(told).toEqual(tracksOf(stdout));
});

/** The tracks of lsdvd's XML. It says `xx` where the disc names no language. */
function tracksOf(xml: string) {
  return xml
    .split('<track>')
    .slice(1)
    .map((track) => ({
      seconds: Number(valuesOf(track, 'length')[0]),
      aspect: valuesOf(track, 'aspect')[0],
      chapters: track.split('<chapter>').length - 1,
      audio: track
        .split('<audio>')
        .slice(1)
        .map((audio) => ({
          streamId: Number(valuesOf(audio, 'streamid')[0]),
          language: valuesOf(audio, 'langcode')[0]?.replace('xx', '') || null,
          channels: Number(valuesOf(audio, 'channels')[0]),
        })),
      subtitles: track
        .split('<subp>')
        .slice(1)
        .map((subtitle) => Number(valuesOf(subtitle, 'streamid')[0])),
      palette: valuesOf(track, 'color').map((colour) => Number.parseInt(colour, 16)),
    }));
}

function valuesOf(xml: string, element: string): string[] {
  const pattern = new RegExp(`<${element}>([^<]*)</${element}>`, 'g');
  return [...xml.matchAll(pattern)].map(([, value]) => value ?? '');
}
