/**
 * How fast the player puts a film together: `node --import tsx test/bench/player-throughput.ts`. Cuts 20 s of Big Buck Bunny as for an
 * order, then has a process of its own (`player-reader.ts`) read the disc. It judges nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { makeBunnyDisc } from '../support/player/bunny-disc.ts';
import { burnDisc, manifestKey } from '../support/player/burned-disc.ts';

const folder = mkdtempSync(join(tmpdir(), 'diptych-throughput-'));
try {
  const videoTs = join(dirname(await makeBunnyDisc()), 'dvd', 'VIDEO_TS');
  const { order, path } = await burnDisc(folder, videoTs);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const blocks = Array.from({ length: order.blocks }, (_, number) => text(order.block(number)));
  const complement = join(folder, 'complement.json');
  writeFileSync(complement, JSON.stringify({ head: text(order.head()), blocks }));
  // Built as what ships is, so that its memory is not that of a compiler.
  const reader = join(folder, 'reader.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('player-reader.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: reader,
  });
  process.stdout.write(execFileSync(process.execPath, [reader, path, complement, manifestKey]));
} finally {
  rmSync(folder, { recursive: true });
}
