import { describe, expect, it } from 'vitest';

/**
 * Runs `cases` for the device named by an environment variable; without it, shows one skipped case that says how to run
 * them.
 */
export function onHardware(device: string, variable: string, cases: (path: string) => void): void {
  const path = process.env[variable];
  if (path !== undefined && path !== '') {
    cases(path);
    return;
  }
  describe(`${device} on hardware`, () => {
    it('is tried where one is connected', ({ skip }) => {
      skip(`set ${variable} to where it is`);
      expect.unreachable();
    });
  });
}
