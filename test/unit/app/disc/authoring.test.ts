import { describe, expect, test } from 'vitest';
import { chapterSeconds } from '../../../../app/disc/dvdauthor.ts';
import { volumeName } from '../../../../app/disc/genisoimage.ts';

describe('a DVD that is authored here', () => {
  test('has a chapter every five minutes, and no crumb at the end', () => {
    expect(chapterSeconds(20)).toEqual([0]);
    expect(chapterSeconds(900)).toEqual([0, 300, 600]);
    expect(chapterSeconds(1000)).toEqual([0, 300, 600]);
    expect(chapterSeconds(1060)).toEqual([0, 300, 600, 900]);
  });

  test('has a volume name of capitals, figures and underscores, at most 32', () => {
    expect(volumeName('big-buck-bunny')).toBe('BIG_BUCK_BUNNY');
    expect(volumeName('Sintel: ein Märchen in sehr vielen Worten')).toMatch(/^[A-Z0-9_]{32}$/);
    expect(volumeName('')).toBe('DVD_VIDEO');
  });
});
