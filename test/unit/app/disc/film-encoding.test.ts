import { describe, expect, test } from 'vitest';
import { planFilmEncoding, standardOf } from '../../../../app/disc/film-encoding.ts';
import type { FilmFacts } from '../../../../app/disc/probe.ts';
import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../../../../app/foundation/units.ts';

function film(
  changes: Partial<FilmFacts['video']> = {},
  durationSeconds = 60,
  channels = 2,
): FilmFacts {
  return {
    durationSeconds,
    video: { stream: 0, displayAspect: 16 / 9, framesPerSecond: 25, interlaced: false, ...changes },
    audio: channels === 0 ? null : { stream: 1, channels },
  };
}

test.each([
  [24, 'pal'],
  [25, 'pal'],
  [50, 'pal'],
  [24_000 / 1001, 'ntsc'],
  [30_000 / 1001, 'ntsc'],
  [30, 'ntsc'],
  [60, 'ntsc'],
  [15, 'ntsc'],
] as const)('a film of %d pictures a second becomes %s', (rate, standard) => {
  expect(standardOf(rate)).toBe(standard);
});

describe('the encoding of a film', () => {
  test.each([
    [16 / 9, '16:9', 'scale=720:576', 'setdar=16/9'],
    [2.39, '16:9', 'scale=720:428', 'setdar=16/9'],
    [4 / 3, '4:3', 'scale=720:576', 'setdar=4/3'],
    [9 / 16, '4:3', 'scale=304:576', 'setdar=4/3'],
  ])(
    'fits a picture of shape %d into %s without bending it',
    (displayAspect, aspect, scale, dar) => {
      const encoding = planFilmEncoding(film({ displayAspect }));
      expect(encoding.aspect).toBe(aspect);
      expect(encoding.videoFilter).toContain(scale);
      expect(encoding.videoFilter).toContain('pad=720:576');
      expect(encoding.videoFilter).toContain(dar);
    },
  );

  test('plays a film of 24 pictures a second 25/24 faster in PAL, sound too', () => {
    const encoding = planFilmEncoding(film({ framesPerSecond: 24 }, 2400));
    expect(encoding.seconds).toBeCloseTo(2304);
    expect(encoding.videoFilter).toMatch(/^setpts=PTS\/1\.041667,fps=25,/);
    expect(encoding.audioFilter).toBe('atempo=1.041667');
  });

  test('pulls cinema film down to NTSC fields, and leaves its sound alone', () => {
    const encoding = planFilmEncoding(film({ framesPerSecond: 24_000 / 1001 }));
    expect(encoding.videoFilter).toContain('telecine=first_field=top:pattern=23');
    expect(encoding.audioFilter).toBeNull();
    expect(encoding.outputOptions).toContain('+ildct+ilme');
  });

  test('obeys whoever asks for the other standard', () => {
    expect(planFilmEncoding(film(), 'ntsc')).toMatchObject({ standard: 'ntsc', audioFilter: null });
  });

  test('keeps six channels, and makes two of everything else', () => {
    expect(planFilmEncoding(film({}, 60, 6)).outputOptions.join(' ')).toContain('-b:a 448k -ac 6');
    expect(planFilmEncoding(film({}, 60, 1)).outputOptions.join(' ')).toContain('-b:a 192k -ac 2');
    expect(planFilmEncoding(film({}, 60, 0)).outputOptions.join(' ')).toContain('-b:a 192k -ac 2');
  });

  test('lowers the rate of a long film so that it fits one disc', () => {
    const short = planFilmEncoding(film({}, 3600));
    const long = planFilmEncoding(film({}, 3 * 3600));
    expect(short.outputOptions).toContain('6000k');
    expect(long.outputOptions).not.toContain('6000k');
    expect(long.bytes).toBeLessThan(MAXIMUM_IMAGE_SECTORS * SECTOR_BYTES);
  });

  test('is refused for a film too long to look right on one disc', () => {
    expect(() => planFilmEncoding(film({}, 8 * 3600))).toThrow(
      expect.objectContaining({ code: 'DISC_TOO_LARGE' }),
    );
  });
});
