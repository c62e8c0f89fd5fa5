import { AppError, isAppError } from '../foundation/errors.ts';
import {
  ElementaryWindow,
  findPack,
  findSound,
  findStartCode,
  findVobuIsrc,
  needMore,
  notAUnit,
  readUnit,
  SOUND_HEADER,
  startCode,
  type StreamUnit,
} from '../mpeg2/index.ts';

/** A block that is longer is cut at a pack, so that memory is bounded whatever the stream. A VOBU has about 0.4 MiB. */
const LONGEST_BLOCK = 8 << 20;

/** One block, as long as the callback lasts: its bytes and its video are written over by the next. */
export interface CutBlock {
  readonly bytes: Uint8Array;
  readonly video: ElementaryWindow;
  /** Its sound, a window for each stream that has any. */
  readonly sound: readonly ElementaryWindow[];
  /** Where `vobu_isrc` begins; null: no NAV pack. */
  readonly navIdentifierAt: number | null;
  /** Code of what is wrong with its packets; null: nothing. */
  readonly damage: string | null;
}

/**
 * Cuts a program stream into blocks: at NAV packs; where a block has none, at the pack in which a sequence header begins. Bytes
 * come in pieces of any size; every byte belongs to one block.
 */
export class VobCutter {
  readonly #onBlock: (block: CutBlock) => void;
  readonly #video = new ElementaryWindow();
  readonly #unit: StreamUnit = { code: 0, length: 0, payload: 0 };
  #buffer = new Uint8Array(4 << 20);
  #filled = 0;
  /** Where the block, its newest pack, and the next unit begin in the buffer. */
  #block = 0;
  #pack = 0;
  #at = 0;
  /** Video packets of the block: from, to, in bytes of the buffer. */
  #packets: number[] = [];
  /** Packets of sound: number of the stream, from, to. */
  #soundPackets: (readonly [number, number, number])[] = [];
  readonly #sound: ElementaryWindow[] = [];
  #nav: number | null = null;
  #hasVideoHeader = false;
  #damage: string | null = null;

  constructor(onBlock: (block: CutBlock) => void) {
    this.#onBlock = onBlock;
  }

  push(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
    this.#walk(false);
  }

  /** Hands over what is left as a block. What is pushed later begins another. */
  flush(): void {
    this.#walk(true);
    this.#at = this.#filled;
    if (this.#filled > this.#block) this.#cutAt(this.#filled);
  }

  #makeRoom(more: number): void {
    if (this.#filled + more <= this.#buffer.length) return;
    const kept = this.#filled - this.#block;
    const target =
      kept + more <= this.#buffer.length
        ? this.#buffer
        : new Uint8Array(Math.max(this.#buffer.length * 2, kept + more));
    target.set(this.#buffer.subarray(this.#block, this.#filled));
    const shift = this.#block;
    this.#buffer = target;
    this.#packets = this.#packets.map((place) => place - shift);
    this.#soundPackets = this.#soundPackets.map(([stream, from, to]) => [
      stream,
      from - shift,
      to - shift,
    ]);
    if (this.#nav !== null) this.#nav -= shift;
    this.#pack -= shift;
    this.#at -= shift;
    this.#filled = kept;
    this.#block = 0;
  }

  #walk(isLast: boolean): void {
    for (;;) {
      const length = this.#readUnit();
      if (length === needMore) {
        if (isLast && this.#at < this.#filled) this.#damage ??= 'MPEG2_TRUNCATED';
        return;
      }
      if (length === notAUnit) {
        if (!this.#resynchronise(isLast)) return;
        continue;
      }
      this.#take(length);
      this.#at += length;
    }
  }

  #readUnit(): number {
    try {
      return readUnit(this.#buffer, this.#at, this.#filled, this.#unit);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#damage ??= error.code;
      return this.#unit.length;
    }
  }

  /** Skips to the next pack; zeros, which fill up a last sector, are no damage. @returns false if more bytes are needed. */
  #resynchronise(isLast: boolean): boolean {
    let at = this.#at;
    while (at < this.#filled && this.#buffer[at] === 0) at++;
    const isFill = at === this.#filled || (at - this.#at >= 4 && this.#buffer[at] === 1);
    // Not the pack here, if one is: it is none that can be read.
    const pack = findPack(this.#buffer, this.#at + 1, this.#filled);
    if (!isFill || pack > at) this.#damage ??= 'MPEG2_LOST_SYNC';
    this.#at = pack >= 0 ? pack : isLast ? this.#filled : Math.max(this.#at, this.#filled - 3);
    if (this.#at - this.#block > LONGEST_BLOCK) this.#cutAt(this.#at);
    return pack >= 0;
  }

  #take(length: number): void {
    const { code, payload } = this.#unit;
    if (code === startCode.packHeader) {
      this.#pack = this.#at;
      if (this.#at - this.#block > LONGEST_BLOCK) this.#cutAt(this.#at);
      return;
    }
    const isrc = findVobuIsrc(this.#buffer, this.#at, this.#unit);
    if (isrc >= 0) {
      this.#cutAt(this.#pack);
      this.#nav = this.#at + isrc;
    } else if (code >= startCode.firstVideo && code <= startCode.lastVideo) {
      if (code !== startCode.firstVideo) this.#damage ??= 'MPEG2_UNSUPPORTED';
      const from = this.#at + payload;
      const to = this.#at + length;
      if (this.#nav === null && hasSequenceHeader(this.#buffer, from, to)) {
        if (this.#hasVideoHeader) this.#cutAt(this.#pack);
        this.#hasVideoHeader = true;
      }
      this.#packets.push(from, to);
    } else {
      const sound = findSound(this.#buffer, this.#at, this.#unit);
      if (sound >= 0) {
        const stream = (this.#buffer[this.#at + sound] ?? 0) & 7;
        this.#soundPackets.push([stream, this.#at + sound + SOUND_HEADER, this.#at + length]);
      }
    }
  }

  /** Hands over the block up to `end` and begins the next there. */
  #cutAt(end: number): void {
    if (end <= this.#block) return;
    const bytes = this.#buffer.subarray(this.#block, end);
    const later: number[] = [];
    this.#video.clear();
    for (let i = 0; i < this.#packets.length; i += 2) {
      const from = this.#packets[i] ?? 0;
      const to = this.#packets[i + 1] ?? 0;
      if (from >= end) later.push(from, to);
      else this.#video.append(bytes, from - this.#block, to - this.#block);
    }
    this.#video.seal();
    const navIdentifierAt = this.#nav === null ? null : this.#nav - this.#block;
    const sound = this.#collectSound(bytes, end);
    this.#onBlock({ bytes, video: this.#video, sound, navIdentifierAt, damage: this.#damage });
    this.#block = end;
    this.#packets = later;
    this.#nav = null;
    this.#hasVideoHeader = false;
    this.#damage = null;
  }

  /** The sound of the block that ends at `end`, a window a stream; later packets wait for the next. */
  #collectSound(bytes: Uint8Array, end: number): ElementaryWindow[] {
    const later = this.#soundPackets.filter(([, from]) => from >= end);
    for (const window of this.#sound) window.clear();
    for (const [stream, from, to] of this.#soundPackets) {
      if (from >= end) continue;
      while (this.#sound.length <= stream) this.#sound.push(new ElementaryWindow());
      this.#sound[stream]?.append(bytes, from - this.#block, to - this.#block);
    }
    for (const window of this.#sound) window.seal();
    this.#soundPackets = later;
    return this.#sound.filter((window) => window.length > 0);
  }
}

function hasSequenceHeader(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = findStartCode(bytes, from, to); at >= 0; at = findStartCode(bytes, at + 3, to)) {
    if (bytes[at + 3] === startCode.sequenceHeader) return true;
  }
  return false;
}

/** The damage of an error of the parser; other errors are ours and go on. */
export function damageOf(error: unknown): string {
  if (error instanceof AppError && error.code.startsWith('MPEG2_')) return error.code;
  throw error;
}
