import type { LicenceStatus } from '../../contracts/licence.ts';
import type { PlayerPageRefusal, PlayerPageView } from '../../contracts/player-page.ts';
import type { DvdTitle } from '../../disc/dvd-structure.ts';
import { SPLIT_VIEW_TYPE } from '../../disc/split-view.ts';
import type { Clock } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { seconds } from '../../foundation/units.ts';
import type { PlayerState, ShowingEnd, SynthesisDevice } from '../ports.ts';
import { PictureRun } from './picture-run.ts';
import { refusalOf } from './refusal.ts';
import { TimeMap } from './time-map.ts';

/** How long a showing is held that nobody looks at: long enough to load the page anew, and to go on. */
const HELD_WITHOUT_PICTURE = seconds(20);

/** What the page asked to see. */
export interface Wanted {
  readonly seconds: number;
  readonly audio: number | null;
  readonly subtitles: number | null;
}

export interface ShowingParts {
  readonly open: (signal: AbortSignal) => Promise<SynthesisDevice>;
  readonly title: () => DvdTitle;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChange: () => void;
  readonly onPiece: (run: number, piece: Uint8Array) => void;
  readonly onEnd: (run: number) => void;
}

type RunView = Extract<PlayerPageView['showing'], { is: 'open' }>['run'];

/** Everything between "watch" and "stop": one showing, and one run of the picture after another. */
export class Showing {
  readonly #parts: ShowingParts;
  #device: SynthesisDevice | null = null;
  #stopListening = () => {};
  #map: TimeMap | null = null;
  #run: { readonly picture: PictureRun; readonly view: RunView } | null = null;
  #runs = 0;
  #ended: PlayerPageRefusal | null = null;
  #licence: LicenceStatus | null = null;
  #closing = new AbortController();
  #cancelEnd = () => {};

  constructor(parts: ShowingParts) {
    this.#parts = parts;
  }

  /** As it was known last. */
  get licence(): LicenceStatus | null {
    return this.#device?.licence() ?? this.#licence;
  }

  view(): PlayerPageView['showing'] {
    if (this.#ended !== null) return { is: 'ended', refusal: this.#ended };
    const state = this.#device?.state();
    if (this.#run === null || state === undefined) return { is: 'none' };
    return {
      is: 'open',
      run: this.#run.view,
      aheadSeconds: state.at === 'playing' ? Math.max(0, state.aheadSeconds) : 0,
      waitingSince: state.at === 'waiting' ? state.since : null,
      kilobitsPerSecond: rateOf(this.#device?.received?.()),
    };
  }

  /**
   * Shows the film from there on. Opens the showing if there is none; one that is closed meanwhile stays closed.
   *
   * @throws what opening it throws; the showing is then `none`.
   */
  async watch(wanted: Wanted): Promise<void> {
    const { signal } = this.#closing;
    this.#cancelEnd();
    await this.#endRun();
    if (signal.aborted) return;
    this.#ended = null;
    const device = this.#device ?? (await this.#open(signal));
    if (device === null) return;
    const { title, clock, onPiece, onEnd } = this.#parts;
    const film = title();
    const place = (this.#map ??= new TimeMap(device.head, film)).placeAt(wanted.seconds);
    const audio = wanted.audio !== null && wanted.audio < film.audio.length ? wanted.audio : null;
    const subtitles =
      wanted.subtitles !== null && wanted.subtitles < film.subtitles.length
        ? wanted.subtitles
        : null;
    this.#runs += 1;
    const number = this.#runs;
    this.#run = {
      view: {
        number,
        startsAt: place.seconds,
        type: audio === null ? SPLIT_VIEW_TYPE.silent : SPLIT_VIEW_TYPE.withSound,
        audio,
        subtitles,
      },
      picture: new PictureRun({
        device,
        title: film,
        place,
        audio,
        subtitles,
        clock,
        onPiece: (piece) => onPiece(number, piece),
        onEnd: () => onEnd(number),
        onFailure: (error) => void this.#fail(error),
      }),
    };
    this.#parts.onChange();
  }

  /** The page has room for one more piece of that run; of an earlier one it is too late to ask. */
  more(run: number): void {
    if (this.#run?.view.number === run) this.#run.picture.more();
  }

  /** Ends the picture, and gives the showing back. Safe at any time. */
  async close(end: ShowingEnd = 'stopped'): Promise<void> {
    this.#closing.abort(new DOMException('The showing is over.', 'AbortError'));
    this.#closing = new AbortController();
    this.#cancelEnd();
    const device = this.#device;
    this.#licence = device?.licence() ?? this.#licence;
    this.#stopListening();
    this.#device = null;
    await this.#endRun();
    await device?.close(end);
    this.#parts.onChange();
  }

  /** Forgets why the last showing ended. */
  dismiss(): void {
    this.#ended = null;
  }

  /** Ends the picture: nobody looks at it any more. The showing is held for a while, and then given back. */
  async endPicture(): Promise<void> {
    this.#cancelEnd();
    if (this.#device !== null) {
      this.#cancelEnd = this.#parts.clock.after(HELD_WITHOUT_PICTURE, () => void this.close());
    }
    await this.#endRun();
    this.#parts.onChange();
  }

  /** @returns null where the showing was closed before it was open. */
  async #open(signal: AbortSignal): Promise<SynthesisDevice | null> {
    let device: SynthesisDevice;
    try {
      device = await this.#parts.open(signal);
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
    if (signal.aborted) {
      await device.close('stopped');
      return null;
    }
    this.#device = device;
    this.#stopListening = device.onState((state) => this.#hear(state));
    return device;
  }

  #hear(state: PlayerState): void {
    if (state.at === 'ended' && this.#ended === null) void this.#fail(state);
    else this.#parts.onChange();
  }

  async #endRun(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    await run?.picture.close();
  }

  /** Whatever ended it: the picture stops at once, and the sentence stands. */
  async #fail(error: unknown): Promise<void> {
    if (this.#ended !== null) return;
    this.#ended = refusalOf(error);
    if (!isAppError(error) && error instanceof Error) {
      this.#parts.logger.error({ reason: error.message }, 'The picture failed.');
    }
    await this.close('failed');
  }
}

/** Below this the rate of a few blocks would be told as that of the film. */
const LEAST_SECONDS = 2;

function rateOf(
  received: { readonly bytes: number; readonly seconds: number } | undefined,
): number | null {
  if (received === undefined || received.seconds < LEAST_SECONDS) return null;
  return (received.bytes * 8) / 1000 / received.seconds;
}
