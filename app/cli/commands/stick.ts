import { type Command, InvalidArgumentError } from 'commander';
import { systemRandomness } from '../../foundation/randomness.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../player/disc/player-disc.ts';
import { lookAtMedium } from '../../player/stick/look-at-stick.ts';
import { believeStick } from '../../player/stick/open-stick.ts';
import { returnStick } from '../../player/stick/return-stick.ts';
import { prepareStick, writeStickAtHome } from '../../player/stick/stick-errands.ts';
import { defineCounter, removeCounter } from '../../player/stick/tpm-counter.ts';
import { dataFolders } from '../installation.ts';
import { chooseDisc } from '../play/choose-disc.ts';
import { runKioskStick } from '../stick/kiosk-stick.ts';
import { enrolledPlayer, signedInAccount } from '../stick/stick-account.ts';
import { tellMedium } from '../stick/tell-stick.ts';
import { findBankAddress, usualBankUrl } from '../supervision/bank-address.ts';
import { standardInputAsker, terminalAsker } from '../terminal/ask.ts';
import { interruption } from '../terminal/interruption.ts';

interface Flags {
  readonly json?: boolean;
  readonly passwordStdin?: boolean;
}

interface WriteFlags extends Flags {
  readonly disc?: string;
  readonly order?: string;
  readonly member?: string;
  readonly kiosk?: boolean;
  readonly bank?: string;
  readonly showings: number;
}

const DEFAULT_SHOWINGS = 3;

/** The complement on portable storage: watching without a network. */
export function addStickCommands(program: Command): void {
  const stick = program
    .command('stick')
    .description('The complement of a disc on a stick: watching without a network.');
  const verb = (name: string, description: string) =>
    stick
      .command(name)
      .description(description)
      .argument('<folder>', 'where the stick is mounted')
      .option('--json', 'one JSON object, nothing else on standard output');

  verb('prepare', 'Asks on a stick for a film for this player, to be written at the kiosk.')
    .option('--tpm', 'have showings counted by the TPM 2.0 of this machine (tpm2-tools)')
    .action((folder: string, flags: Flags & { tpm?: boolean }) => prepare(folder, flags));
  verb('write', 'Writes the complement of a disc and some of its showings onto a stick.')
    .option('--disc <path>', 'a drive, an image, or a mounted folder; else the first drive')
    .option('--showings <number>', 'how many are taken along', parseShowings, DEFAULT_SHOWINGS)
    .option('--kiosk', 'as the kiosk of this machine, for a customer who identifies now')
    .option('--order <code>', 'with --kiosk: which disc; else their newest here')
    .option('--member <number>', 'with --kiosk: who identifies')
    .option('--bank <url>', 'with --kiosk: else that of the house that runs here')
    .option('--password-stdin', 'password, or PIN at the kiosk, is a line of standard input')
    .action(write);
  verb('show', 'Says what is on a stick, and how many showings are left.').action(show);
  verb('return', 'Gives a stick back: unused showings return to the licence, its files go.')
    .option('--disc <path>', 'of which disc; else of every disc on it')
    .option('--password-stdin', 'the password is a line of standard input')
    .action(giveBack);
}

async function prepare(folder: string, flags: Flags & { tpm?: boolean }): Promise<void> {
  const { keys } = enrolledPlayer();
  const counter = flags.tpm === true ? await defineCounter(interruption()) : null;
  const device = prepareStick({ root: folder, keys, randomness: systemRandomness, counter });
  const { deviceId, requestId } = device;
  answer(
    flags,
    { deviceId, requestId, tpm: counter !== null },
    'The stick asks for a film for this player. Take it to the kiosk, or write it here.\n',
  );
}

async function write(folder: string, flags: WriteFlags): Promise<void> {
  const signal = interruption();
  const asker = flags.passwordStdin ? standardInputAsker() : terminalAsker;
  const folders = dataFolders();
  const showings = flags.kiosk
    ? await runKioskStick({
        root: folder,
        kioskFolder: folders.kiosk,
        bankUrl: flags.bank ?? findBankAddress(folders) ?? usualBankUrl,
        member: flags.member ?? null,
        order: flags.order ?? null,
        showings: flags.showings,
        asker,
        signal,
      })
    : await writeHere(folder, flags, signal);
  const noun = showings === 1 ? 'showing' : 'showings';
  answer(
    flags,
    { showings },
    `The stick is written, with ${showings} ${noun}. They are taken from the licence until it comes back.\n`,
  );
}

async function writeHere(root: string, flags: WriteFlags, signal: AbortSignal): Promise<number> {
  const asker = flags.passwordStdin ? standardInputAsker() : terminalAsker;
  const player = enrolledPlayer();
  const read = readPlayerDisc(flags.disc ?? chooseDisc(dataFolders()));
  try {
    const disc = verifyPlayerDisc(read, player.record.manifestKeys);
    const account = await signedInAccount(player, asker, signal);
    const { showings } = flags;
    return await writeStickAtHome({
      root,
      disc,
      account,
      randomness: systemRandomness,
      showings,
      signal,
    });
  } finally {
    read.close();
  }
}

async function show(folder: string, flags: Flags): Promise<void> {
  const { keys, record } = enrolledPlayer();
  const seen = await lookAtMedium(folder, keys, record.licenceKey);
  answer(flags, seen, tellMedium(seen));
}

async function giveBack(folder: string, flags: Flags & { disc?: string }): Promise<void> {
  const signal = interruption();
  const player = enrolledPlayer();
  const { keys, record } = player;
  const asker = flags.passwordStdin ? standardInputAsker() : terminalAsker;
  const account = await signedInAccount(player, asker, signal);
  const place = { root: folder, keys, licenceKey: record.licenceKey };
  const orders = flags.disc === undefined ? await ordersOn(place) : [orderOf(flags.disc)];
  const returned = [];
  for (const orderId of orders) {
    const stick = believeStick(place, orderId);
    returned.push(await returnStick({ root: folder, account, stick, signal }));
    const { counter } = stick.licence;
    if (counter !== null) await removeCounter(counter, signal);
  }
  const lines = returned.map(
    ({ showings, showingsReturned, showingsUsed }) =>
      `Returned: ${showingsUsed} of ${showings} showings used, ${showingsReturned} went back to the licence.`,
  );
  answer(flags, { returned }, `${lines.join('\n') || 'No film of this player is on the stick.'}\n`);
}

/** Orders of this player on a medium, once for each stick. */
async function ordersOn(place: Parameters<typeof believeStick>[0]): Promise<string[]> {
  const { sticks } = await lookAtMedium(place.root, place.keys, place.licenceKey);
  return sticks.flatMap(({ licence, trouble }) =>
    licence === null || trouble === 'STICK_NOT_YOURS' ? [] : [licence.orderId],
  );
}

function orderOf(path: string): string {
  const disc = readPlayerDisc(path);
  disc.close();
  return disc.manifest.orderId;
}

function answer({ json = false }: Flags, facts: unknown, sentence: string): void {
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : sentence);
}

function parseShowings(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('A number from 1 to 99.');
  return Number(text);
}
