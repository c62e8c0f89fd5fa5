import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountNumber,
  decodeMsrReport,
  encodeMsrReport,
  type MsrReport,
  type MsrTrack,
} from '../../../../drivers/id-reader/hid-msr-codec.ts';

const TRACK_1 = '%B5901234123457^CARD/TEST^99120000000000000?';
const TRACK_2 = ';5901234123457=99120000000000000?';

/** A report of the manual 99875206, field by field. */
function report(fields: {
  statuses?: [number, number, number];
  lengths?: [number, number, number];
  encodeType?: number;
  tracks?: [string, string, string];
  cardStatus?: number;
}): Uint8Array {
  const tracks = fields.tracks ?? [TRACK_1, TRACK_2, ''];
  return Buffer.concat([
    Buffer.from(fields.statuses ?? [0, 0, 0]),
    Buffer.from(fields.lengths ?? tracks.map((track) => track.length)),
    Buffer.of(fields.encodeType ?? 0),
    ...tracks.map((track) => Buffer.from(track.padEnd(110, '\0'), 'latin1')),
    ...(fields.cardStatus === undefined ? [] : [Buffer.of(fields.cardStatus)]),
  ]);
}

describe('a report of a magnetic stripe reader', () => {
  it('tells what became of each track, and how the card is encoded', () => {
    expect(decodeMsrReport(report({}))).toEqual({
      encoding: 'ISO/ABA',
      tracks: [{ is: 'read', data: TRACK_1 }, { is: 'read', data: TRACK_2 }, { is: 'blank' }],
    });
  });

  it('tells which tracks could not be decoded', () => {
    const bad = report({ statuses: [1, 0, 1], lengths: [0, TRACK_2.length, 0], encodeType: 4 });
    expect(decodeMsrReport(bad)).toEqual({
      encoding: 'other',
      tracks: [{ is: 'error' }, { is: 'read', data: TRACK_2 }, { is: 'error' }],
    });
  });

  it.each([
    [1, 'AAMVA'],
    [2, 'CADL'],
    [3, 'blank'],
    [5, 'undetermined'],
    [6, 'none'],
    [9, 'unknown'],
  ])('names encode type %i %s', (encodeType, encoding) => {
    expect(decodeMsrReport(report({ encodeType }))?.encoding).toBe(encoding);
  });

  it('of an insertion reader has one byte more', () => {
    expect(decodeMsrReport(report({ cardStatus: 1 }))?.tracks[1].is).toBe('read');
  });

  it('is none where its length is another, or a track cannot be as long as it says', () => {
    expect(decodeMsrReport(report({}).subarray(1))).toBeNull();
    expect(decodeMsrReport(report({ lengths: [0, 111, 0] }))).toBeNull();
  });

  it('with a byte that no card holds has not read that track', () => {
    const tracks: [string, string, string] = ['', ';59012\u0001?', ''];
    expect(decodeMsrReport(report({ tracks }))?.tracks[1]).toEqual({ is: 'error' });
  });

  it('is read back as it was written', () => {
    const track = fc.oneof(
      fc.constant<MsrTrack>({ is: 'blank' }),
      fc.constant<MsrTrack>({ is: 'error' }),
      fc.stringMatching(/^[ -_]{1,110}$/).map((data): MsrTrack => ({ is: 'read', data })),
    );
    fc.assert(
      fc.property(fc.tuple(track, track, track), (tracks) => {
        const swipe: MsrReport = { encoding: 'ISO/ABA', tracks };
        expect(decodeMsrReport(encodeMsrReport(swipe))).toEqual(swipe);
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it('never fails to be looked at, whatever it holds', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ minLength: 337, maxLength: 338 }),
    );
    fc.assert(
      fc.property(anything, (bytes) => {
        const swipe = decodeMsrReport(bytes);
        const value = swipe === null ? null : accountNumber(swipe);
        expect(value).not.toBe('');
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe('the number of a card', () => {
  const number = (one: MsrTrack, two: MsrTrack) =>
    accountNumber({ encoding: 'ISO/ABA', tracks: [one, two, { is: 'blank' }] });
  const read = (data: string): MsrTrack => ({ is: 'read', data });
  const blank: MsrTrack = { is: 'blank' };

  it.each([
    ['with sentinels', TRACK_2, '5901234123457'],
    ['without them', '5901234123457=9912', '5901234123457'],
    ['without further fields', ';0004711?', '0004711'],
    // B ^ 4 ^ 7 ^ 1 ^ 1 ^ F = 7, the sentinels being B and F.
    ['with a check character that is right', ';0004711?7', '0004711'],
    ['with a check character that is wrong', ';0004711?9', null],
    ['with more behind the end', ';0004711?81', null],
    ['without a number', ';=9912?', null],
    ['with letters', ';00A4711?', null],
  ])('stands first on track 2: %s', (_, data, expected) => {
    expect(number(blank, read(data))).toBe(expected);
  });

  it.each([
    ['with its format code', TRACK_1, '5901234123457'],
    ['without sentinels', 'B5901234123457^CARD/TEST^9912', '5901234123457'],
    ['without further fields', '%0004711?', '0004711'],
    ['without a number', '%B^CARD/TEST^?', null],
    ['with a letter that no track holds', '%b4711?', null],
  ])('stands first on track 1 where track 2 has none: %s', (_, data, expected) => {
    expect(number(read(data), blank)).toBe(expected);
    expect(number(read(data), { is: 'error' })).toBe(expected);
  });

  it('is that of track 2 where both have one', () => {
    expect(number(read('%B1111^X^?'), read(';2222=?'))).toBe('2222');
  });
});
