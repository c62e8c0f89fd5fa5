import { expect, test } from 'vitest';
import {
  eraseSign,
  freshClaim,
  isMistyped,
  missingClaim,
  typeSign,
  withHyphen,
  type TypedClaim,
} from '../../../../../../app/kiosk/screens/flow/typed-claim.ts';

function typed(signs: string, from: TypedClaim = freshClaim(null)): TypedClaim {
  return signs.split('').reduce(typeSign, from);
}

test('a whole order code leads on to the pick-up code, and what looks alike is taken for the same', () => {
  expect(typed('k7f39loi030640')).toEqual({ code: 'K7F39101', pickUp: '030640', field: 'pickUp' });
  expect(withHyphen('K7F39101')).toBe('K7F3-9101');
});

test('what no code has is not typed, and neither takes more than it has', () => {
  expect(typed('K-U!')).toEqual({ code: 'K', pickUp: '', field: 'code' });
  expect(typed('K7F392QD03064061529A')).toEqual({
    code: 'K7F392QD',
    pickUp: '0306406152',
    field: 'pickUp',
  });
});

test('an order that is known begins with its pick-up code', () => {
  expect(freshClaim('K7F3-92QD')).toEqual({ code: 'K7F392QD', pickUp: '', field: 'pickUp' });
});

test('erasing leads back through both', () => {
  const steps = [typed('K7F392QD0')];
  for (let step = 0; step < 3; step += 1) steps.push(eraseSign(steps.at(-1)!));
  expect(steps.map(({ code, pickUp }) => `${code}/${pickUp}`)).toEqual([
    'K7F392QD/0',
    'K7F392QD/',
    'K7F392Q/',
    'K7F392/',
  ]);
});

test('it says what is missing, and at once when a figure is mistyped or two are swapped', () => {
  const cases = ['K7F392Q', 'K7F392QD030640615', 'K7F392QD0306406152', 'K7F392QD0306406153'];
  expect([...cases, 'K7F392QD0306401652'].map((signs) => missingClaim(typed(signs)))).toEqual([
    'code',
    'pickUp',
    null,
    'check',
    'check',
  ]);
  expect(isMistyped(typed('K7F392QD030640615'))).toBe(false);
});
