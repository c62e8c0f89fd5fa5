/**
 * A bank for the bench of viewers, in a process of its own: everything but its vault, which has originals only. Its
 * argument is a data folder; titles are the files in its `originals`. Prints its address, and closes on SIGTERM.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBank } from '../../app/bank/open-bank.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { systemRandomness } from '../../app/foundation/randomness.ts';
import { originalsOnly } from './viewers-films.ts';

const dataFolder = process.argv[2] ?? '';
const folder = join(dataFolder, 'originals');
const paths = Object.fromEntries(readdirSync(folder).map((name) => [name, join(folder, name)]));
const bank = await openBank(
  {
    dataFolder,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    randomness: systemRandomness,
    logger: silentLogger,
  },
  ({ distributors }) => originalsOnly(paths, distributors),
);
process.once('SIGTERM', () => void bank.close());
process.stdout.write(`${JSON.stringify({ url: bank.url })}\n`);
