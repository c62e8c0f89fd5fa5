import { pause } from '../../app/foundation/clock.ts';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import { milliseconds, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import type { DiscRobot, Place, RobotMove } from '../../drivers/disc-robot/contract.ts';
import { ejectTray, loadTray } from '../../drivers/world/drive-acts.ts';
import { parseFault } from '../../drivers/world/faults.ts';
import { discToPick, putDisc, type NamedPlace } from '../../drivers/world/pile.ts';
import type { World } from '../../drivers/world/world.ts';
import { whileTimePasses } from './drivers-time.ts';
import { worldUnderTest } from './drivers-world.ts';

/** A robot on a bench: what stands around it, and a clock that this bench turns. */
export interface DiscRobotBench {
  /** At rest, with five discs in its input, everything else empty, all trays closed. */
  readonly robot: DiscRobot;
  readonly world: World;
  /** Pulls its cable; null where it has none. */
  readonly unplug: (() => void) | null;
  /** Lets time pass until this has come to an end, at most `limit` of it. */
  run<Result>(outcome: Promise<Result>, limit?: Milliseconds): Promise<Result>;
  /** Lets so much time pass. */
  pass(span: Milliseconds): Promise<void>;
  openTray(drive: number): void;
  closeTray(drive: number): void;
  /** Takes a disc out of the input and puts it there by hand. */
  put(place: Place): void;
  /** The disc that lies there; for a pile the topmost. */
  discAt(place: Place | 'floor'): string | null;
  inject(fault: string): void;
  /** Makes it possible for the robot to prove where its disc is; a robot with sensors needs no help. */
  helpToProve(): void;
  dispose(): Promise<void>;
}

export interface OpenedRobot {
  readonly robot: DiscRobot;
  readonly unplug: (() => void) | null;
  readonly helpToProve?: () => void;
  /** Ends what stands in for the device. */
  readonly stop?: () => void;
}

/** Two drives, four slots, five blanks, and the robot that `open` builds over them. */
export async function robotBench(
  open: (world: World, clock: ManualClock) => Promise<OpenedRobot>,
): Promise<DiscRobotBench> {
  const { world, remove } = worldUnderTest();
  const clock = new ManualClock();
  const run = <Result>(outcome: Promise<Result>, limit = seconds(300)) =>
    whileTimePasses(clock, outcome, limit, milliseconds(1000));
  const opened = await run(open(world, clock));
  return {
    robot: opened.robot,
    world,
    unplug: opened.unplug,
    run,
    pass: (span) => whileTimePasses(clock, pause(clock, span), span),
    openTray: (drive) => void ejectTray(world, drive),
    closeTray: (drive) => void loadTray(world, drive),
    put(place) {
      world.change((draft) => {
        const disc = discToPick(draft, { at: 'input' });
        if (disc) putDisc(draft, disc.id, named(place));
      });
    },
    discAt: (place) => discToPick(world.state, named(place))?.id ?? null,
    inject(fault) {
      world.change((draft) => {
        draft.faults.push(parseFault(fault));
      });
    },
    helpToProve: opened.helpToProve ?? (() => {}),
    async dispose() {
      await run(opened.robot.close());
      opened.stop?.();
      remove();
    },
  };
}

function named(place: Place | 'floor'): NamedPlace {
  const [at, unit] = place.split(':');
  if (at === 'tray' || at === 'slot') return { at, unit: Number(unit) };
  return { at: place as 'input' };
}

/** Puts the trays as a move needs them. */
export function readyFor(bench: DiscRobotBench, move: RobotMove): void {
  bench.world.state.trays.forEach((_, index) => {
    const isMeant = [move.from, move.to].includes(`tray:${index + 1}`);
    if (isMeant) bench.openTray(index + 1);
    else if (move.needsClosedTrays) bench.closeTray(index + 1);
  });
}

/** By hand where the robot will see it; otherwise it takes the disc itself, as it remembers what it took. */
export async function fillGripperOf(bench: DiscRobotBench, sensesGripper: boolean): Promise<void> {
  if (sensesGripper) {
    bench.put('gripper');
    return;
  }
  const way = ['input', 'tray:1', 'gripper'] as const;
  for (const [index, from] of way.slice(0, -1).entries()) {
    const move = { from, to: way[index + 1] ?? 'gripper', needsClosedTrays: false };
    readyFor(bench, move);
    await bench.run(bench.robot.move(move.from, move.to));
  }
}

/** The same with a disc at its beginning, which the robot has seen. */
export async function arrange(
  bench: DiscRobotBench,
  move: RobotMove,
  sensesGripper: boolean,
): Promise<void> {
  if (move.from === 'gripper') await fillGripperOf(bench, sensesGripper);
  else if (move.from !== 'input') bench.put(move.from);
  readyFor(bench, move);
  await bench.run(bench.robot.readState());
}
