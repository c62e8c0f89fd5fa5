import { describe, expect, it } from 'vitest';
import { licenceTermsSchema } from '../../../../app/contracts/licence.ts';
import { defaultTerms, endOfTerms, flawOfTerms } from '../../../../app/licences/terms.ts';

const first = '2026-01-01T12:00:00.000Z';

describe('the end of terms', () => {
  it('is the earliest of the last instant and the hours after the first showing', () => {
    const end = (notAfter: string | null, hours: number | null, firstShowingAt: string | null) =>
      endOfTerms({ ...defaultTerms, notAfter, hoursAfterFirstShowing: hours }, firstShowingAt);
    expect([
      end(null, null, first),
      end('2026-02-01T00:00:00.000Z', null, first),
      end(null, 48, first),
      end('2026-02-01T00:00:00.000Z', 48, first),
      end('2026-01-02T00:00:00.000Z', 48, first),
    ]).toEqual([
      null,
      '2026-02-01T00:00:00.000Z',
      '2026-01-03T12:00:00.000Z',
      '2026-01-03T12:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ]);
  });

  it('does not count hours before the first showing has begun', () => {
    expect(endOfTerms({ ...defaultTerms, hoursAfterFirstShowing: 48 }, null)).toBeNull();
  });

  it('is an instant that can be written, however many hours are given', () => {
    const terms = { ...defaultTerms, hoursAfterFirstShowing: Number.MAX_SAFE_INTEGER };
    expect(endOfTerms(terms, first)).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('terms', () => {
  it('of a disc that was bought are ten showings on five devices, two at once', () => {
    expect(licenceTermsSchema.parse(defaultTerms)).toEqual({
      showings: 10,
      notBefore: null,
      notAfter: null,
      hoursAfterFirstShowing: null,
      devices: 5,
      players: { limit: 2, intervalSeconds: 60, graceSeconds: 60 },
    });
    expect(flawOfTerms(defaultTerms)).toBeNull();
  });

  it('that end before they begin are named', () => {
    const flawed = { ...defaultTerms, notBefore: first, notAfter: first };
    expect(flawOfTerms(flawed)).toBe('A licence must begin before it ends.');
    expect(flawOfTerms({ ...flawed, notAfter: '2026-01-01T12:00:00.001Z' })).toBeNull();
  });
});
