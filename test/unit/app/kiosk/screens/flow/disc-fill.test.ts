import { expect, test } from 'vitest';
import { discFill, writtenRadius } from '../../../../../../app/kiosk/screens/flow/disc-fill.ts';
import { scriptedOrder, stepsUpTo } from '../../../../../support/screen-script.ts';

test('a disc fills by area: half of its sectors reach further than half of its radius', () => {
  const area = (radius: number) => radius ** 2 - 24 ** 2;
  expect([writtenRadius(0), writtenRadius(1)]).toEqual([24, 58]);
  expect(area(writtenRadius(0.5)) / area(58)).toBeCloseTo(0.5, 12);
  expect(writtenRadius(0.5)).toBeGreaterThan(41);
});

test('a share outside of the disc stays on it', () => {
  expect([writtenRadius(-1), writtenRadius(2)]).toEqual([24, 58]);
});

test('the fill is read from the true counts of the steps', () => {
  const steps = stepsUpTo(1, { done: 30_000, total: 120_000 });
  expect(discFill(scriptedOrder({ steps }))).toEqual({ prepared: 1, burned: 0.25, checked: 0 });
});

test('a step without counts has no share until it is done', () => {
  const order = scriptedOrder({ steps: stepsUpTo(1) });
  expect(discFill(order)).toEqual({ prepared: 1, burned: 0, checked: 0 });
});
