import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clipKinds, clipRecipes, makeClip, makeImage } from '../../support/clips.ts';

interface Probe {
  readonly streams: readonly Record<string, unknown>[];
  readonly frames: readonly Record<string, unknown>[];
  readonly format: { readonly format_name: string; readonly duration: string };
}

function probe(path: string): Probe {
  const what = ['-show_streams', '-show_format', '-show_frames', '-select_streams', 'v'];
  return JSON.parse(run('ffprobe', ['-v', 'error', '-of', 'json', ...what, path])) as Probe;
}

function run(program: string, args: string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function audioOf(path: string): unknown {
  const what = 'stream=codec_name,sample_rate,channels';
  const args = ['-v', 'error', '-of', 'json', '-select_streams', 'a', '-show_entries', what, path];
  return (JSON.parse(run('ffprobe', args)) as Probe).streams[0];
}

/** What the first NAV pack says of its VOBU: when its first picture is shown, on a clock of 90 kHz. */
function navPackOf(path: string): { packet: string; startTime: number; endTime: number } {
  const sector = readFileSync(path).subarray(0, 2048);
  return {
    packet: sector.toString('hex', 38, 45), // packet_start_code_prefix, private_stream_2, length, sub-stream 0 (PCI)
    startTime: sector.readUInt32BE(57), // vobu_s_ptm
    endTime: sector.readUInt32BE(61), // vobu_e_ptm
  };
}

describe.each(clipKinds)('the clip %s', (kind) => {
  const clip = clipRecipes[kind];

  it('has the frame size, rate and shape of its standard, and the fields it promises', async () => {
    const { mpg } = await makeClip(kind);
    const { streams, frames, format } = probe(mpg);
    expect(streams[0]).toMatchObject({
      codec_name: 'mpeg2video',
      width: 720,
      height: clip.standard === 'pal' ? 576 : 480,
      r_frame_rate: clip.standard === 'pal' ? '25/1' : '30000/1001',
      display_aspect_ratio: clip.aspect,
      pix_fmt: 'yuv420p',
    });
    expect(format.format_name).toBe('mpeg');
    expect(Number(format.duration)).toBeCloseTo(clip.seconds, 0);
    const framesPerSecond = clip.standard === 'pal' ? 25 : 30_000 / 1001;
    expect(Math.abs(frames.length - clip.seconds * framesPerSecond)).toBeLessThanOrEqual(1);
    expect(new Set(frames.map((frame) => frame['pict_type']))).toEqual(new Set(['I', 'P', 'B']));
    expect(new Set(frames.map((frame) => frame['interlaced_frame']))).toEqual(
      new Set([clip.interlaced ? 1 : 0]),
    );
  });

  it('has AC-3 sound at 48 kHz', async () => {
    const { mpg } = await makeClip(kind);
    expect(audioOf(mpg)).toEqual({
      codec_name: 'ac3',
      sample_rate: '48000',
      channels: clip.audioChannels,
    });
  });

  it('has filled NAV packs in its VOB, and is seen by a DVD reader as one title of that standard', async () => {
    const { mpg, vob } = await makeClip(kind);
    const { packet, startTime, endTime } = navPackOf(vob);
    expect([navPackOf(mpg).endTime, packet]).toEqual([0, '000001bf03d400']);
    expect(endTime).toBeGreaterThan(startTime);
    const listing = run('lsdvd', ['-v', '-a', await makeImage(kind)]);
    expect(listing).toContain(`Format: ${clip.standard.toUpperCase()}`);
    expect(listing).toContain(`Aspect ratio: ${clip.aspect.replace(':', '/')}`);
    expect(listing).toContain(`Format: ac3, Frequency: 48000`);
    expect(listing).toContain(`Channels: ${clip.audioChannels}`);
    expect(listing).toContain('Longest track: 01');
  });
});

it('finds a clip again rather than making it twice, also when several ask at once', async () => {
  const [first, second] = await Promise.all([makeClip('pal-4x3'), makeClip('pal-4x3')]);
  expect(second).toEqual(first);
  expect(existsSync(first.vob)).toBe(true);
});
