import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../foundation/errors.ts';
import { machineOption } from '../devices/machine-option.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, secondsSince, type VerbFlags } from '../devices/run-verb.ts';

interface PrinterFlags extends MachineFlags, VerbFlags {
  readonly label?: boolean;
}

/** A printer alone. */
export function addPrinterCommands(program: Command): void {
  const printer = program.command('printer').description('A printer alone, on the bench.');
  const kindOf = ({ label }: PrinterFlags) => (label ? 'labelPrinter' : 'printer');

  printer
    .command('status')
    .description('Asks the printer.')
    .option('--label', 'the one that prints on discs')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((flags: PrinterFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere(kindOf(flags), flags, async (device) => {
          const { health, paper, reason, reasons, toner } = await device.readStatus({ signal });
          const { formats, model } = device.capabilities;
          return { model, health, reason, paper, toner, reasons, formats };
        }),
      ),
    );

  printer
    .command('print')
    .description('Prints a PDF document and waits until it is printed.')
    .argument('<pdf>', 'document.pdf')
    .option('--label', 'on a disc')
    .addOption(machineOption())
    .option('--json', 'one JSON object')
    .action((path: string, flags: PrinterFlags) =>
      runVerb(flags, ({ signal }) => {
        const pdf = readPdf(path);
        return withDeviceHere(kindOf(flags), flags, async (device) => {
          const begin = performance.now();
          const { jobId } = await device.print({ pdf, jobName: basename(path) }, { signal });
          return { jobId, seconds: secondsSince(begin) };
        });
      }),
    );
}

/** @throws AppError `INPUT_NOT_READABLE`, `INPUT_NOT_PDF` */
function readPdf(path: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AppError('INPUT_NOT_READABLE', `${path} cannot be read.`, {
      remedy: 'reject-input',
      context: { path },
      cause,
    });
  }
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') return bytes;
  throw new AppError('INPUT_NOT_PDF', `${path} is no PDF document.`, {
    remedy: 'reject-input',
    context: { path },
  });
}
