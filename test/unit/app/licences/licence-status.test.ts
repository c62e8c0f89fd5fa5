import { expect, it } from 'vitest';
import { licenceStateSchema, licenceStatusSchema } from '../../../../app/contracts/licence.ts';
import { licenceStatus } from '../../../../app/licences/licence-status.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import { after, factsOf, showing } from './facts-of.ts';

const order = { orderId: 'K7F392QD00000000000A', titleId: 'a-film', titleName: 'A film' };

it('a licence as its viewer sees it keeps to the contract', () => {
  const facts = factsOf({
    terms: { ...defaultTerms, showings: 3, hoursAfterFirstShowing: 48 },
    firstShowingAt: after(1),
    showings: [showing('s1', 1, 7), showing('s2', 60)],
  });
  const status = licenceStatus(facts, order, after(61));
  expect(licenceStatusSchema.parse(status)).toEqual({
    ...order,
    code: 'K7F3-92QD',
    state: 'active',
    terms: facts.terms,
    showingsUsed: 1,
    showingsLeft: 2,
    firstShowingAt: after(1),
    endsAt: after(1 + 48 * 60),
    changedAt: after(0),
  });
});

it('a licence past its terms is expired since then, and one that was revoked is revoked', () => {
  const terms = { ...defaultTerms, notAfter: after(5) };
  const told = licenceStateSchema.options.map((state) => {
    const status = licenceStatus(factsOf({ state, terms, changedAt: after(4) }), order, after(6));
    return [state, status.state, status.changedAt];
  });
  expect(told).toEqual([
    ['ready', 'expired', after(5)],
    ['active', 'expired', after(5)],
    ['expired', 'expired', after(4)],
    ['revoked', 'revoked', after(4)],
    ['returned', 'returned', after(4)],
    ['cancelled', 'cancelled', after(4)],
  ]);
});

it('showings without limit leave no number, and fewer terms than were used leave none', () => {
  const left = (showings: number | null) =>
    licenceStatus(
      factsOf({
        terms: { ...defaultTerms, showings },
        showings: [showing('a', 0, 6), showing('b', 0, 6)],
      }),
      order,
      after(9),
    ).showingsLeft;
  expect([left(null), left(1), left(2), left(3)]).toEqual([null, 0, 0, 1]);
});
