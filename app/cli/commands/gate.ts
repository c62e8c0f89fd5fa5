import { type Command } from 'commander';
import { seconds } from '../../foundation/units.ts';
import { machineOption } from '../devices/machine-option.ts';
import { refuseSlotBeyond, wholeNumber } from '../devices/numbers.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, secondsSince, type VerbFlags } from '../devices/run-verb.ts';

type GateFlags = MachineFlags & VerbFlags;

/** Long enough to walk round a cabinet. */
const USUAL_WAIT = 60;

/** The delivery gate alone. */
export function addGateCommands(program: Command): void {
  const gate = program.command('gate').description('The delivery gate alone, on the bench.');

  gate
    .command('status')
    .description('Asks every lock and every sensor.')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((flags: GateFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('gate', flags, async (device) => {
          const { health, reason, slots } = await device.readState({ signal });
          const { itemSensors, model } = device.capabilities;
          const bySlot = slots.map((slot, index) => ({ slot: index + 1, ...slot }));
          return { model, health, reason, itemSensors, slots: bySlot };
        }),
      ),
    );

  gate
    .command('present')
    .description('Opens one slot, waits until its disc is taken, and sees it locked again.')
    .argument('<slot>', 'from 1', wholeNumber)
    .option('--within <seconds>', 'how long to wait', wholeNumber, USUAL_WAIT)
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((slot: number, flags: GateFlags & { within: number }) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('gate', flags, async (device) => {
          refuseSlotBeyond(device.capabilities.slots, slot);
          const begin = performance.now();
          const onOpen = () => process.stderr.write(`Slot ${slot} is open.\n`);
          const outcome = await device.present(slot, seconds(flags.within), onOpen, { signal });
          return { slot, outcome, seconds: secondsSince(begin) };
        }),
      ),
    );
}
