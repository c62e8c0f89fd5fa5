import { ElementaryWindow, soundStreams } from '../mpeg2/index.ts';
import { shareSound } from './sound-budget.ts';
import type { SoundKind, SoundStream } from './sound-stream.ts';

/** No packet of the block yet; or packets that differ. Formats are bytes. */
const NONE = -1;
const MIXED = -2;

/** Bytes of sound in a usual block: half a second at 448 kb/s. */
const USUAL_BYTES = 1 << 15;

interface Collected {
  readonly kind: SoundKind;
  readonly number: number;
  readonly window: ElementaryWindow;
  format: number;
}

/** Collects the sound of one block after another, in windows that are used again. */
export class BlockSound {
  readonly #all: (Collected | null)[] = Array.from({ length: soundStreams.all }, () => null);
  /** Those that the block has. */
  #present: Collected[] = [];

  clear(): void {
    this.#present = [];
  }

  /** Appends what a packet of a stream carries, the bytes `from` to `to` of the block. */
  append(stream: number, block: Uint8Array, from: number, to: number, format: number): void {
    if (from === to) return;
    const collected = (this.#all[stream] ??= emptyStream(stream));
    if (!this.#present.includes(collected)) {
      this.#present.push(collected);
      collected.window.clear();
      collected.format = NONE;
    }
    collected.window.append(block, from, to);
    if (collected.format === NONE) collected.format = format;
    else if (collected.format !== format) collected.format = MIXED;
  }

  /** The streams of the block, good until the next {@link clear}. */
  streams(blockBytes: number): SoundStream[] {
    for (const { window } of this.#present) window.seal();
    const streams = this.#present.map(({ kind, number, window, format }): SoundStream => {
      const common = { number, window, part: 1, tally: { seen: 0, withCandidates: 0 } };
      if (kind !== 'lpcm') return { ...common, kind };
      return { ...common, kind, format: format < 0 ? null : format };
    });
    shareSound(streams, blockBytes);
    return streams;
  }
}

function emptyStream(stream: number): Collected {
  return {
    kind: kindOf(stream),
    number: stream & 7,
    window: new ElementaryWindow(USUAL_BYTES),
    format: NONE,
  };
}

function kindOf(stream: number): SoundKind {
  if (stream < soundStreams.dts) return 'ac3';
  if (stream < soundStreams.lpcm) return 'dts';
  return stream < soundStreams.mpeg ? 'lpcm' : 'mpeg';
}
