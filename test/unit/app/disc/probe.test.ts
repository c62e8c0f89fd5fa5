import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseProbe, probeFilm } from '../../../../app/disc/probe.ts';
import { makeClip } from '../../../support/clips.ts';

const video = {
  index: 0,
  codec_type: 'video',
  codec_name: 'h264',
  width: 1440,
  height: 1080,
  sample_aspect_ratio: '4:3',
  avg_frame_rate: '24000/1001',
  field_order: 'progressive',
  disposition: { attached_pic: 0 },
};
const audio = { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 6 };
const format = { format_name: 'mov,mp4,m4a,3gp,3g2,mj2', duration: 60 };
const refusal = expect.objectContaining({ code: 'FILM_NO_VIDEO' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-probe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what ffprobe says of a film', () => {
  test('is read with the shape of its pixels', () => {
    const facts = parseProbe({ streams: [audio, video], format });
    expect(facts).toEqual({
      durationSeconds: 60,
      video: {
        stream: 0,
        displayAspect: 16 / 9,
        framesPerSecond: 24_000 / 1001,
        interlaced: false,
      },
      audio: { stream: 1, channels: 6 },
    });
  });

  test('is read of a film without sound, interlaced, turned on its side, with unknown pixels', () => {
    const odd = { ...video, sample_aspect_ratio: 'N/A', field_order: 'tt', rotation: -90 };
    expect(parseProbe({ streams: [odd], format })).toMatchObject({
      video: { displayAspect: 1080 / 1440, interlaced: true },
      audio: null,
    });
  });

  test.each([
    ['sound alone', { streams: [audio], format }],
    [
      'sound with a cover picture',
      { streams: [{ ...video, disposition: { attached_pic: 1 } }, audio], format },
    ],
    ['a still picture', { streams: [video], format: { ...format, format_name: 'png_pipe' } }],
    ['a text', { streams: [video], format: { ...format, format_name: 'tty' } }],
    ['a play list', { streams: [video], format: { ...format, format_name: 'hls' } }],
    ['an endless stream', { streams: [video], format: { ...format, duration: 'N/A' } }],
    ['nothing', null],
  ])('is refused where it is %s', (_what, data) => {
    expect(() => parseProbe(data)).toThrow(refusal);
  });
});

test('a program stream is a film; a text, under any name, is not', async () => {
  const { mpg } = await makeClip('ntsc-16x9');
  expect(await probeFilm(mpg)).toMatchObject({ audio: { channels: 6 } });
  for (const name of ['letter.txt', 'letter.mp4']) {
    writeFileSync(join(folder, name), 'Dear bank, this is a letter.\n');
    await expect(probeFilm(join(folder, name))).rejects.toEqual(refusal);
  }
});
