import { expect, test } from 'vitest';
import {
  eraseFigure,
  freshIdentity,
  missingPart,
  type TypedIdentity,
  typeFigure,
} from '../../../../../../app/kiosk/screens/flow/typed-identity.ts';

const typeAll = (start: TypedIdentity, figures: string) =>
  figures.split('').reduce((typed, figure) => typeFigure(typed, figure), start);

test('six figures are the number, and the rest is the PIN', () => {
  expect(typeAll(freshIdentity(false), '1000012468')).toEqual({
    number: '100001',
    pin: '2468',
    field: 'pin',
  });
});

test('a PIN takes no more than eight figures', () => {
  expect(typeAll(freshIdentity(true), '123456789').pin).toBe('12345678');
});

test('a card stands for the number', () => {
  expect([missingPart(freshIdentity(true), true), missingPart(freshIdentity(true), false)]).toEqual(
    ['pin', 'number'],
  );
});

test('erasing an empty PIN goes back into the number, but not behind a card', () => {
  const typed = typeAll(freshIdentity(false), '100001');
  expect(eraseFigure(typed, false)).toEqual({ number: '10000', pin: '', field: 'number' });
  expect(eraseFigure(freshIdentity(true), true)).toEqual(freshIdentity(true));
});
