/**
 * Reads a disc through the synthesis device several times over, with a supply that has every block at hand, and prints rates of the
 * median and the best round and the memory of this process. Its arguments: image, complement, key of the manifest.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { systemClock } from '../../app/foundation/clock.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../app/player/disc/player-disc.ts';
import { openSynthesisDevice } from '../../app/player/synthesis/synthesis-device.ts';
import { fakeSupply } from '../support/player/fake-supply.ts';

const ROUNDS = 7;
/** As a server of HTTP reads. */
const READ_BYTES = 256 << 10;

const [image = '', complementPath = '', manifestKey = ''] = process.argv.slice(2);
const { head, blocks } = z
  .strictObject({ head: z.string(), blocks: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(complementPath, 'utf8')));
const complement = {
  blocks: blocks.length,
  ticks: () => 0,
  totalTicks: 0,
  head: () => Buffer.from(head, 'base64'),
  block: (number: number) => Buffer.from(blocks[number] ?? '', 'base64'),
};
const disc = verifyPlayerDisc(readPlayerDisc(image), [manifestKey]);
const { extents, totalTicks } = fakeSupply(complement).head;
const [film] = extents;
if (film === undefined) throw new Error('The disc has no film.');
const before = process.memoryUsage.rss();
const rates: number[] = [];
const { signal } = new AbortController();
for (let round = 0; round < ROUNDS; round++) {
  const supply = fakeSupply(complement);
  const device = openSynthesisDevice({ disc, supply, clock: systemClock });
  const used = process.cpuUsage();
  for (let at = 0; at < film.length; at += READ_BYTES) {
    const length = Math.min(READ_BYTES, film.length - at);
    (await device.read(film.offset + at, length, signal)).fill(0);
  }
  const { user, system } = process.cpuUsage(used);
  rates.push(film.length / (user + system));
  await device.close('stopped');
}
disc.close();
rates.sort((a, b) => a - b);
const realTime = film.length / (totalTicks / 90_000) / 1e6;
const line = (name: string, rate = 0) =>
  `${name}: ${rate.toFixed(1)} MB a second of one core, ${(rate / realTime).toFixed(0)} x real time of ${(realTime * 8).toFixed(1)} Mb/s\n`;
process.stdout.write(line('median', rates[ROUNDS >> 1]));
process.stdout.write(line('best', rates.at(-1)));
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  `largest resident memory: ${(maxRSS / 1024).toFixed(0)} MiB, of that the program itself ${(before / 2 ** 20).toFixed(0)} MiB\n`,
);
