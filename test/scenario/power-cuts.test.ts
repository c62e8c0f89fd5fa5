import { beforeAll, describe, expect, test } from 'vitest';
import type { PathName } from '../support/power-cut/path.ts';
import { bundleLife } from '../support/power-cut/program.ts';
import { chainsOf, describeFailure, Survey } from '../support/power-cut/survey.ts';

/** Of the boundaries of a path, every so manieth, and not every path: `npm run power-cuts` makes them all. */
const EVERY = 61;
const paths: readonly PathName[] = [
  'happy',
  'write-error',
  'lost-in-pick',
  'lost-in-stage',
  'not-taken',
  'declined',
  'capture-reply-lost',
];

let program: string;
beforeAll(async () => {
  program = await bundleLife();
});

describe('a kiosk whose power goes in the middle of anything, and again while it recovers', () => {
  test.each(paths)(
    'gives one disc or all the money, and knows where every disc is: %s',
    async (path) => {
      const survey = new Survey(program);
      await survey.makeAll(chainsOf(survey, { paths: [path], seed: 'test', every: EVERY }), 2);
      const { cuts, failures } = survey.figures;
      expect(failures.map(describeFailure)).toEqual([]);
      expect(cuts).toBeGreaterThan(0);
    },
  );
});
