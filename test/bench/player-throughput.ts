/**
 * How fast the player puts a film together: `node --import tsx test/bench/player-throughput.ts`. Reads 20 s of Big Buck Bunny, cut
 * as for an order, through the synthesis device several times over, with a supply that has every block at hand, and prints rates
 * of the best and the median round and the memory of the process. It judges nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../app/foundation/clock.ts';
import { openSynthesisDevice } from '../../app/player/synthesis/synthesis-device.ts';
import { makeBunnyDisc } from '../support/player/bunny-disc.ts';
import { burnDisc } from '../support/player/burned-disc.ts';
import { fakeSupply } from '../support/player/fake-supply.ts';

const ROUNDS = 7;
/** As a server of HTTP reads. */
const READ_BYTES = 256 << 10;

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-throughput-'));
  try {
    const burned = await burnDisc(folder, join(dirname(await makeBunnyDisc()), 'dvd', 'VIDEO_TS'));
    const disc = burned.open();
    const filmBytes = burned.layout.vobs.reduce((sum, { length }) => sum + length, 0);
    const start = burned.layout.vobs[0]?.offset ?? 0;
    const rates: number[] = [];
    const { signal } = new AbortController();
    for (let round = 0; round < ROUNDS; round++) {
      const device = openSynthesisDevice({
        disc,
        supply: fakeSupply(burned.order),
        clock: systemClock,
      });
      const before = process.cpuUsage();
      for (let at = 0; at < filmBytes; at += READ_BYTES) {
        (await device.read(start + at, Math.min(READ_BYTES, filmBytes - at), signal)).fill(0);
      }
      const { user, system } = process.cpuUsage(before);
      rates.push(filmBytes / (user + system));
      await device.close('stopped');
    }
    disc.close();
    rates.sort((a, b) => a - b);
    const seconds = burned.order.totalTicks / 90_000;
    const perSecond = filmBytes / seconds / 1e6;
    for (const [name, rate] of [
      ['median', rates[ROUNDS >> 1]],
      ['best', rates.at(-1)],
    ] as const) {
      const times = ((rate ?? 0) / perSecond).toFixed(0);
      process.stdout.write(
        `${name}: ${(rate ?? 0).toFixed(1)} MB a second of one core, ${times} x real time of ${(perSecond * 8).toFixed(1)} Mb/s\n`,
      );
    }
    const { maxRSS } = process.resourceUsage();
    process.stdout.write(
      `largest resident memory, cutting included: ${(maxRSS / 1024).toFixed(0)} MiB\n`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await measure();
