import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Bundles the program of a life, npm packages included but for those with native parts: it starts several times a second.
 *
 * @returns where it lies.
 */
export async function bundleLife(): Promise<string> {
  // Beside the packages: what is not in the bundle is found from there.
  const folder = join(root, 'node_modules', '.cache', 'diptych-power-cut');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `life-${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [join(import.meta.dirname, 'life.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external: [
      'better-sqlite3',
      'usb',
      'serialport',
      '@serialport/*',
      '@node-rs/argon2',
      'pdfkit',
      'bwip-js',
      'fsevents',
    ],
    banner: {
      js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`,
    },
    logLevel: 'error',
  });
  return outfile;
}
