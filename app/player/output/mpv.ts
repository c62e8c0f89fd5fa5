import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { DvdTitle } from '../../disc/dvd-structure.ts';
import { AppError } from '../../foundation/errors.ts';
import { type MpvEvent, MpvConversation } from './mpv-conversation.ts';
import { type PlayerProcess, watchPlayer } from './player-process.ts';

export interface MpvRequest {
  readonly title: DvdTitle;
  /** What stands above the picture. */
  readonly name: string;
  readonly titleUrl: string;
  readonly chaptersUrl: string;
  /** ISO 639-1, in the order in which they are wanted. Empty: as mpv chooses. */
  readonly audioLanguages: readonly string[];
  /** The same; subtitles are shown only where a language is wanted. */
  readonly subtitleLanguages: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/** mpv, showing a title. */
export interface RunningMpv extends PlayerProcess {
  /** Says something over the picture. */
  say(sentence: string): void;
  /** Asks mpv what it knows; null where it does not. */
  ask(command: readonly unknown[]): Promise<unknown>;
}

/**
 * What mpv is told whatever its settings say. It keeps little of the film, nothing of it on disk, and waits as long as the
 * picture does; addresses are not looked at by other programs. It reads little ahead, and looks at the first two seconds only for what
 * is in them, so that most of the look-ahead is left for seeking.
 */
const OPTIONS = [
  '--idle=once',
  '--input-ipc-client=fd://3',
  '--input-terminal=no',
  '--msg-level=all=error',
  '--ytdl=no',
  '--network-timeout=0',
  '--cache-on-disk=no',
  '--demuxer-max-bytes=24MiB',
  '--demuxer-max-back-bytes=8MiB',
  '--cache-secs=1',
  '--demuxer-readahead-secs=1',
  '--demuxer-lavf-analyzeduration=2',
  '--stream-record=',
  '--resume-playback=no',
  '--save-position-on-quit=no',
  '--pause=no',
];

const trackListSchema = z.array(
  z.object({ id: z.int(), type: z.string(), 'src-id': z.int().optional() }),
);

/**
 * Starts mpv and hands it the title over a socket that only it has: the address of the film never stands on a command line.
 *
 * @throws AppError `PLAYER_MPV_MISSING`.
 */
export async function startMpv(request: MpvRequest): Promise<RunningMpv> {
  const child = spawn('mpv', [...OPTIONS, `--force-media-title=${request.name}`], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: request.environment ?? process.env,
  });
  const running = watchPlayer(child);
  await started(child);
  const wishes = wishesOf(request);
  const conversation = new MpvConversation(child.stdio[3] as Duplex, (event) =>
    chooseTracks(conversation, wishes, event),
  );
  void conversation.ask(['observe_property', 1, 'track-list']);
  void conversation.ask(['set_property', 'chapters-file', request.chaptersUrl]);
  void conversation.ask(['loadfile', request.titleUrl]);
  return {
    ...running,
    say: (sentence) => void conversation.ask(['show-text', sentence, 8000]),
    ask: (command) => conversation.ask(command),
  };
}

/** Which stream is wanted for which property, until it is there: subtitles are found where the first one is shown. */
type Wishes = Map<'aid' | 'sid', number>;

function wishesOf({ title, audioLanguages, subtitleLanguages }: MpvRequest): Wishes {
  const wishes: Wishes = new Map();
  const audio = inLanguage(title.audio, audioLanguages);
  const subtitle = inLanguage(title.subtitles, subtitleLanguages);
  if (audio !== null) wishes.set('aid', audio);
  if (subtitle !== null) wishes.set('sid', subtitle);
  return wishes;
}

function inLanguage(
  tracks: readonly { readonly streamId: number; readonly language: string | null }[],
  languages: readonly string[],
): number | null {
  for (const wanted of languages) {
    const track = tracks.find(({ language }) => language === wanted);
    if (track !== undefined) return track.streamId;
  }
  return null;
}

/** A program stream names no languages, so tracks are known by the number that the disc gives them. */
function chooseTracks(conversation: MpvConversation, wishes: Wishes, event: MpvEvent): void {
  if (event.event !== 'property-change' || event.name !== 'track-list') return;
  const tracks = trackListSchema.safeParse(event.data);
  if (!tracks.success) return;
  for (const [property, streamId] of wishes) {
    const type = property === 'aid' ? 'audio' : 'sub';
    const track = tracks.data.find((one) => one.type === type && one['src-id'] === streamId);
    if (track === undefined) continue;
    wishes.delete(property);
    void conversation.ask(['set_property', property, track.id]);
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', (cause) =>
      reject(
        new AppError('PLAYER_MPV_MISSING', 'mpv is not installed.', {
          remedy: 'reject-input',
          cause,
        }),
      ),
    );
  });
}
