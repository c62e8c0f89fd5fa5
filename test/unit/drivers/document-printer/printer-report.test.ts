import { describe, expect, it } from 'vitest';
import { plainReasons, statusOf } from '../../../../drivers/document-printer/printer-report.ts';

const sound = { isStopped: false, isBusy: false, isAccepting: true, supplies: [], isQueue: false };

describe("a printer's reasons", () => {
  it('lose their severity, which differs from queue to queue', () => {
    expect(
      plainReasons(['media-empty-error', 'media-empty-warning', 'none', 'media-jam-report']),
    ).toEqual(['media-empty', 'media-jam']);
  });

  it.each([
    [[], { health: 'online', paper: 'full', toner: 'full', reason: '' }],
    [['media-low'], { health: 'online', paper: 'low', toner: 'full' }],
    [['media-empty'], { health: 'userError', paper: 'out' }],
    [['media-needed'], { health: 'userError', paper: 'out' }],
    [['media-jam', 'media-empty'], { health: 'userError', paper: 'jammed' }],
    [['toner-low'], { health: 'online', toner: 'low' }],
    [['marker-supply-empty'], { health: 'userError', toner: 'out' }],
    [
      ['toner-empty'],
      { health: 'userError', toner: 'out', reason: 'The printer says: toner-empty.' },
    ],
    [['cover-open'], { health: 'online', reasons: ['cover-open'] }],
  ])('mean, as %j', (reasons, status) => {
    const report = { ...sound, reasons };
    expect(statusOf(report)).toMatchObject(status);
  });

  it('are asked for where the printer has stopped without giving any', () => {
    const report = { ...sound, isStopped: true, reasons: [] };
    expect(statusOf(report)).toMatchObject({
      health: 'userError',
      reason: 'The printer says: stopped.',
    });
  });
});
