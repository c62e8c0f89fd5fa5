import { beforeAll, describe, expect, test } from 'vitest';
import { bundleLife } from '../support/power-cut/program.ts';
import { run } from '../support/power-cut/run.ts';

let program: string;
beforeAll(async () => {
  program = await bundleLife();
});

const FIVE_HOURS = 5 * 3_600_000;
const steps = [FIVE_HOURS, -FIVE_HOURS];
/** In the middle of paying, fetching, picking, writing, reading back, of a ready disc, of giving it and of taking its money. */
const moments = [21, 34, 52, 68, 76, 94, 104, 113, 128];

describe('a wall clock that is set hours forward or back', () => {
  test.each(steps)('in the middle of anything changes nothing: %d ms', async (step) => {
    for (const at of moments) {
      const made = await run({
        program,
        path: 'happy',
        seed: 'clock',
        incidents: [{ at, what: { step } }],
      });
      expect([at, made.violations, made.ends]).toEqual([at, [], ['fulfilled captured']]);
    }
  });

  test.each([...steps, 144 * FIVE_HOURS])(
    'while the machine is off lets no finished disc expire: %d ms',
    async (off) => {
      const made = await run({
        program,
        path: 'happy',
        seed: 'clock',
        incidents: [{ at: 95, what: 'cut' }],
        wallsOff: [0, off],
      });
      expect([made.cuts.length, made.violations, made.ends]).toEqual([
        1,
        [],
        ['fulfilled captured'],
      ]);
    },
  );
});
