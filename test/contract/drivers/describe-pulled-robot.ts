import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../../app/foundation/errors.ts';
import { milliseconds, seconds } from '../../../app/foundation/units.ts';
import { arrange, type DiscRobotBench } from '../../support/robot-bench.ts';

/** What a robot does whose cable is pulled, in every one of its commands. */
export function describePulledRobot(
  name: string,
  build: () => Promise<DiscRobotBench>,
  sensesGripper: boolean,
): void {
  describe(`a disc robot whose cable is pulled: ${name}`, () => {
    let bench: DiscRobotBench;
    beforeEach(async () => {
      bench = await build();
    });
    afterEach(() => bench.dispose());

    /** What comes of a command without any time passing. */
    const outcomeOf = async (command: Promise<unknown>) => {
      const [outcome] = await Promise.allSettled([bench.run(command, milliseconds(0))]);
      const { gripper, health, reason } = bench.robot.status;
      const code = outcome.status === 'rejected' ? (outcome.reason as AppError).code : 'done';
      return { code, gripper, health, hasReason: reason !== '' };
    };
    const lost = {
      code: 'DEVICE_OFFLINE',
      gripper: 'unknown',
      health: 'noDevice',
      hasReason: true,
    };

    it('says so at once in the middle of each of its moves, and moves nothing more', async () => {
      for (const move of bench.robot.capabilities.moves) {
        await bench.dispose();
        bench = await build();
        await arrange(bench, move, sensesGripper);
        const { robot, unplug } = bench;
        const moving = robot.move(move.from, move.to);
        moving.catch(() => {});
        await bench.pass(seconds(1));
        expect(robot.status.health).toBe('deviceBusy');
        unplug?.();
        expect(await outcomeOf(moving)).toEqual(lost);
        expect(await outcomeOf(robot.move(move.from, move.to))).toEqual(lost);
      }
    });

    it('says so at once while it is asked how it stands', async () => {
      const asking = bench.robot.readState();
      bench.unplug?.();
      expect(await outcomeOf(asking)).toEqual(lost);
    });
  });
}
