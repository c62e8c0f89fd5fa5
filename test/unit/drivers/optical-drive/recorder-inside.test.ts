import { expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { SECTOR_BYTES, seconds, sectors } from '../../../../app/foundation/units.ts';
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
