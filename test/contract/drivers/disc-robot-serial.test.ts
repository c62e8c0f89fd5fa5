import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seconds } from '../../../app/foundation/units.ts';
import { amtrenBench } from '../../support/amtren-bench.ts';
import { robotBench, type DiscRobotBench } from '../../support/robot-bench.ts';
import { describeDiscRobotContract } from './describe-disc-robot.ts';

const amtrenTraits = {
  closedTray: 'ROBOT_DISC_STUCK',
  noticesDrops: false,
  sensesGripper: false,
} as const;

describeDiscRobotContract(
  'of the Amtren family',
  () => robotBench(amtrenBench({ hasPrinter: false })),
  amtrenTraits,
);

describeDiscRobotContract(
  'of the Amtren family, with a printer',
  () => robotBench(amtrenBench({ hasPrinter: true })),
  amtrenTraits,
);

describe('a robot of the Amtren family', () => {
  let bench: DiscRobotBench;
  const build = async (keepsBack = 0) => {
    bench = await robotBench(amtrenBench({ hasPrinter: true, keepsBack }));
    bench.openTray(1);
  };
  beforeEach(() => build());
  afterEach(() => bench.dispose());
  const move = (...way: Parameters<typeof bench.robot.move>) => bench.run(bench.robot.move(...way));
  const input = () => bench.robot.status.units[0]?.replenishment;

  it('says that its input runs low where it is refused discs though all is well, as Kodak units do', async () => {
    await bench.dispose();
    await build(5);
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_DISC_STUCK' });
    expect([input(), bench.robot.status.health]).toEqual(['low', 'online']);
  });

  it('says that its input is empty, until it has found a disc there or been asked again', async () => {
    bench.world.change((draft) => {
      draft.discs = [];
    });
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    expect(input()).toBe('empty');
  });

  it('knows what is on the tray that it filled, and asks again where it was taken by hand', async () => {
    await move('input', 'tray:1');
    bench.world.change((draft) => {
      draft.discs = draft.discs.filter((disc) => disc.place.at !== 'tray');
    });
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'ROBOT_DESTINATION_FULL' });
    await expect(move('tray:1', 'gripper')).rejects.toMatchObject({ code: 'ROBOT_SOURCE_EMPTY' });
    await move('input', 'tray:1');
    expect(input()).toBe('ok');
  });

  it('prints on a burned disc by way of its gripper, and accepts it from there', async () => {
    await move('input', 'tray:1');
    const disc = bench.discAt('tray:1');
    await move('tray:1', 'gripper');
    await move('gripper', 'printer');
    expect(bench.discAt('printer')).toBe(disc);
    await move('printer', 'gripper');
    bench.closeTray(1);
    await move('gripper', 'slot:1');
    expect(bench.discAt('slot:1')).toBe(disc);
  });

  it('needs a person where its mechanism fails, and does not know what it holds', async () => {
    bench.inject('robot.arm-blocked');
    await expect(move('input', 'tray:1')).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(bench.robot.status).toMatchObject({ health: 'hardwareError', gripper: 'unknown' });
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({
      health: 'hardwareError',
      reason:
        'The robot did not say where its last disc is: take it out, and leave the robot off for a minute.',
    });
  });

  it('does not know whether it holds a disc when the answer to lifting one was lost', async () => {
    await move('input', 'tray:1');
    bench.inject('robot.silent');
    await expect(move('tray:1', 'gripper')).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    await bench.run(bench.robot.readState());
    expect(bench.robot.status).toMatchObject({ health: 'hardwareError', gripper: 'unknown' });
    await expect(move('gripper', 'reject')).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
  });

  it('is asked every half minute whether it is still there', async () => {
    const pieces: string[] = [];
    await bench.dispose();
    bench = await robotBench(
      amtrenBench({ hasPrinter: false, tap: ({ meaning }) => pieces.push(meaning) }),
    );
    const opening = ['version', 'done', 'status', '00: all is well'];
    expect(pieces).toEqual(opening);
    await bench.pass(seconds(31));
    expect(pieces).toEqual([...opening, 'status', '00: all is well']);
  });
});
