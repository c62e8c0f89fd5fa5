import type { DvdTitle } from '../../disc/dvd-structure.ts';
import { openSplitView, type SplitView } from '../../disc/split-view.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { SynthesisDevice } from '../ports.ts';
import { rgbOf } from './palette.ts';
import { discBytes, filmBytes } from './title-bytes.ts';
import type { StartPlace } from './time-map.ts';

export interface PictureRunParts {
  readonly device: SynthesisDevice;
  readonly title: DvdTitle;
  readonly place: StartPlace;
  readonly audio: number | null;
  readonly subtitles: number | null;
  readonly clock: Clock;
  /** A piece for the browser, which zeroises it. */
  readonly onPiece: (piece: Uint8Array) => void;
  readonly onEnd: () => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * One transcoding of the film from one moment on. The initialisation segment goes out unasked, each half second after it only
 * when the page has room for it.
 */
export class PictureRun {
  readonly #parts: PictureRunParts;
  readonly #view: SplitView;
  readonly #ending = new AbortController();
  #wanted = 1;
  #isPumping = false;

  constructor(parts: PictureRunParts) {
    const { device, title, place, clock } = parts;
    const { signal } = this.#ending;
    const subtitles = parts.subtitles === null ? undefined : title.subtitles[parts.subtitles];
    this.#parts = parts;
    this.#view = openSplitView({
      standard: title.standard,
      aspect: title.aspect,
      audio: parts.audio === null ? null : (title.audio[parts.audio]?.streamId ?? null),
      subtitles:
        subtitles === undefined
          ? null
          : { streamId: subtitles.streamId, palette: title.palette.map(rgbOf) },
      main: discBytes(device, title.extents, place.byte, signal),
      film: filmBytes(device, title.extents, place.byte, signal),
      clock,
    });
    void this.#pump();
  }

  /** The page has room for one more piece. */
  more(): void {
    this.#wanted += 1;
    void this.#pump();
  }

  /** Ends ffmpeg; nothing comes any more. */
  async close(): Promise<void> {
    this.#ending.abort(new DOMException('The run is over.', 'AbortError'));
    await this.#view.close();
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    const { signal } = this.#ending;
    try {
      while (this.#wanted > 0 && !signal.aborted) {
        const piece = await this.#view.next();
        if (signal.aborted) piece?.fill(0);
        else if (piece === null) {
          this.#wanted = 0;
          this.#parts.onEnd();
        } else {
          this.#wanted -= 1;
          this.#parts.onPiece(piece);
        }
      }
    } catch (error) {
      if (!signal.aborted) this.#parts.onFailure(error);
    } finally {
      this.#isPumping = false;
    }
  }
}
