import { expect, test } from 'vitest';
import { TitleNames } from '../../../../../app/bank/viewing/title-name.ts';
import type { Title } from '../../../../../app/contracts/title.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../../app/foundation/units.ts';
import { titleOf } from '../../../../support/bank/fake-titles.ts';

test('names are read once a minute however many ask, and those of titles added meanwhile at once', () => {
  const offered: Title[] = [titleOf('a-film', 2048)];
  const clock = new ManualClock();
  let reads = 0;
  const catalogue = {
    titles: () => {
      reads += 1;
      return [...offered];
    },
  };
  const names = new TitleNames(catalogue, clock);
  for (let asked = 0; asked < 100; asked += 1) names.of('a-film');
  expect([names.of('a-film'), reads]).toEqual(['The film a-film', 1]);
  offered.push(titleOf('a-new-film', 2048));
  expect([names.of('a-new-film'), reads]).toEqual(['The film a-new-film', 2]);
  for (let asked = 0; asked < 100; asked += 1) names.of('no-film');
  expect([names.of('no-film'), reads]).toEqual(['no-film', 3]);
  offered.shift();
  clock.advance(minutes(1));
  expect([names.of('a-film'), names.of('a-new-film'), reads]).toEqual([
    'a-film',
    'The film a-new-film',
    4,
  ]);
});
