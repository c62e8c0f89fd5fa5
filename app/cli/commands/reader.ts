import { type Command } from 'commander';
import { deviceCanceled, deviceTimeout } from '../../../drivers/contract/device-errors.ts';
import type { IdReader, Reading } from '../../../drivers/id-reader/contract.ts';
import { systemClock } from '../../foundation/clock.ts';
import { seconds, type Milliseconds } from '../../foundation/units.ts';
import { machineOption } from '../devices/machine-option.ts';
import { wholeNumber } from '../devices/numbers.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, type VerbFlags } from '../devices/run-verb.ts';

interface ReaderFlags extends MachineFlags, VerbFlags {
  readonly reader: number;
  readonly within: number;
  readonly show?: boolean;
}

/** A reader alone. */
export function addReaderCommands(program: Command): void {
  const reader = program
    .command('reader')
    .description('A reader of cards and codes, on the bench.');

  reader
    .command('read')
    .description('Waits for one card or code. What it says is a secret: its length is printed.')
    .option('--show', 'print the value too')
    .option('--reader <number>', 'which one of the settings, from 1', wholeNumber, 1)
    .option('--within <seconds>', 'how long to wait', wholeNumber, 30)
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((flags: ReaderFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere(
          'reader',
          flags,
          async (device) => {
            const { kind, value } = await nextReading(device, seconds(flags.within), signal);
            const { model } = device.capabilities;
            const facts = { model, kind, length: value.length };
            return flags.show ? { ...facts, value } : facts;
          },
          flags.reader,
        ),
      ),
    );
}

function nextReading(device: IdReader, limit: Milliseconds, signal: AbortSignal): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const end = () => {
      stopListening();
      stopWaiting();
      signal.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      end();
      reject(deviceCanceled('Reading', signal.reason));
    };
    const stopListening = device.onReading((reading) => {
      end();
      resolve(reading);
    });
    const stopWaiting = systemClock.after(limit, () => {
      end();
      reject(deviceTimeout('Reading'));
    });
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    else process.stderr.write('Hold a card or a code before the reader.\n');
  });
}
