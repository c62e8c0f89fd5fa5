import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DiscRobot } from '../../../drivers/disc-robot/contract.ts';

export interface DiscRobotBench {
  /** A robot at rest with at least two discs in its input, everything else empty, trays closed. */
  readonly robot: DiscRobot;
  openTray(drive: number): Promise<void>;
  closeTray(drive: number): Promise<void>;
  dispose(): Promise<void>;
}

/** What every disc robot does. */
export function describeDiscRobotContract(
  name: string,
  build: () => Promise<DiscRobotBench>,
): void {
  describe(`a disc robot: ${name}`, () => {
    let bench: DiscRobotBench;
    let robot: DiscRobot;
    beforeEach(async () => {
      bench = await build();
      ({ robot } = bench);
    });
    afterEach(() => bench.dispose());
    const inputCount = () => robot.status.units.find((unit) => unit.place === 'input')?.count;

    it('carries a disc from the input to a tray, and on to a slot', async () => {
      const before = inputCount() ?? 0;
      await bench.openTray(1);
      await robot.move('input', 'tray:1');
      expect(inputCount()).toBe(before - 1);
      await robot.move('tray:1', 'slot:1');
      const status = await robot.readState();
      expect(status.slots[0]).toBe('occupied');
      expect(status.gripper).toBe('empty');
    });

    it('never touches a tray that is closed', async () => {
      await expect(robot.move('input', 'tray:1')).rejects.toMatchObject({
        code: 'ROBOT_TRAY_POSITION',
      });
      expect(robot.status.gripper).toBe('empty');
    });

    it('says that there is nothing to pick up', async () => {
      await bench.openTray(1);
      await expect(robot.move('tray:1', 'reject')).rejects.toMatchObject({
        code: 'ROBOT_SOURCE_EMPTY',
      });
    });

    it('puts no disc on another', async () => {
      await bench.openTray(1);
      await robot.move('input', 'tray:1');
      await expect(robot.move('input', 'tray:1')).rejects.toMatchObject({
        code: 'ROBOT_DESTINATION_FULL',
      });
    });

    it('makes only the moves that it says it can make', async () => {
      expect(robot.capabilities.moves).not.toContainEqual({ from: 'reject', to: 'input' });
      await expect(robot.move('reject', 'input')).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });

    it('does not begin a move that was canceled before', async () => {
      const signal = AbortSignal.abort();
      const before = inputCount();
      await expect(robot.move('input', 'reject', { signal })).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
      expect(inputCount()).toBe(before);
    });

    it('announces every change of its status', async () => {
      const seen: (number | null | undefined)[] = [];
      const stop = robot.onStatus(() => seen.push(inputCount()));
      const before = inputCount() ?? 0;
      await robot.move('input', 'reject');
      stop();
      const heard = seen.length;
      await robot.move('input', 'reject');
      expect(seen).toContain(before - 1);
      expect(seen).toHaveLength(heard);
    });

    it('does nothing more once closed', async () => {
      await robot.close();
      await expect(robot.move('input', 'reject')).rejects.toMatchObject({
        code: 'DEVICE_SEQUENCE',
      });
    });
  });
}
