import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { minutes, SECTOR_BYTES, seconds, sectors } from '../../../../app/foundation/units.ts';
import { burnArguments } from '../../../../drivers/optical-drive/cdrskin-codec.ts';
import { recorderInside } from '../../../../drivers/optical-drive/recorder-inside.ts';
import { parseFault } from '../../../../drivers/world/faults.ts';
import { putDisc } from '../../../../drivers/world/pile.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';
import { worldUnderTest } from '../../../support/drivers-world.ts';

it('a recorder that hangs and is killed takes no more of what it was being fed', async () => {
  const { remove, world } = worldUnderTest();
  try {
    world.change((draft) => {
      putDisc(draft, draft.discs.at(-1)?.id ?? '', { at: 'tray', unit: 1 });
      draft.faults.push(parseFault('drive.hung@100'));
    });
    const clock = new ManualClock();
    const child = recorderInside(
      world,
      null,
      clock,
    )({
      program: 'inside',
      arguments: burnArguments(world.devicePath(1), sectors(5_000), 8),
      environment: {},
      onLine: () => {},
    });
    const feed = async () => {
      while (await child.write(new Uint8Array(512 * SECTOR_BYTES)));
    };
    const fed = feed();
    clock.after(seconds(60), () => child.kill('SIGKILL'));
    const ended = Promise.all([child.exited, fed]);
    expect((await whileTimePasses(clock, ended, seconds(120), seconds(1)))[0]).toEqual({
      code: null,
      signal: 'SIGKILL',
    });
    expect(world.discAt('tray', 1)?.state).toBe('coaster');
  } finally {
    remove();
  }
});

it('what is fed is on the disc, though the memory it came in is used again at once', async () => {
  const { remove, world } = worldUnderTest();
  try {
    world.change((draft) => putDisc(draft, draft.discs.at(-1)?.id ?? '', { at: 'tray', unit: 1 }));
    const blocks = 4;
    const clock = new ManualClock();
    const launch = recorderInside(world, null, clock);
    const child = launch({
      program: 'inside',
      arguments: burnArguments(world.devicePath(1), sectors(blocks * 512), 8),
      environment: {},
      onLine: () => {},
    });
    const memory = new Uint8Array(512 * SECTOR_BYTES);
    for (let block = 1; block <= blocks; block += 1) await child.write(memory.fill(block));
    child.end();
    // Each turn is a second: writing four megabytes takes many.
    await whileTimePasses(clock, child.exited, minutes(600), seconds(1));
    const content = readFileSync(world.contentPath(world.discAt('tray', 1)!.id));
    expect(Array.from({ length: blocks }, (_, at) => content[at * memory.length])).toEqual([
      1, 2, 3, 4,
    ]);
  } finally {
    remove();
  }
});
