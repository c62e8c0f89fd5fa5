import type { ElementaryWindow } from '../mpeg2/index.ts';

/** The kinds of sound that a DVD may have, in the order in which they are shown. */
export const soundKinds = ['ac3', 'mpeg', 'lpcm', 'dts'] as const;
export type SoundKind = (typeof soundKinds)[number];

/** What was found in one stream of sound of one block; whoever looks for candidates counts here. */
interface SoundTally {
  /** Frames that lie whole in the block; LPCM: packets. */
  seen: number;
  /** How many of them have candidates. */
  withCandidates: number;
}

interface AnySound {
  /** Of its kind, 0 to 7. */
  readonly number: number;
  /** Its bytes, without headers of packets; as long as those of the block. */
  readonly window: ElementaryWindow;
  /** 1 if candidates may cost what they do at full strength; less where there is too much sound for the budget (`shareSound`). */
  part: number;
  readonly tally: SoundTally;
}

/** Sound that is coded in frames, which may begin and end anywhere. */
export interface FramedSound extends AnySound {
  readonly kind: 'ac3' | 'mpeg' | 'dts';
}

/** Sound that is not coded: every segment of its window is the samples of one packet. */
export interface PcmSound extends AnySound {
  readonly kind: 'lpcm';
  /** The byte of quantisation, frequency and channels; null: the packets of the block differ in it. */
  readonly format: number | null;
}

/** One stream of sound of a block. */
export type SoundStream = FramedSound | PcmSound;
