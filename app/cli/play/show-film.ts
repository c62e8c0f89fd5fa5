import { spawn } from 'node:child_process';
import type { DvdStructure, DvdTitle } from '../../disc/dvd-structure.ts';
import { type Clock, systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { findOnPath } from '../../kiosk/shell/find-program.ts';
import { startMpv } from '../../player/output/mpv.ts';
import {
  type PlayerEnd,
  type PlayerProcess,
  watchPlayer,
} from '../../player/output/player-process.ts';
import { type PlayerServer, startPlayerServer } from '../../player/output/player-server.ts';
import type { SynthesisDevice } from '../../player/ports.ts';
import { aborted } from '../terminal/interruption.ts';
import type { PlayTexts } from './play-texts.ts';
import { endOfDevice, tellState } from './tell-state.ts';

export const playerChoices = ['auto', 'mpv', 'vlc', 'ffplay', 'none'] as const;
export type PlayerChoice = (typeof playerChoices)[number];

export interface ShowFilmRequest {
  readonly device: SynthesisDevice;
  readonly structure: DvdStructure;
  readonly title: DvdTitle;
  /** Opens the image instead of the title, where the player takes an address. */
  readonly isImage: boolean;
  readonly player: PlayerChoice;
  readonly audioLanguages: readonly string[];
  readonly subtitleLanguages: readonly string[];
  readonly texts: PlayTexts;
  readonly say: (sentence: string) => void;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** A player that shows the film. */
interface Shower extends PlayerProcess {
  say(sentence: string): void;
}

/** How the showing ended, if all was well. */
export type ShowEnd = 'player-ended' | 'interrupted' | 'device-ended';

/**
 * Serves the disc on this machine, starts a player or says how to open one, and waits until the player, the person at the
 * terminal, or the right to see the film ends it.
 *
 * @throws AppError `PLAYER_NO_PORT`, `PLAY_NO_PLAYER`, `PLAY_PLAYER_FAILED`.
 */
export async function showFilm(request: ShowFilmRequest): Promise<ShowEnd> {
  const { device, structure, texts, say, signal, clock = systemClock } = request;
  const server = await startPlayerServer({
    device,
    structure,
    randomness: systemRandomness,
    clock,
  });
  let shower: Shower | null = null;
  const stopTelling = tellState(device, clock, texts, (sentence) => {
    say(sentence);
    shower?.say(sentence);
  });
  try {
    shower = await startPlayer(request, server);
    return await Promise.race([
      shower === null
        ? new Promise<never>(() => {})
        : shower.ended.then((end) => playerEnded(end, device)),
      aborted(signal).then(() => 'interrupted' as const),
      endOfDevice(device).then(() => 'device-ended' as const),
    ]);
  } finally {
    stopTelling();
    shower?.stop();
    await server.close();
  }
}

/** @throws AppError `PLAY_PLAYER_FAILED`, unless the right to see the film has ended, which is said then. */
function playerEnded(end: PlayerEnd, device: SynthesisDevice): 'player-ended' {
  if (end === 'well' || device.state().at === 'ended') return 'player-ended';
  throw new AppError('PLAY_PLAYER_FAILED', 'The program that showed the film has failed.', {
    remedy: 'retry',
  });
}

async function startPlayer(request: ShowFilmRequest, server: PlayerServer): Promise<Shower | null> {
  const { title, texts, say } = request;
  const choice = chosen(request.player);
  const titleUrl = server.titleUrl(title.number);
  const chaptersUrl = server.chaptersUrl(title.number);
  if (choice === 'mpv') {
    return startMpv({
      title,
      name: request.device.licence().titleName,
      titleUrl,
      chaptersUrl,
      audioLanguages: request.audioLanguages,
      subtitleLanguages: request.subtitleLanguages,
    });
  }
  if (choice !== null) {
    return startOther(choice, request.isImage ? server.imageUrl : titleUrl);
  }
  if (request.player === 'auto') say(texts.noPlayer);
  say(texts.open({ titleUrl, chaptersUrl, imageUrl: server.imageUrl }));
  say(texts.stop);
  return null;
}

/** @throws AppError `PLAY_NO_PLAYER` where the one that was asked for is not installed. */
function chosen(player: PlayerChoice): 'mpv' | 'vlc' | 'ffplay' | null {
  if (player === 'none') return null;
  const name = player === 'auto' ? 'mpv' : player;
  if (findOnPath([name], process.env) !== null) return name;
  if (player === 'auto') return null;
  throw new AppError('PLAY_NO_PLAYER', `${name} is not installed.`, {
    remedy: 'reject-input',
    context: { player: name },
  });
}

/** VLC and ffplay take an address on the command line: it opens the film to this program of this user alone. */
function startOther(player: 'vlc' | 'ffplay', url: string): Shower {
  const parameters = {
    vlc: ['--play-and-exit', '--no-video-title-show', '--no-media-library'],
    ffplay: ['-loglevel', 'error', '-autoexit'],
  }[player];
  const child = spawn(player, [...parameters, url], { stdio: ['ignore', 'ignore', 'ignore'] });
  return { ...watchPlayer(child), say() {} };
}
