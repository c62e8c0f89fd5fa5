import { defineConfig } from 'vitest/config';

/** The tests that mutants of the engine have to get past: those that take no more than seconds. */
export default defineConfig({
  test: {
    environment: 'node',
    include: [
      'test/unit/app/split/codecs.test.ts',
      'test/unit/app/split/level-bits.test.ts',
      'test/unit/app/split/level-keys.test.ts',
      'test/unit/app/split/level-positions.test.ts',
      'test/unit/app/split/map.test.ts',
      'test/unit/app/split/overwrite.test.ts',
      'test/unit/app/split/restore-block.test.ts',
    ],
    setupFiles: ['test/mutation/no-shrinking.ts'],
    testTimeout: 60_000,
  },
});
