import { describe, expect, test } from 'vitest';
import { Innocence } from '../../../../../app/split/trace/innocence.ts';
import {
  chanceOfChange,
  countKinds,
  OBSERVED,
  observedAs,
} from '../../../../../app/split/trace/observed.ts';
import { weights } from '../../../../../app/split/trace/weights.ts';

const kinds = Array.from({ length: OBSERVED - 4 }, (_, at) => at + 4);

function weightsOf(observed: number): { q: number; ifChanged: number; ifNot: number } {
  const original = (observed >>> 1) & 1;
  return {
    q: chanceOfChange(observed),
    ifChanged: weights[2 * observed + (1 - original)] ?? NaN,
    ifNot: weights[2 * observed + original] ?? NaN,
  };
}

describe('what a place adds to a score', () => {
  test('is nothing on average for who has nothing to do with it, whatever is seen', () => {
    const means = kinds.map(weightsOf).map((of) => of.q * of.ifChanged + (1 - of.q) * of.ifNot);
    expect(Math.max(...means.map(Math.abs))).toBeLessThan(1e-12);
  });

  test('is more for what is seen than for its opposite, and most for a change that is rare', () => {
    for (const observed of kinds) {
      const { ifChanged, ifNot } = weightsOf(observed);
      const seenChanged = (((observed >>> 1) ^ observed) & 1) === 1;
      expect(seenChanged ? ifChanged > ifNot : ifNot > ifChanged).toBe(true);
    }
    const rare = weightsOf(observedAs(1, 0, 1)).ifChanged;
    expect(rare).toBe(Math.max(...kinds.map((observed) => weightsOf(observed).ifChanged)));
  });

  test('is the same with 0 and 1 the other way round', () => {
    for (const observed of kinds) {
      const bias = observed >>> 2;
      const [original, seen] = [(observed >>> 1) & 1, observed & 1];
      const other = observedAs(256 - bias, 1 - original, 1 - seen);
      expect(weightsOf(other)).toEqual(weightsOf(observed));
    }
  });

  test('is nothing where nothing is known', () => {
    expect([...weights.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('the scores of innocent orders', () => {
  /** 400 places of one kind: their number of changes is binomial, so the chance of each score can be counted. */
  const count = 400;
  const observed = observedAs(70, 0, 1);
  const { q, ifChanged, ifNot } = weightsOf(observed);
  const innocence = new Innocence(countKinds([new Uint16Array(count).fill(observed)]));
  const scoreOf = (changed: number) => changed * ifChanged + (count - changed) * ifNot;

  function exactLogChance(leastChanged: number): number {
    let logTerm = count * Math.log1p(-q);
    let sum = 0;
    for (let changed = 0; changed <= count; changed++) {
      if (changed >= leastChanged) sum += Math.exp(logTerm);
      logTerm += Math.log((count - changed) / (changed + 1)) + Math.log(q / (1 - q));
    }
    return Math.log(sum);
  }

  test('are never more likely than the bound says, which is within a hundredfold of the truth', () => {
    for (let changed = 60; changed <= 200; changed += 7) {
      const exact = exactLogChance(changed);
      const bound = innocence.logChance(scoreOf(changed));
      expect(bound).toBeGreaterThanOrEqual(exact);
      expect(bound).toBeLessThan(exact + Math.log(100));
    }
  });

  test('reach the limit of a chance with no more than that chance', () => {
    for (const chance of [1e-3, 1e-9, 1e-15]) {
      const limit = innocence.limit(Math.log(chance));
      expect(innocence.logChance(limit)).toBeCloseTo(Math.log(chance), 6);
      const leastChanged = Math.ceil((limit - count * ifNot) / (ifChanged - ifNot));
      expect(exactLogChance(leastChanged)).toBeLessThanOrEqual(Math.log(chance));
    }
  });

  test('spread as many places do', () => {
    const one = q * ifChanged ** 2 + (1 - q) * ifNot ** 2;
    expect(innocence.deviation).toBeCloseTo(Math.sqrt(count * one), 9);
  });

  test('of few places never reach a limit that chance could reach too', () => {
    const few = new Innocence(countKinds([Uint16Array.from([observed, observed, observed])]));
    expect(few.limit(Math.log(1e-9))).toBeGreaterThan(3 * ifChanged);
  });

  test('of no places are none', () => {
    const none = new Innocence(countKinds([]));
    expect([none.deviation, none.limit(-20), none.logChance(0)]).toEqual([0, Infinity, 0]);
  });
});
