import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface StandIn {
  readonly program: string;
  readonly leadingArguments: readonly string[];
  remove(): void;
}

/** Bundles the program that stands in for cdrskin into a folder of its own, so that it starts fast. */
export async function buildStandIn(): Promise<StandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-stand-in-'));
  const outfile = join(folder, 'simulated-cdrskin.mjs');
  await build({
    entryPoints: ['drivers/optical-drive/simulated-cdrskin.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
  return {
    program: process.execPath,
    leadingArguments: [outfile],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
