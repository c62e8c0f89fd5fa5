import { type Command, InvalidArgumentError, Option } from 'commander';
import { orderCode } from '../../foundation/order-code.ts';
import { AppError } from '../../foundation/errors.ts';
import { playerFolder } from '../../player/account/player-folder.ts';
import { findSentence } from '../../player/texts/refusals.ts';
import { dataFolders } from '../installation.ts';
import { chooseDisc } from '../play/choose-disc.ts';
import { exitCodeOf } from '../play/exit-codes.ts';
import { playDisc, type PlayMode } from '../play/play-disc.ts';
import { type PlayLanguage, playTexts, terminalLanguage } from '../play/play-texts.ts';
import { type PlayerChoice, playerChoices } from '../play/show-film.ts';
import { takenDiscs } from '../play/taken-discs.ts';
import { standardInputAsker, terminalAsker } from '../terminal/ask.ts';
import { alignColumns } from '../terminal/columns.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';
import { asAppError, reportFailure } from '../terminal/report-failure.ts';

interface PlayFlags {
  readonly bank?: string;
  readonly member?: string;
  readonly activate?: boolean;
  readonly passwordStdin?: boolean;
  readonly title?: number;
  readonly image?: boolean;
  readonly stdout?: boolean;
  readonly web?: boolean;
  readonly port: number;
  readonly player: PlayerChoice | false;
  readonly check?: boolean;
  readonly stick?: string;
  readonly alang: readonly string[];
  readonly slang: readonly string[];
  readonly language?: PlayLanguage;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Watching at home. */
export function addPlayCommands(program: Command): void {
  program
    .command('play')
    .description('Shows a burned disc, or its image: the complement comes while you watch.')
    .argument('[disc]', 'a drive, an image, or a mounted folder; else the first drive with one')
    .option('--bank <url>', 'else the account’s, or that of the house that runs here')
    .option('--member <number>', 'who watches')
    .option('--activate', 'set the first password, with the PIN of the kiosk')
    .option('--password-stdin', 'secrets are lines of standard input: PIN if needed, password')
    .option('--title <number>', 'of the disc; else the film, the longest', parseCount)
    .option('--image', 'the whole disc instead of one title')
    .option('--stdout', 'write the film to a pipe')
    .option('--web', 'show the film and its two leaves in a browser')
    .option('--port <number>', 'of --web; else any that is free', parseCount, 0)
    .addOption(
      new Option('--player <name>', 'what shows the film').choices(playerChoices).default('auto'),
    )
    .option('--no-player', 'start nothing, print the addresses')
    .option('--check', 'read the whole disc through the synthesis; this is a showing')
    .option('--stick <folder>', 'the complement is on this stick; no network is needed')
    .option('--alang <languages>', 'sound that is wanted, as fr,en', parseLanguages, [])
    .option('--slang <languages>', 'subtitles that are wanted, as fr,en', parseLanguages, [])
    .addOption(new Option('--language <language>', 'of these sentences').choices(['en', 'fr']))
    .option('--json', 'one JSON object at the end, nothing else on standard output')
    .option('--verbose', 'say what guards the memory of the player, and what does not')
    .action(play);

  program
    .command('discs')
    .description('Lists the discs that somebody took from the simulated machine, the newest first.')
    .option('--json', 'one JSON object, nothing else on standard output')
    .action(({ json = false }: { json?: boolean }) => listDiscs(json));
}

async function play(disc: string | undefined, flags: PlayFlags): Promise<void> {
  const language = flags.language ?? terminalLanguage(process.env);
  const texts = playTexts(language);
  const folders = dataFolders();
  // The film or the object is alone on standard output.
  const target = flags.stdout || flags.json ? process.stderr : process.stdout;
  const say = (sentence: string) => {
    target.write(`${sentence}\n`);
  };
  try {
    const mode = modeOf(flags);
    const result = await playDisc({
      discPath: disc ?? chooseDisc(folders),
      playerFolder: playerFolder(),
      folders,
      bankUrl: flags.bank ?? null,
      member: flags.member ?? null,
      activates: flags.activate ?? false,
      stickFolder: flags.stick ?? null,
      mode,
      title: flags.title ?? null,
      isImage: flags.image ?? false,
      audioLanguages: flags.alang,
      subtitleLanguages: flags.slang,
      texts,
      asker: flags.passwordStdin ? standardInputAsker() : terminalAsker,
      progress: showProgress(flags.json ?? mode.is !== 'check'),
      say,
      warn: (sentence) => process.stderr.write(`${sentence}\n`),
      isVerbose: flags.verbose ?? false,
      signal: interruption(),
    });
    if (flags.json) {
      const line = `${JSON.stringify(result)}\n`;
      (flags.stdout ? process.stderr : process.stdout).write(line);
    }
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    reportFailure(inWords(error, language), (flags.json ?? false) && !flags.stdout, texts.advice);
    // A reader that no longer reads, and does not leave, would hold the program by what is still on its way.
    if (flags.stdout && process.stdout.writableLength > 0) process.exit();
  }
}

/** The error with its sentence in the viewer's language, and the place on the disc where there is one. */
function inWords(error: unknown, language: PlayLanguage): AppError {
  const { code, message, remedy, context, cause } = asAppError(error);
  const { byte, date } = context;
  const sentence = findSentence(code, typeof date === 'string' ? date : null, language);
  const place = typeof byte === 'number' ? ` (byte ${byte})` : '';
  const own = sentence ?? playTexts(language).failure(code);
  const told = own === null ? message : `${own}${place}`;
  return new AppError(code, told, { remedy, context, cause });
}

/** @throws AppError `PLAY_CONTRADICTORY`, `PLAY_STDOUT_TERMINAL`. */
function modeOf(flags: PlayFlags): PlayMode {
  const asked = [flags.stdout, flags.web, flags.check].filter(Boolean).length;
  if (asked > 1 || (flags.web && flags.stick !== undefined)) {
    throw new AppError(
      'PLAY_CONTRADICTORY',
      'Only one of --stdout, --web and --check can be had at a time, and --web needs a network.',
      { remedy: 'reject-input' },
    );
  }
  if (flags.stdout && process.stdout.isTTY) {
    throw new AppError(
      'PLAY_STDOUT_TERMINAL',
      'Standard output is a terminal: a film would fill it with bytes. Give a pipe.',
      { remedy: 'reject-input' },
    );
  }
  if (flags.stdout) return { is: 'standard-output' };
  if (flags.check) return { is: 'check' };
  if (flags.web) return { is: 'page', port: flags.port, opens: flags.player !== false };
  return { is: 'show', player: flags.player === false ? 'none' : flags.player };
}

function listDiscs(asJson: boolean): void {
  const discs = takenDiscs(dataFolders());
  if (asJson) {
    const told = discs.map(({ path, manifest: { titleId, orderId, distributorId, issuedAt } }) => ({
      path,
      titleId,
      orderId,
      distributorId,
      issuedAt,
    }));
    process.stdout.write(`${JSON.stringify({ discs: told })}\n`);
    return;
  }
  if (discs.length === 0) {
    process.stdout.write('Nobody has taken a disc from the simulated machine yet.\n');
    return;
  }
  const rows = discs.map(({ path, manifest }) => [
    orderCode(manifest.orderId),
    manifest.titleId,
    manifest.distributorId,
    manifest.issuedAt,
    path,
  ]);
  process.stdout.write(`${alignColumns(rows).join('\n')}\n`);
}

function parseCount(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('A number is expected.');
  return Number(text);
}

function parseLanguages(text: string): readonly string[] {
  if (!/^[a-z]{2}(,[a-z]{2})*$/.test(text)) {
    throw new InvalidArgumentError('Languages have two letters, as fr,en.');
  }
  return text.split(',');
}
