import { type Command, InvalidArgumentError } from 'commander';
import { listTitles } from '../../bank/compose.ts';
import { type LicenceAccount, type LicenceDesk, openLicenceDesk } from '../../bank/licence-desk.ts';
import type { LicenceTerms } from '../../contracts/licence.ts';
import { systemClock } from '../../foundation/clock.ts';
import { dataFolders } from '../installation.ts';
import { accountLines, listLines } from '../licences/licence-words.ts';
import { parseInstant } from '../licences/parse-instant.ts';

interface Shown {
  readonly json?: boolean;
}
interface TermsFlags extends Shown {
  readonly showings?: number | 'none';
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly hours?: number | 'none';
  readonly devices?: number;
  readonly players?: number;
  readonly reason?: string;
}

const ORDER = 'an order’s identifier, or its code: K7F3-92QD';

/** What an operator of the bank does with the rights to see its films. The bank may run meanwhile. */
export function addLicenceCommands(program: Command): void {
  const licence = program.command('licence').description('Who may see which disc.');

  licence
    .command('list')
    .description('Lists the licences, the oldest first.')
    .option('--member <number>', 'of this member only')
    .option('--json', 'one JSON array')
    .action(({ json, member }: Shown & { member?: string }) =>
      atDesk(async (desk) => {
        const licences = await desk.list(member ?? null);
        if (json) write([JSON.stringify(licences)]);
        else write(licences.length === 0 ? ['There is no licence.'] : listLines(licences));
      }),
    );

  licence
    .command('show')
    .description('Says all that the bank knows of a licence.')
    .argument('<order>', ORDER)
    .option('--json', 'one JSON object')
    .action((order: string, { json }: Shown) =>
      atDesk(async (desk) => tell(await desk.show(order), json)),
    );

  for (const [how, what] of [
    ['revoke', 'Ends a licence, for good: whoever plays the disc is stopped at the next block.'],
    ['return', 'Ends a licence that its customer gives back, for good.'],
  ] as const) {
    licence
      .command(how)
      .description(what)
      .argument('<order>', ORDER)
      .requiredOption('--reason <text>', 'why, for the records')
      .option('--json', 'one JSON object')
      .action((order: string, { json, reason }: Shown & { reason: string }) =>
        atDesk(async (desk) => tell(await desk.end(order, how, reason), json)),
      );
  }

  licence
    .command('restore')
    .description('Is never possible, and says so: what has ended never begins again.')
    .argument('<order>', ORDER)
    .option('--json', 'one JSON object')
    .action((order: string) => atDesk((desk) => desk.restore(order)));

  licence
    .command('terms')
    .description('Changes what a licence allows; what is not named stays.')
    .argument('<order>', ORDER)
    .option('--showings <count>', 'how often the film may be seen, or `unlimited`', parseCount)
    .option(
      '--not-before <instant>',
      '2026-12-24 (from midnight UTC), 2026-12-24T20:00Z, or `none`',
      parseInstant,
    )
    .option('--not-after <instant>', 'the same', parseInstant)
    .option('--hours <count>', 'after the first showing, or `none`', parseCount)
    .option('--devices <count>', 'different ones, over its whole life', parseWhole)
    .option('--players <count>', 'playing at once', parseWhole)
    .option('--reason <text>', 'why, for the records')
    .option('--json', 'one JSON object')
    .action((order: string, flags: TermsFlags) =>
      atDesk(async (desk) => {
        const { terms } = (await desk.show(order)).licence;
        const changes = changesOf(flags, terms);
        tell(await desk.setTerms(order, changes, flags.reason ?? null), flags.json);
      }),
    );
}

async function atDesk(work: (desk: LicenceDesk) => Promise<unknown>): Promise<void> {
  const desk = await openLicenceDesk(dataFolders().bank, systemClock);
  try {
    await work(desk);
  } finally {
    await desk.close();
  }
}

function tell(account: LicenceAccount, asJson = false): void {
  if (asJson) {
    write([JSON.stringify(account)]);
    return;
  }
  const { titleId } = account.licence;
  const title = listTitles(dataFolders().vault).find((one) => one.titleId === titleId);
  write(accountLines(account, title?.name.en ?? titleId));
}

function write(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function changesOf(flags: TermsFlags, { players }: LicenceTerms): Partial<LicenceTerms> {
  return {
    ...(flags.showings === undefined ? {} : { showings: orNull(flags.showings) }),
    ...(flags.notBefore === undefined ? {} : { notBefore: orNull(flags.notBefore) }),
    ...(flags.notAfter === undefined ? {} : { notAfter: orNull(flags.notAfter) }),
    ...(flags.hours === undefined ? {} : { hoursAfterFirstShowing: orNull(flags.hours) }),
    ...(flags.devices === undefined ? {} : { devices: flags.devices }),
    ...(flags.players === undefined ? {} : { players: { ...players, limit: flags.players } }),
  };
}

/** The command line can hold no null: `none` stands for it until here. */
function orNull<T>(value: T | 'none'): T | null {
  return value === 'none' ? null : value;
}

function parseWhole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A whole number from 1 on.');
}

function parseCount(text: string): number | 'none' {
  return text === 'none' || text === 'unlimited' ? 'none' : parseWhole(text);
}
