import type { LicenceStatus } from '../contracts/licence.ts';
import type { ByteSource } from '../foundation/byte-source.ts';
import type { ComplementHead } from '../split/types.ts';
import type { Manifest } from '../disc/manifest.ts';

/** A disc that was opened, its signature believed. */
export interface PlayerDisc {
  /** The main stream, as long as its image; closed with the disc. */
  readonly source: ByteSource;
  /** Signed facts: title, order, distributor. */
  readonly manifest: Manifest;
  /** What it was opened from, for messages: a drive, an image or a folder. */
  readonly from: string;
  close(): void;
}

/** Why a showing ended. */
export type ShowingEnd = 'stopped' | 'failed';

/**
 * Where the complement of one showing comes from: the bank, or a stick. It keeps nothing that it gave.
 */
export interface ComplementSupply {
  readonly head: ComplementHead;
  /** As it was known last. */
  licence(): LicenceStatus;
  /** How far ahead of the clock it gives, in seconds of film; absent: as far as one likes. */
  readonly lookAheadSeconds?: number;
  /** Aborted, with its refusal as the reason, once the right has ended; also while nobody fetches. */
  readonly ended?: AbortSignal;
  /**
   * The payloads of some blocks, as `parseComplementBlock` of `app/split` takes them. Waits as long as the pace of viewing and
   * the network ask; whoever gets them zeroises them.
   *
   * @returns one block at least, from `first` on; fewer than `count` where the others are not to be had yet.
   * @throws AppError a `ViewingRefusal` when the right has ended; `PLAYER_NO_CONTACT` after 30 s without an answer;
   *   `STICK_…`; the signal's reason.
   */
  fetch(first: number, count: number, signal: AbortSignal): Promise<readonly Uint8Array[]>;
  /** Gives the showing back; safe to call twice. */
  close(end: ShowingEnd): Promise<void>;
}

/** What a player is doing, for whoever shows it. */
export type PlayerState =
  | { readonly at: 'ready' }
  | { readonly at: 'playing'; readonly aheadSeconds: number }
  /** The picture waits: the complement is late. `since`: milliseconds since 1970. */
  | { readonly at: 'waiting'; readonly since: number }
  /** After `PLAYER_NO_CONTACT`, and whatever else another try may cure, the next read goes on; after a refusal nothing does. */
  | {
      readonly at: 'ended';
      readonly code: string;
      readonly message: string;
      readonly date: string | null;
    }
  | { readonly at: 'closed' };

/**
 * Reading buffer of the disc, volatile ring of the complement, patch, out. What is read is the master, bit for bit.
 */
export interface SynthesisDevice {
  /** Bytes of the master image. */
  readonly size: number;
  readonly head: ComplementHead;
  /**
   * Bytes of the master, waiting for their complement where it is not there yet.
   *
   * @returns `length` bytes, fewer only at the end of the image. They are the caller's, who zeroises them when they are spent.
   * @throws AppError what {@link ComplementSupply.fetch} throws; `SPLIT_DISC_DAMAGED` with block and byte; `PLAYER_CLOSED`.
   */
  read(position: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /** The untouched main stream, for comparison. */
  readonly mainStream: ByteSource;
  licence(): LicenceStatus;
  /** How much of the complement came so far, and for how much playing time; absent where nobody counts. */
  received?(): { readonly bytes: number; readonly seconds: number };
  state(): PlayerState;
  onState(listener: (state: PlayerState) => void): () => void;
  /** Ends the showing and zeroises everything that is held. */
  close(end: ShowingEnd): Promise<void>;
}
