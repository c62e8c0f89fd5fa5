import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { DeviceKind } from '../../../drivers/open-device.ts';
import { machineSettingsSchema } from '../../../drivers/settings/machine-settings.ts';
import { nearestName } from '../../../drivers/settings/nearest-name.ts';
import { pause, systemClock } from '../../foundation/clock.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import { hours, seconds } from '../../foundation/units.ts';
import {
  listDevicesHere,
  openDeviceHere,
  settingsHere,
  type MachineFlags,
} from '../devices/open-devices.ts';
import { askDevice, pieceJson, pieceLine } from '../devices/trace-device.ts';
import { alignColumns } from '../terminal/columns.ts';
import { interruption } from '../terminal/interruption.ts';

interface DeviceFlags extends MachineFlags {
  readonly json?: boolean;
}

const machineOption = ['--machine <file>', 'settings of the devices, machine.json'] as const;

/** The devices of the settings, and what is said on their wires. */
export function addDevicesCommands(program: Command): void {
  const devices = program.command('devices').description('The devices of a kiosk, on the bench.');

  devices
    .command('list')
    .description('Lists the devices of the settings; opens none.')
    .option(...machineOption)
    .option('--json', 'one JSON object')
    .action(({ json = false, ...flags }: DeviceFlags) => {
      const { file } = settingsHere(flags);
      const listed = listDevicesHere(flags);
      const rows = listed.map(({ address, driver, name }) => [name, driver, address]);
      process.stdout.write(
        json
          ? `${JSON.stringify({ settings: file, devices: listed })}\n`
          : `${alignColumns(rows).join('\n')}\n`,
      );
    });

  devices
    .command('trace')
    .description('Prints what a device and its driver say to each other, until Ctrl-C.')
    .argument('<device>', 'its name, as `devices list` has it')
    .option('--for <seconds>', 'how long', parseSeconds)
    .option(...machineOption)
    .option('--json', 'one JSON object for each piece')
    .action(async (name: string, { json = false, for: span, ...flags }: TraceFlags) => {
      const interrupted = interruption();
      const { kind, number } = deviceNamed(name, flags);
      const shown = json ? pieceJson : pieceLine;
      const one = await openDeviceHere(kind, flags, number, (piece) => {
        process.stdout.write(`${shown(piece, systemClock.now())}\n`);
      });
      try {
        await askDevice(one, interrupted);
        await rest(span, interrupted);
      } finally {
        await one.close();
      }
    });

  devices
    .command('schema')
    .description('Prints the JSON Schema of machine.json, for an editor.')
    .action(() => {
      const schema = z.toJSONSchema(machineSettingsSchema, { io: 'input' });
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

/** A trace that nobody ends: about what a timer of Node can count. */
const LONGEST = hours(24 * 20);

interface TraceFlags extends DeviceFlags {
  readonly for?: number;
}

function parseSeconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError('A number of seconds.');
  return value;
}

/** Until the time is over, or somebody presses Ctrl-C: either is a good end. */
async function rest(span: number | undefined, interrupted: AbortSignal): Promise<void> {
  try {
    await pause(systemClock, span === undefined ? LONGEST : seconds(span), interrupted);
  } catch (error) {
    if (!isAppError(error, 'CLI_INTERRUPTED')) throw error;
  }
}

/** @throws AppError `MACHINE_NO_SUCH_DEVICE`, with the nearest right name. */
function deviceNamed(
  given: string,
  flags: MachineFlags,
): { readonly kind: DeviceKind; readonly number: number } {
  const listed = listDevicesHere(flags);
  const found = listed.find(({ name }) => name === given || name === `${given}1`);
  if (found !== undefined) return found;
  const names = listed.map(({ name }) => name);
  const nearest = nearestName(given, names);
  const hint = nearest === null ? `they are ${names.join(', ')}` : `was "${nearest}" meant?`;
  const sentence = `The machine has no device "${given}"; ${hint}`;
  throw new AppError('MACHINE_NO_SUCH_DEVICE', sentence.replace(/([^?])$/, '$1.'), {
    remedy: 'reject-input',
    context: { given, known: names },
  });
}
