import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscRobot, Place, RobotMove } from '../../../drivers/disc-robot/contract.ts';
import {
  arrange,
  fillGripperOf,
  readyFor,
  type DiscRobotBench,
} from '../../support/robot-bench.ts';
import { describePulledRobot } from './describe-pulled-robot.ts';

export interface DiscRobotTraits {
  /** How it refuses a tray that is not as it must be: by its sensor, or because the disc cannot be reached or put down. */
  readonly closedTray?: 'ROBOT_TRAY_POSITION' | 'ROBOT_DISC_STUCK';
  /** Whether it notices that a disc has fallen on its way from the input to a tray. */
  readonly noticesDrops?: boolean;
  /** Whether a sensor tells what its gripper holds; without one it remembers what it took. */
  readonly sensesGripper?: boolean;
  /** Whether a failure of that move proves where the disc is; otherwise a person must look. */
  readonly provesFailure?: (move: RobotMove) => boolean;
  /** Whether there is a cable to be pulled. */
  readonly hasCable?: boolean;
}

/** What every disc robot does, with the moves that it has. */
export function describeDiscRobotContract(
  name: string,
  build: () => Promise<DiscRobotBench>,
  {
    closedTray = 'ROBOT_TRAY_POSITION',
    noticesDrops = true,
    sensesGripper = true,
    provesFailure = () => true,
    hasCable = true,
  }: DiscRobotTraits = {},
): void {
  if (hasCable) describePulledRobot(name, build, sensesGripper);
  describe(`a disc robot: ${name}`, () => {
    let bench: DiscRobotBench;
    let robot: DiscRobot;
    beforeEach(async () => {
      bench = await build();
      ({ robot } = bench);
    });
    afterEach(() => bench.dispose());

    const drives = () => bench.world.state.trays.map((_, index) => index + 1);
    const ready = (move: RobotMove) => readyFor(bench, move);
    const make = (move: RobotMove, options?: { signal: AbortSignal }) =>
      bench.run(robot.move(move.from, move.to, options));
    /** A machine of its own for each move, with a disc at its beginning. */
    const forEachMove = async (act: (move: RobotMove) => Promise<void>) => {
      const { moves } = robot.capabilities;
      expect(moves.length).toBeGreaterThan(0);
      for (const move of moves) {
        await bench.dispose();
        bench = await build();
        ({ robot } = bench);
        await arrange(bench, move, sensesGripper);
        await act(move);
      }
    };
    const fillGripper = () => fillGripperOf(bench, sensesGripper);
    const firstMove = (): RobotMove => robot.capabilities.moves.find(isFromInputToTray)!;

    it('makes every move that it says it can make, and holds nothing afterwards', async () => {
      await forEachMove(async (move) => {
        const disc = bench.discAt(move.from);
        await make(move);
        const status = await bench.run(robot.readState());
        expect([move, bench.discAt(move.to), status.gripper, status.health]).toEqual([
          move,
          disc,
          move.to === 'gripper' ? 'holding' : 'empty',
          'online',
        ]);
      });
    });

    it('makes only the moves that it says it can make', async () => {
      expect(robot.capabilities.moves).not.toContainEqual(
        expect.objectContaining({ from: 'reject', to: 'input' }),
      );
      await expect(robot.move('reject', 'input')).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });

    it('never touches a tray that is closed, and drops nothing past one that is open', async () => {
      await forEachMove(async (move) => {
        const disc = bench.discAt(move.from);
        const trays = drives().filter((drive) =>
          [move.from, move.to].includes(`tray:${drive}` satisfies Place),
        );
        if (trays.length > 0) for (const drive of trays) bench.closeTray(drive);
        else if (move.needsClosedTrays) bench.openTray(1);
        else return;
        await expect(make(move)).rejects.toMatchObject({ code: closedTray });
        expect(bench.discAt(move.from)).toBe(disc);
      });
    });

    it('says that there is nothing to pick up', async () => {
      await forEachMove(async (move) => {
        bench.world.change((draft) => {
          draft.discs = [];
        });
        await bench.run(robot.readState());
        const code = provesFailure(move) ? 'ROBOT_SOURCE_EMPTY' : 'DEVICE_PROTOCOL';
        await expect(make(move)).rejects.toMatchObject({ code });
      });
    });

    it('puts no disc on another', async () => {
      ready(firstMove());
      await make(firstMove());
      await expect(make(firstMove())).rejects.toMatchObject({ code: 'ROBOT_DESTINATION_FULL' });
    });

    it('moves nothing else while its gripper holds a disc', async () => {
      if (!robot.capabilities.moves.some(({ from }) => from === 'gripper')) return;
      await fillGripper();
      await bench.run(robot.readState());
      ready(firstMove());
      await expect(make(firstMove())).rejects.toMatchObject({ code: 'ROBOT_GRIPPER_HOLDING' });
      expect(robot.status.gripper).toBe('holding');
    });

    it('makes one move at a time, and is busy with it', async () => {
      const { health } = robot.status;
      ready(firstMove());
      const seen: string[] = [];
      const stop = robot.onStatus((status) => seen.push(status.health));
      const moving = make(firstMove());
      await expect(robot.move('input', firstMove().to)).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
      await moving;
      stop();
      const heard = seen.length;
      await bench.run(robot.readState());
      expect([health, seen[0], seen.at(-1)]).toEqual(['online', 'deviceBusy', 'online']);
      expect(seen).toHaveLength(heard);
    });

    it('does not begin a move that was canceled before', async () => {
      ready(firstMove());
      await expect(make(firstMove(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
      expect(robot.status.health).toBe('online');
      await make(firstMove());
    });

    it('leaves a disc that it cannot lift where it was', async () => {
      await forEachMove(async (move) => {
        const disc = bench.discAt(move.from);
        bench.inject('robot.disc-stuck');
        const [code, health] = provesFailure(move)
          ? ['ROBOT_DISC_STUCK', 'online']
          : ['DEVICE_PROTOCOL', 'hardwareError'];
        await expect(make(move)).rejects.toMatchObject({ code });
        expect([bench.discAt(move.from), robot.status.health]).toEqual([disc, health]);
      });
    });

    it('loses a disc that it drops, and holds nothing afterwards', async () => {
      ready(firstMove());
      bench.inject('robot.disc-dropped');
      const [moved] = await Promise.allSettled([make(firstMove())]);
      expect(moved).toMatchObject(
        noticesDrops
          ? { status: 'rejected', reason: { code: 'ROBOT_DISC_DROPPED' } }
          : { status: 'fulfilled' },
      );
      expect(bench.discAt('floor')).not.toBeNull();
      expect(robot.status.gripper).not.toBe('holding');
    });

    it('knows nothing of its disc after a lost answer, and moves nothing until its state proves where it is', async () => {
      ready(firstMove());
      bench.inject('robot.silent');
      await expect(make(firstMove())).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
      expect(robot.status).toMatchObject({ gripper: 'unknown', health: 'hardwareError' });
      expect(robot.status.reason).not.toBe('');
      await expect(make(firstMove())).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
      bench.helpToProve();
      await bench.run(robot.readState());
      expect(robot.status).toMatchObject({ gripper: 'empty', health: 'online', reason: '' });
      expect(bench.discAt(firstMove().to)).not.toBeNull();
      await expect(make(firstMove())).rejects.toMatchObject({ code: 'ROBOT_DESTINATION_FULL' });
    });

    it('does nothing more once closed', async () => {
      await robot.close();
      await expect(robot.move('input', firstMove().to)).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
      await expect(robot.readState()).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });
  });
}

function isFromInputToTray(move: RobotMove): boolean {
  return move.from === 'input' && move.to === 'tray:1';
}
