import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeskUnderTest, ModelOfDesk } from '../../../../support/desk-model.ts';
import { deskCommands } from '../../../../support/desk-commands.ts';

test('several orders at one desk live as a small model of them does, through cuts, faults and people’s words', () => {
  const reached = new Set<string>();
  const lives = fc.property(
    fc.commands(deskCommands, { maxCommands: 150, size: 'max' }),
    (commands) => {
      const real = new DeskUnderTest(reached);
      try {
        fc.modelRun(() => ({ model: new ModelOfDesk(), real }), commands);
      } finally {
        real.close();
      }
    },
  );
  fc.assert(lives, { numRuns: 120, seed: 20_261_121 });
  // Chance reached everything that the model knows.
  expect([...reached]).toEqual(
    expect.arrayContaining([
      'cancelled releasing',
      'expired releasing',
      'failed releasing',
      'fulfilled capturing',
      'fulfilled doubtful',
      'presenting held',
      'released released',
      'suspect held',
    ]),
  );
});
