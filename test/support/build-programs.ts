import { spawnSync } from 'node:child_process';

/** Before tests that run whole programs: `dist/` as the sources are now. */
export function setup(): void {
  const built = spawnSync(process.execPath, ['app/cli/build.mjs'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`dist/ could not be built:\n${built.stderr}`);
}
