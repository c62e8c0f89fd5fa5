import type { Command } from 'commander';
import type { Place } from '../../../drivers/disc-robot/contract.ts';
import { nearestName } from '../../../drivers/settings/nearest-name.ts';
import { AppError } from '../../foundation/errors.ts';
import { machineOption } from '../devices/machine-option.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
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
        withDeviceHere('robot', flags, async (device) => {
          const { moves } = device.capabilities;
          const move = {
            from: placeOf(
              from,
              moves.map((known) => known.from),
            ),
            to: placeOf(
              to,
              moves.map((known) => known.to),
            ),
          };
          const begin = performance.now();
          await device.move(move.from, move.to, { signal });
          return { ...move, seconds: secondsSince(begin) };
        }),
      ),
    );
}

/** @throws AppError `CLI_PLACE_UNKNOWN`, with the nearest name that this robot knows */
function placeOf(text: string, known: readonly Place[]): Place {
  const place = known.find((one) => one === text);
  if (place !== undefined) return place;
  const places = [...new Set(known)].toSorted();
  const nearest = nearestName(text, places);
  const hint = nearest === null ? `It knows ${places.join(', ')}.` : `Was ${nearest} meant?`;
  throw new AppError('CLI_PLACE_UNKNOWN', `This robot does not reach ${text} so. ${hint}`, {
    remedy: 'reject-input',
    context: { place: text, known: places },
  });
}
