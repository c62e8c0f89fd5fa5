import { describe, expect, it } from 'vitest';
import { orderReportSchema } from '../../../../app/contracts/bank-api.ts';
import { type LicenceState, licenceStateSchema } from '../../../../app/contracts/licence.ts';
import { advanceLicence, hasEnded, type LicenceEvent } from '../../../../app/licences/licence.ts';

const states = licenceStateSchema.options;
const events: LicenceEvent[] = [
  ...orderReportSchema.shape.event.options,
  'first-playback',
  'revoke',
  'return',
  'expire',
];

function after(...reports: LicenceEvent[]): LicenceState {
  return reports.reduce<LicenceState>(advanceLicence, 'ready');
}

describe('a licence', () => {
  it('stays ready while its disc is made and offered', () => {
    expect(after('burning', 'verified', 'ready', 'presented', 'not-taken')).toBe('ready');
  });

  it('is active once the disc is taken, and nothing late takes that back', () => {
    expect(after('presented', 'taken')).toBe('active');
    expect(after('taken', 'failed', 'cancelled', 'not-taken')).toBe('active');
  });

  it('is active once its customer played the disc, whatever the kiosk knows', () => {
    expect([after('presented', 'first-playback'), after('first-playback', 'failed')]).toEqual([
      'active',
      'active',
    ]);
    expect(after('cancelled', 'first-playback')).toBe('cancelled');
  });

  it('is cancelled by an order that ends without a disc', () => {
    expect([after('burning', 'failed'), after('cancelled')]).toEqual(['cancelled', 'cancelled']);
  });

  it('says truly how it ended', () => {
    expect([after('taken', 'revoke'), after('taken', 'return'), after('taken', 'expire')]).toEqual([
      'revoked',
      'returned',
      'expired',
    ]);
  });

  it('never begins again once it has ended', () => {
    for (const state of states.filter(hasEnded)) {
      for (const event of events) expect(advanceLicence(state, event)).toBe(state);
    }
  });

  it('becomes the same by an event that comes twice', () => {
    for (const state of states) {
      for (const event of events) {
        const once = advanceLicence(state, event);
        expect(advanceLicence(once, event)).toBe(once);
      }
    }
  });
});
