import { expect, test } from 'vitest';
import { LeftPlaces } from '../../../../../app/player/page/state/left-places.ts';

function aTab(): LeftPlaces {
  const kept = new Map<string, string>();
  return new LeftPlaces({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
}

test('a film is gone on with where it was left, and another film is not', () => {
  const places = aTab();
  expect(places.find('K7F3-92QD')).toBeNull();
  places.keep('K7F3-92QD', 754.9);
  expect([places.find('K7F3-92QD'), places.find('AAAA-0000')]).toEqual([754, null]);
  places.keep('K7F3-92QD', null);
  expect(places.find('K7F3-92QD')).toBeNull();
});
