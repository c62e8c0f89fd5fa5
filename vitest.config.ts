import { defineConfig } from 'vitest/config';

const programs = { globalSetup: ['test/support/build-programs.ts'] };
const node = {
  environment: 'node',
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // Of milliseconds, 1000 are few on a busy machine.
  expect: { poll: { timeout: 20_000 } },
} as const;

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { test: { ...node, name: 'architecture', include: ['test/architecture/**/*.test.ts'] } },
      {
        test: {
          ...node,
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
        },
      },
      {
        test: {
          ...node,
          ...programs,
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/scenario/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        test: {
          ...node,
          globalSetup: [...programs.globalSetup, 'test/support/screen-media.ts'],
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
    ],
  },
});
