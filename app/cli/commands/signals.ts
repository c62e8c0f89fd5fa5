import { Argument, type Command } from 'commander';
import type { LampState } from '../../../drivers/panel-signals/contract.ts';
import { machineOption } from '../devices/machine-option.ts';
import { refuseSlotBeyond, wholeNumber } from '../devices/numbers.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, type VerbFlags } from '../devices/run-verb.ts';

type SignalsFlags = MachineFlags & VerbFlags;

/** The cabinet's own sensors and lamps alone. */
export function addSignalsCommands(program: Command): void {
  const signals = program.command('signals').description('Door, power and lamps, on the bench.');

  signals
    .command('status')
    .description('Asks every sensor.')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((flags: SignalsFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('signals', flags, async (device) => {
          const status = await device.readState({ signal });
          const { celsius, door, health, lamps, power, reason, tamper } = status;
          const { model } = device.capabilities;
          return { model, health, reason, door, tamper, power, celsius, lamps };
        }),
      ),
    );

  signals
    .command('lamp')
    .description('Sets the lamp of one slot.')
    .argument('<slot>', 'from 1', wholeNumber)
    .addArgument(new Argument('<state>').choices(['off', 'on', 'blinking']))
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((slot: number, state: LampState, flags: SignalsFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('signals', flags, async (device) => {
          refuseSlotBeyond(device.capabilities.lamps, slot);
          await device.setLamp(slot, state, { signal });
          return { slot, state };
        }),
      ),
    );
}
