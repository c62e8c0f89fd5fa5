import type { Command } from 'commander';
import type { DiscRobot, Place, RobotMove } from '../../../drivers/disc-robot/contract.ts';
import { nearestName } from '../../../drivers/settings/nearest-name.ts';
import { AppError } from '../../foundation/errors.ts';
import { guideAttendant } from '../devices/guide-attendant.ts';
import { machineOption } from '../devices/machine-option.ts';
import { openDeviceHere, withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, secondsSince, type VerbFlags } from '../devices/run-verb.ts';

type RobotFlags = MachineFlags & VerbFlags;

/** The disc robot alone. */
export function addRobotCommands(program: Command): void {
  const robot = program.command('robot').description('The disc robot alone, on the bench.');

  robot
    .command('status')
    .description('Asks every sensor.')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((flags: RobotFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('robot', flags, async (device) => {
          const { gripper, health, reason, slots, units } = await device.readState({ signal });
          const { model } = device.capabilities;
          return { model, health, reason, gripper, slots, units };
        }),
      ),
    );

  robot
    .command('move')
    .description('Moves one disc. The tray that it touches must be open: `drive open`.')
    .argument('<from>', 'input, gripper, tray:1 …')
    .argument('<to>', 'tray:1, gripper, printer, slot:1, reject …')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((from: string, to: string, flags: RobotFlags) =>
      runVerb(flags, ({ signal }) =>
        withRobot(flags, async (device) => {
          const { moves } = device.capabilities;
          const source = placeOf(from, 'from', moves);
          const target = placeOf(
            to,
            'to',
            moves.filter((move) => move.from === source),
          );
          const begin = performance.now();
          await device.move(source, target, { signal });
          return { from: source, to: target, seconds: secondsSince(begin) };
        }),
      ),
    );
}

/** Opens the robot; where there is none, whoever sits at the terminal moves the disc. */
async function withRobot<Result>(
  flags: RobotFlags,
  use: (robot: DiscRobot) => Promise<Result>,
): Promise<Result> {
  const robot = await openDeviceHere('robot', flags);
  const endGuide = robot.attendant === null ? () => {} : guideAttendant(robot.attendant);
  try {
    return await use(robot.device);
  } finally {
    endGuide();
    await robot.close();
  }
}

/** @throws AppError `CLI_PLACE_UNKNOWN`, with the nearest name that this robot knows */
function placeOf(text: string, end: 'from' | 'to', moves: readonly RobotMove[]): Place {
  const places = [...new Set(moves.map((move) => move[end]))].toSorted();
  const place = places.find((one) => one === text);
  if (place !== undefined) return place;
  const nearest = nearestName(text, places);
  const hint = nearest === null ? `It knows ${places.join(', ')}.` : `Was ${nearest} meant?`;
  throw new AppError('CLI_PLACE_UNKNOWN', `The robot moves no disc ${end} ${text}. ${hint}`, {
    remedy: 'reject-input',
    context: { place: text, known: places },
  });
}
