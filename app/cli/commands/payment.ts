import type { Command } from 'commander';
import { machineOption } from '../devices/machine-option.ts';
import { wholeNumber } from '../devices/numbers.ts';
import { withDeviceHere, type MachineFlags } from '../devices/open-devices.ts';
import { runVerb, type VerbFlags } from '../devices/run-verb.ts';

type PaymentFlags = MachineFlags & VerbFlags;

/**
 * The payment terminal alone. Amounts are in the smallest unit of its currency. An outcome is an answer, whichever it is:
 * `ok` says that the terminal gave one; `unknown` is one too, and `enquire` is what to do then.
 */
export function addPaymentCommands(program: Command): void {
  const payment = program.command('payment').description('The payment terminal, on the bench.');
  const verb = (name: string, description: string) =>
    payment
      .command(name)
      .description(description)
      .addOption(machineOption())
      .option('--json', 'one JSON object');

  verb('status', 'Asks the terminal.').action((flags: PaymentFlags) =>
    runVerb(flags, ({ signal }) =>
      withDeviceHere('payment', flags, async (device) => {
        const { health, prompt, reason } = await device.readStatus({ signal });
        const { currency, holds, model } = device.capabilities;
        return { model, health, reason, currency, holds, prompt };
      }),
    ),
  );

  verb('authorise', 'Asks a customer for money.')
    .argument('<amount>', 'cents', wholeNumber)
    .requiredOption('--reference <text>', 'what `enquire` finds it by; unlike any other')
    .action((amount: number, flags: PaymentFlags & { reference: string }) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('payment', flags, async (device) => {
          const { currency } = device.capabilities;
          const { reference } = flags;
          const request = { money: { amount, currency }, reference };
          const { is: outcome, ...more } = await device.authorise(request, { signal });
          return { reference, outcome, ...more };
        }),
      ),
    );

  for (const name of ['capture', 'release'] as const) {
    verb(name, name === 'capture' ? 'Takes what was held.' : 'Gives back what was held or taken.')
      .argument('<transaction>', 'as `authorise` told it')
      .argument('<amount>', 'cents', wholeNumber)
      .action((transaction: string, amount: number, flags: PaymentFlags) =>
        runVerb(flags, ({ signal }) =>
          withDeviceHere('payment', flags, async (device) => {
            const money = { amount, currency: device.capabilities.currency };
            return { transaction, outcome: await device[name](transaction, money, { signal }) };
          }),
        ),
      );
  }

  verb('enquire', 'Asks what became of a payment.')
    .argument('<reference>', 'as it was given to `authorise`')
    .action((reference: string, flags: PaymentFlags) =>
      runVerb(flags, ({ signal }) =>
        withDeviceHere('payment', flags, async (device) => {
          const { is: state, ...more } = await device.enquire(reference, { signal });
          return { reference, state, ...more };
        }),
      ),
    );
}
