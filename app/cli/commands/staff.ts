import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import {
  type StaffMember,
  staffNameSchema,
  staffNumberSchema,
  staffPinSchema,
  type StaffRight,
  staffRights,
  staffRightSchema,
} from '../../contracts/staff.ts';
import { AppError } from '../../foundation/errors.ts';
import { requireRunningKiosk, staffOf, tellRunningKiosk } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';
import { standardInputAsker, terminalAsker } from '../terminal/ask.ts';
import { alignColumns } from '../terminal/columns.ts';

interface PinFlags {
  readonly pinStdin?: boolean;
}

const everyRight = staffRights.join(',');

/** Who looks after the kiosk that runs here. Whoever may read its files says who; so the first person is added. */
export function addStaffCommands(program: Command): void {
  const staff = program
    .command('staff')
    .description('Those who look after the kiosk that runs here: who they are, what they may do.');
  addList(staff);
  addAdd(staff);
  addChange(staff);
  staff
    .command('remove')
    .description('Takes somebody off the list; a session of theirs ends at once.')
    .argument('<number>', 'by which they sign in', parseNumber)
    .action(async (number: string) => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      const { staffId } = memberIn(await staffOf(door), number);
      await tellRunningKiosk(door, { act: 'remove-person', staffId });
      process.stdout.write(`${number} is removed.\n`);
    });
}

function addList(staff: Command): void {
  staff
    .command('list')
    .description('Lists them, with what each may do.')
    .option('--json', 'as one JSON array')
    .action(async (flags: { json?: boolean }) => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      const people = await staffOf(door);
      if (flags.json === true) {
        process.stdout.write(`${JSON.stringify(people)}\n`);
        return;
      }
      const rows = people.map(({ hasBadge, isLocked, name, number, rights }) => [
        number,
        name,
        hasBadge ? 'badge' : '',
        isLocked ? 'locked' : '',
        rights.join(','),
      ]);
      for (const line of alignColumns(rows)) process.stdout.write(`${line}\n`);
    });
}

function addAdd(staff: Command): void {
  staff
    .command('add')
    .description('Adds somebody. Their PIN is asked for at the terminal.')
    .argument('<number>', 'three to eight figures, by which they sign in', parseNumber)
    .requiredOption('--name <name>', 'as the panel shows it', parseName)
    .requiredOption('--rights <rights>', `of ${everyRight}; or \`all\``, parseRights)
    .option('--badge', 'the badge that the reader has read in the last 30 seconds is theirs')
    .option('--pin-stdin', 'the PIN is the first line of standard input')
    .action(
      async (
        number: string,
        flags: PinFlags & { name: string; rights: StaffRight[]; badge?: boolean },
      ) => {
        const { door } = await requireRunningKiosk(dataFolders().kiosk);
        const { name, rights } = flags;
        const takesBadge = flags.badge === true;
        const pin = await newPin(flags);
        await tellRunningKiosk(door, { act: 'add-person', number, name, pin, rights, takesBadge });
        process.stdout.write(`${number} looks after this kiosk now.\n`);
      },
    );
}

function addChange(staff: Command): void {
  staff
    .command('change')
    .description('Gives somebody another PIN, other rights or another badge; their session ends.')
    .argument('<number>', 'by which they sign in', parseNumber)
    .option('--pin', 'another PIN, asked for at the terminal')
    .option('--pin-stdin', 'another PIN, the first line of standard input')
    .option('--rights <rights>', `all that they may do from now on: of ${everyRight}`, parseRights)
    .option('--badge', 'the badge that the reader has read in the last 30 seconds is theirs')
    .option('--no-badge', 'they have no badge any more')
    .action(
      async (
        number: string,
        flags: PinFlags & { pin?: boolean; rights?: StaffRight[]; badge?: boolean },
      ) => {
        const { door } = await requireRunningKiosk(dataFolders().kiosk);
        const { staffId } = memberIn(await staffOf(door), number);
        const { badge, rights } = flags;
        const isPinNew = flags.pin === true || flags.pinStdin === true;
        await tellRunningKiosk(door, {
          act: 'change-person',
          staffId,
          ...(isPinNew ? { pin: await newPin(flags) } : {}),
          ...(rights === undefined ? {} : { rights }),
          ...(badge === undefined ? {} : { takesBadge: badge }),
        });
        process.stdout.write(`${number} is changed.\n`);
      },
    );
}

/** @throws AppError `STAFF_UNKNOWN` */
function memberIn(people: readonly StaffMember[], number: string): StaffMember {
  const found = people.find((person) => person.number === number);
  if (found !== undefined) return found;
  throw new AppError('STAFF_UNKNOWN', `Nobody has the number ${number}.`, {
    remedy: 'reject-input',
  });
}

/** @throws AppError `STAFF_PIN_MALFORMED`; `STAFF_PIN_MISTYPED` where a person typed two. */
async function newPin({ pinStdin }: PinFlags): Promise<string> {
  const asker = pinStdin === true || !process.stdin.isTTY ? standardInputAsker() : terminalAsker;
  const pin = await asker.secret('PIN, four to eight figures: ');
  if (!staffPinSchema.safeParse(pin).success) {
    throw new AppError('STAFF_PIN_MALFORMED', 'A PIN is four to eight figures.', {
      remedy: 'reject-input',
    });
  }
  if (asker.isTerminal && (await asker.secret('The same again: ')) !== pin) {
    throw new AppError('STAFF_PIN_MISTYPED', 'These were two different PINs.', {
      remedy: 'reject-input',
    });
  }
  return pin;
}

function parseNumber(text: string): string {
  if (staffNumberSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('A number has three to eight figures.');
}

function parseName(text: string): string {
  const name = staffNameSchema.safeParse(text);
  if (name.success) return name.data;
  throw new InvalidArgumentError('A name has 1 to 40 letters.');
}

function parseRights(text: string): StaffRight[] {
  if (text === 'all') return [...staffRights];
  const words = text.split(',').map((word) => word.trim());
  const rights = z.array(staffRightSchema).safeParse(words.filter((word) => word !== ''));
  if (rights.success) return rights.data;
  throw new InvalidArgumentError(`Rights are of ${everyRight}.`);
}
