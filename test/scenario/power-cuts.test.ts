import { beforeAll, describe, expect, test } from 'vitest';
import { pathNames } from '../support/power-cut/path.ts';
import { bundleLife } from '../support/power-cut/program.ts';
import { chainsOf, describeFailure, Survey } from '../support/power-cut/survey.ts';

/** Of the boundaries of a path, every so manieth: `npm run power-cuts` makes them all. */
const EVERY = 61;

let program: string;
beforeAll(async () => {
  program = await bundleLife();
});

describe('a kiosk whose power goes in the middle of anything, and again while it recovers', () => {
  test.each(pathNames)(
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
