import { beforeEach, describe, expect, test } from 'vitest';
import { movesBetween } from '../../../../../drivers/disc-robot/robot-moves.ts';
import { discMakingBench, type DiscMakingBench } from '../../../../support/disc-making-bench.ts';
import { partsOrderId } from '../../../../support/kiosk-parts.ts';

let bench: DiscMakingBench;
beforeEach(() => {
  bench = discMakingBench({ hasLabelPrinter: true });
  bench.moves.push(...movesBetween(2, 2, { keepsDisc: false, hasPrinter: true }));
  return () => bench.remove();
});

/** What was done once the disc was proven good. */
const afterVerify = () => bench.done.slice(bench.done.indexOf('verify') + 1);
const labelActs = () => bench.whatIsKnown().acts.filter((act) => /label|stage/.test(act));
const reported = () =>
  bench.parts.records.db
    .prepare(`SELECT json_extract(detail, '$.reason') FROM events WHERE kind = 'label.failed'`)
    .pluck()
    .all();

describe('printing on a disc', () => {
  test('happens on the way to the slot, an act of its own', async () => {
    await bench.making.make(partsOrderId);
    expect(afterVerify()).toEqual([
      'look',
      'open',
      'tray:1 > printer',
      'close',
      'print',
      'printer > slot:1',
    ]);
    expect(labelActs()).toEqual(['label.started done', 'stage.started done']);
    expect(bench.whatIsKnown().discs).toEqual(['staged']);
  });

  test('is left out where the robot does not reach the printer', async () => {
    bench.moves.splice(0, bench.moves.length, ...movesBetween(2, 2, { keepsDisc: false }));
    await bench.making.make(partsOrderId);
    expect(afterVerify()).toEqual(['open', 'tray:1 > slot:1', 'close']);
    expect(labelActs()).toEqual(['stage.started done']);
  });

  test.each(['DEVICE_TIMEOUT', 'PRINTER_PAPER_JAMMED', 'DEVICE_OFFLINE'])(
    'that ends with %s is reported, not repeated, and the disc goes on to its slot',
    async (code) => {
      bench.fails.set('print', code);
      await bench.making.make(partsOrderId);
      expect(afterVerify().slice(-2)).toEqual(['print', 'printer > slot:1']);
      expect(labelActs()).toEqual(['label.started failed', 'stage.started done']);
      expect(reported()).toEqual([code]);
      expect(bench.whatIsKnown().discs).toEqual(['staged']);
    },
  );

  test('does not happen to a disc that stays in its tray, which goes to its slot from there', async () => {
    bench.fails.set('tray:1 > printer', 'ROBOT_DESTINATION_FULL');
    await bench.making.make(partsOrderId);
    expect(afterVerify().slice(-3)).toEqual(['open', 'tray:1 > slot:1', 'close']);
    expect(bench.done).not.toContain('print');
    expect(reported()).toEqual(['ROBOT_DESTINATION_FULL']);
    expect(bench.whatIsKnown().discs).toEqual(['staged']);
  });

  test('does not happen to a disc that may be anywhere, and nothing moves it blindly', async () => {
    bench.fails.set('tray:1 > printer', 'DEVICE_TIMEOUT');
    await bench.making.make(partsOrderId);
    // Nor does the tray close: the arm may still reach into it.
    expect(afterVerify().slice(-2)).toEqual(['open', 'tray:1 > printer']);
    expect(bench.whatIsKnown().discs).toEqual(['unknown']);
    expect(labelActs()).toEqual(['label.started failed']);
  });

  test('goes on over a tray that does not close, which costs the drive', async () => {
    let moves = 0;
    bench.onMove = () => {
      moves += 1;
      if (moves === 2) bench.fails.set('close', 'DRIVE_TRAY_FAULT');
    };
    await bench.making.make(partsOrderId);
    expect(bench.done.slice(-2)).toEqual(['print', 'printer > slot:1']);
    expect(bench.pool.outOfUse).toEqual([{ drive: 1, reason: 'TRAY_NOT_CLOSED' }]);
  });
});
