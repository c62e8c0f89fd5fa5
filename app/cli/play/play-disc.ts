import { resolve } from 'node:path';
import {
  type DvdStructure,
  type DvdTitle,
  mainTitleOf,
  readDvdStructure,
} from '../../disc/dvd-structure.ts';
import { systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { checkMember } from '../../player/account/account.ts';
import { readAccountRecord } from '../../player/account/account-record.ts';
import { openPrivateFolder } from '../../player/account/private-files.ts';
import { readPlayerDisc } from '../../player/disc/player-disc.ts';
import { imageOf, partsOf } from '../../player/output/film-reader.ts';
import { writeFilm } from '../../player/output/write-film.ts';
import { openPlayer, type Player } from '../../player/player.ts';
import type { SynthesisDevice } from '../../player/ports.ts';
import { openStickSupply } from '../../player/stick/stick-supply.ts';
import { startWebPlayer } from '../../player/web/web-player.ts';
import type { DataFolders } from '../installation.ts';
import { findBankAddress, usualBankUrl } from '../supervision/bank-address.ts';
import type { Asker } from '../terminal/ask.ts';
import { errorLogger } from '../terminal/error-logger.ts';
import { aborted } from '../terminal/interruption.ts';
import type { ProgressDisplay } from '../terminal/progress.ts';
import { checkFilm } from './check-film.ts';
import { guardPlayer } from './guard-player.ts';
import { openInBrowser } from './open-in-browser.ts';
import type { PlayTexts } from './play-texts.ts';
import { type PlayerChoice, showFilm } from './show-film.ts';
import { signedIn } from './sign-in.ts';

/** What is done with the disc. */
export type PlayMode =
  | { readonly is: 'show'; readonly player: PlayerChoice }
  | { readonly is: 'standard-output' }
  | { readonly is: 'check' }
  | { readonly is: 'page'; readonly port: number; readonly opens: boolean };

export interface PlayRequest {
  readonly discPath: string;
  /** Of the player's keys and account. */
  readonly playerFolder: string;
  readonly folders: DataFolders;
  /** Null: the account's, or that of the bank that runs on this machine. */
  readonly bankUrl: string | null;
  readonly member: string | null;
  readonly activates: boolean;
  readonly stickFolder: string | null;
  readonly mode: PlayMode;
  /** Null: the film, the longest. */
  readonly title: number | null;
  readonly isImage: boolean;
  readonly audioLanguages: readonly string[];
  readonly subtitleLanguages: readonly string[];
  readonly texts: PlayTexts;
  readonly asker: Asker;
  readonly progress: ProgressDisplay;
  readonly say: (sentence: string) => void;
  /** Told apart from the rest, where nothing is read by a program. */
  readonly warn: (sentence: string) => void;
  readonly isVerbose: boolean;
  readonly signal: AbortSignal;
}

/** What came of it, as `--json` tells it. */
export interface PlayResult {
  readonly disc: string;
  readonly titleId: string;
  readonly orderId: string;
  readonly distributorId: string;
  readonly issuedAt: string;
  /** Of the disc's titles, the one that was shown. */
  readonly title: number;
  readonly showingsLeft: number | null;
  readonly ended: 'shown' | 'interrupted' | 'whole' | 'closed-by-reader';
}

/**
 * Shows, checks or writes out one disc.
 *
 * @throws AppError whatever disc, bank, stick or licence refuse with, with its code and its date in the context.
 */
export async function playDisc(request: PlayRequest): Promise<PlayResult> {
  const { discPath, texts, say, mode, signal } = request;
  // Sound before anybody is asked for a password.
  const structure = structureOf(discPath);
  const title = chosenTitle(structure, request.title);
  const player = await openPlayer({
    discPath,
    folder: request.playerFolder,
    bankUrl: bankOf(request),
    clock: systemClock,
    randomness: systemRandomness,
    logger: errorLogger(process.stderr),
  });
  const stopGuarding = await guardPlayer(player, texts, request.warn, request.isVerbose);
  try {
    say(texts.disc(player.facts));
    // Also whoever is signed in already is asked for nothing, and must be the one who was named.
    if (request.member !== null) checkMember(player.account.member, request.member);
    const facts = {
      disc: resolve(discPath),
      titleId: player.facts.titleId,
      orderId: player.facts.orderId,
      distributorId: player.facts.distributorId,
      issuedAt: player.facts.issuedAt,
      title: title.number,
    };
    if (mode.is === 'page') {
      await showPage(request, player, structure, mode);
      return { ...facts, showingsLeft: null, ended: 'interrupted' };
    }
    const device = await openFilm(request, player);
    try {
      say(texts.licence(device.licence()));
      say(texts.title(title));
      const ended = await useFilm(request, device, structure, title);
      await device.close('stopped');
      return { ...facts, showingsLeft: device.licence().showingsLeft, ended };
    } catch (error) {
      await device.close(signal.aborted ? 'stopped' : 'failed');
      throw error;
    }
  } finally {
    await player.close();
    stopGuarding();
  }
}

async function useFilm(
  request: PlayRequest,
  device: SynthesisDevice,
  structure: DvdStructure,
  title: DvdTitle,
): Promise<PlayResult['ended']> {
  const { mode, signal, texts, say, progress } = request;
  switch (mode.is) {
    case 'check':
      say(texts.checking);
      await checkFilm(device, signal, (percent) => progress.update('check', percent)).finally(() =>
        progress.stop(),
      );
      say(texts.whole);
      return 'whole';
    case 'standard-output': {
      const image = imageOf(device);
      const film = request.isImage ? image : partsOf(image, title.extents);
      return (await writeFilm(film, process.stdout, signal)) ? 'shown' : 'closed-by-reader';
    }
    default: {
      const player = mode.is === 'show' ? mode.player : 'none';
      const waiting = (since: Date) =>
        request.stickFolder === null ? texts.waiting(since) : texts.waitingForStick(since);
      const shown = { ...request, texts: { ...texts, waiting } };
      const ended = await showFilm({ ...shown, device, structure, title, player });
      throwIfRefused(device);
      return ended === 'interrupted' ? 'interrupted' : 'shown';
    }
  }
}

/** A film that was ended for its viewer did not end well, even if its player took it for the end. */
function throwIfRefused(device: SynthesisDevice): void {
  const state = device.state();
  if (state.at !== 'ended') return;
  throw new AppError(state.code, state.message, {
    remedy: 'reject-input',
    context: { date: state.date },
  });
}

async function openFilm(request: PlayRequest, player: Player): Promise<SynthesisDevice> {
  const { stickFolder, signal } = request;
  if (stickFolder === null) {
    return signedIn({ ...request, player }, () => player.watch(signal));
  }
  const { licenceKey } = player.account;
  if (licenceKey === null) {
    throw new AppError(
      'PLAYER_NOT_ENROLLED',
      'A stick is written for one player. This one has not signed in yet: do it once with a network.',
      { remedy: 'reject-input' },
    );
  }
  const supply = await openStickSupply({
    disc: player.disc,
    folder: stickFolder,
    keys: player.keys,
    licenceKey,
    clock: systemClock,
    signal,
  });
  try {
    return player.watchFrom(supply);
  } catch (error) {
    await supply.close('failed');
    throw error;
  }
}

async function showPage(
  { texts, say, signal }: PlayRequest,
  player: Player,
  structure: DvdStructure,
  { port, opens }: { readonly port: number; readonly opens: boolean },
): Promise<void> {
  const page = await startWebPlayer({
    player,
    structure,
    port,
    clock: systemClock,
    randomness: systemRandomness,
    logger: errorLogger(process.stderr),
  });
  try {
    say(texts.pageAt(page.url));
    if (opens) openInBrowser(page.url);
    say(texts.stop);
    await aborted(signal);
  } finally {
    await page.close();
  }
}

function structureOf(discPath: string): DvdStructure {
  const disc = readPlayerDisc(discPath);
  try {
    return readDvdStructure(disc.source);
  } finally {
    disc.close();
  }
}

/** @throws AppError `PLAY_NO_SUCH_TITLE`. */
function chosenTitle(structure: DvdStructure, number: number | null): DvdTitle {
  if (number === null) return mainTitleOf(structure);
  const title = structure.titles.find((one) => one.number === number);
  if (title !== undefined) return title;
  throw new AppError(
    'PLAY_NO_SUCH_TITLE',
    `The disc has titles 1 to ${structure.titles.length}, no title ${number}.`,
    { remedy: 'reject-input' },
  );
}

/** The account knows its bank; before there is one, the bank that runs here is meant. */
function bankOf({ bankUrl, playerFolder, folders }: PlayRequest): string | null {
  if (bankUrl !== null) return bankUrl;
  if (readAccountRecord(openPrivateFolder(playerFolder)) !== null) return null;
  return findBankAddress(folders) ?? usualBankUrl;
}
