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
  type SoundPlace,
  startCode,
  type StreamUnit,
} from '../mpeg2/index.ts';
import { BlockSound } from './block-sound.ts';
import { PacketList, VIDEO } from './packet-list.ts';
import type { SoundStream } from './sound-stream.ts';

/** A block that is longer is cut at a pack, so that memory is bounded whatever the stream. A VOBU has about 0.4 MiB. */
const LONGEST_BLOCK = 8 << 20;

/** One block, as long as the callback lasts: its bytes, its video and its sound are written over by the next. */
export interface CutBlock {
  readonly bytes: Uint8Array;
  readonly video: ElementaryWindow;
  /** Its sound, one entry for each stream that has any. */
  readonly sound: readonly SoundStream[];
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
  #buffer = new Uint8Array(1 << 16);
  #filled = 0;
  /** Where the block, its newest pack, and the next unit begin in the buffer. */
  #block = 0;
  #pack = 0;
  #at = 0;
  /** Packets since the begin of the block, in bytes of the buffer. */
  readonly #packets = new PacketList();
  readonly #sound = new BlockSound();
  readonly #place: SoundPlace = { stream: 0, from: 0, format: 0 };
  #nav: number | null = null;
  #hasVideoHeader = false;
  #damage: string | null = null;

  constructor(onBlock: (block: CutBlock) => void) {
    this.#onBlock = onBlock;
  }

  push(bytes: Uint8Array): void {
    this.room(bytes.length).set(bytes);
    this.accept(bytes.length);
  }

  /** Where the next bytes may be put without being copied once more; {@link accept} takes in as many of them as came. */
  room(length: number): Uint8Array {
    this.#makeRoom(length);
    return this.#buffer.subarray(this.#filled, this.#filled + length);
  }

  /** @param length bytes that were put where {@link room} said last. */
  accept(length: number): void {
    this.#filled += length;
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
    this.#packets.shift(shift);
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
    const unit = this.#unit;
    const at = this.#at;
    const { code } = unit;
    if (code === startCode.packHeader) {
      this.#pack = at;
      if (at - this.#block > LONGEST_BLOCK) this.#cutAt(at);
    } else if (code >= startCode.firstVideo && code <= startCode.lastVideo) {
      if (code !== startCode.firstVideo) this.#damage ??= 'MPEG2_UNSUPPORTED';
      this.#takeVideo(at + unit.payload, at + length);
    } else if (code === startCode.privateStream2) {
      const isrc = findVobuIsrc(this.#buffer, at, unit);
      if (isrc < 0) return;
      this.#cutAt(this.#pack);
      this.#nav = at + isrc;
    } else if (findSound(this.#buffer, at, unit, this.#place)) {
      const { stream, from, format } = this.#place;
      this.#packets.add(stream, at + from, at + length, format);
    }
  }

  #takeVideo(from: number, to: number): void {
    if (this.#nav === null && hasSequenceHeader(this.#buffer, from, to)) {
      if (this.#hasVideoHeader) this.#cutAt(this.#pack);
      this.#hasVideoHeader = true;
    }
    this.#packets.add(VIDEO, from, to, 0);
  }

  /** Hands over the block up to `end` and begins the next there. */
  #cutAt(end: number): void {
    const begin = this.#block;
    if (end <= begin) return;
    const bytes = this.#buffer.subarray(begin, end);
    const { count, streams, froms, tos, formats } = this.#packets;
    this.#video.clear();
    this.#sound.clear();
    for (let i = 0; i < count; i++) {
      const stream = streams[i] ?? 0;
      const from = froms[i] ?? 0;
      // The pack that begins the next block may have been read already.
      if (from >= end) break;
      const to = tos[i] ?? 0;
      if (stream === VIDEO) this.#video.append(bytes, from - begin, to - begin);
      else this.#sound.append(stream, bytes, from - begin, to - begin, formats[i] ?? 0);
    }
    this.#video.seal();
    const navIdentifierAt = this.#nav === null ? null : this.#nav - begin;
    this.#onBlock({
      bytes,
      video: this.#video,
      sound: this.#sound.streams(bytes.length),
      navIdentifierAt,
      damage: this.#damage,
    });
    this.#packets.dropBefore(end);
    this.#block = end;
    this.#nav = null;
    this.#hasVideoHeader = false;
    this.#damage = null;
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
