#!/usr/bin/env node
/** Starts the `diptych` command of a checkout: brings `dist/` up to date with the sources, then runs it. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  process.stderr.write('Diptych is not set up yet. Type `npm start` (or `npm install`) first.\n');
  process.exit(1);
}
const { build } = await import('./build.mjs');
await build();
await import('../../dist/diptych.js');
