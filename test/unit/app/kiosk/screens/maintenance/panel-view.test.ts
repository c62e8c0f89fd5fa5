import { describe, expect, test } from 'vitest';
import { missingRight } from '../../../../../../app/kiosk/screens/maintenance/frame/missing-right.ts';
import { whatWaits } from '../../../../../../app/kiosk/screens/maintenance/frame/rooms.ts';
import { unitWaits } from '../../../../../../app/kiosk/screens/maintenance/words/unit-standing.ts';
import {
  discKind,
  driveNumbers,
  placesOf,
} from '../../../../../../app/kiosk/screens/maintenance/words/machine-places.ts';
import {
  roundTop,
  wearScale,
} from '../../../../../../app/kiosk/screens/maintenance/words/wear-scale.ts';
import { busyView, quietView } from '../../../../../support/scripted-maintenance-data.ts';

test('doors count what waits behind them, an order once even where it is stuck and in doubt', () => {
  expect(Object.fromEntries(whatWaits(busyView))).toEqual({
    now: 2,
    discs: 1,
    orders: 3,
    supplies: 2,
    drives: 1,
  });
  const [stuck] = busyView.unfinished.filter(({ isStuck }) => isStuck);
  const twice = { ...busyView.doubtfulOrders[0]!, orderId: stuck!.orderId };
  const view = { ...busyView, doubtfulOrders: [twice], doubtfulPayments: [] };
  expect(whatWaits(view).get('orders')).toBe(1);
  expect([...whatWaits(quietView)]).toEqual([]);
});

test('the drawing has every place of the machine, also one that only a disc tells of', () => {
  expect(placesOf(busyView)).toEqual({
    piles: ['input', 'reject', 'retain'],
    ways: ['gripper', 'tray:1', 'tray:2'],
    slots: ['slot:1', 'slot:2', 'slot:3', 'slot:4'],
  });
  const disc = { ...busyView.discs[0]!, place: 'tray:3' };
  expect(driveNumbers({ ...busyView, discs: [disc] })).toEqual([1, 2, 3]);
  const printed = { ...disc, place: 'printer' };
  expect(placesOf({ ...busyView, discs: [printed] }).ways).toContain('printer');
});

test('a disc that nobody is sure of is drawn so', () => {
  expect(['unlisted', 'staged', 'writing'].map(discKind)).toEqual(['doubt', 'made', 'making']);
});

describe('rights', () => {
  test('freeing a jam needs two rights, loading paper one', () => {
    const begin = (job: 'clear-jam' | 'load-paper') =>
      ({ act: 'begin-job', job, drive: null }) as const;
    expect([
      missingRight(begin('clear-jam'), ['exchange']),
      missingRight(begin('clear-jam'), ['exchange', 'repair']),
      missingRight(begin('load-paper'), ['exchange']),
      missingRight({ act: 'back-up' }, ['exchange']),
    ]).toEqual(['repair', null, null, 'keep']);
  });
});

describe('the chart of a drive', () => {
  const plot = { left: 0, right: 300, top: 0, bottom: 100 };
  const day = (name: string, good: number, bad: number, speed: number | null) => ({
    day: name,
    good,
    bad,
    speed,
  });

  test('stands bad discs on good ones, and parts the speed where nothing was written', () => {
    const days = [
      day('2026-11-18', 2, 2, 4),
      day('2026-11-19', 0, 0, null),
      day('2026-11-20', 4, 0, 2),
    ];
    const scale = wearScale({ drive: 1, good: 6, bad: 2, days }, plot);
    expect(scale.bars[0]).toEqual({
      good: { x: 15, width: 70, y: 50, height: 50 },
      bad: { x: 15, width: 70, y: 0, height: 50 },
    });
    expect([scale.dots, scale.lines]).toEqual([
      [
        { x: 50, y: 0 },
        { x: 250, y: 50 },
      ],
      [],
    ]);
  });

  test('has an axis whose quarters are whole numbers', () => {
    expect([0.5, 4, 5, 13, 21, 41, 999].map(roundTop)).toEqual([4, 4, 8, 20, 40, 80, 1200]);
  });
});

test('a bin that is empty asks for nobody, a pile that is empty does', () => {
  const units = busyView.units.map((unit) => ({ ...unit, level: 'empty' as const }));
  const waiting = units.filter(unitWaits).map(({ unit }) => unit);
  expect(waiting).toEqual(['input', 'paper', 'ink']);
  expect(whatWaits({ ...quietView, units }).get('supplies')).toBe(3);
});
