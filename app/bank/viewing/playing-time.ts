import type { OpenComplement } from './ports.ts';
import { TICKS_A_SECOND } from './pace.ts';

/** What a block of video plays for when nothing says so: a group of pictures of DVD-Video, about half a second. */
const USUAL_TICKS = TICKS_A_SECOND / 2;

/** Playing time of a complement's blocks, in ticks of 90 kHz. */
export interface PlayingTime {
  /** What a block takes of the pace: never 0, so that a film without times is not free of it. */
  paced(block: number): number;
  /** What a block counts, and the whole title; 0 for a block without time in a title that has times. */
  counted(block: number): number;
  readonly total: number;
}

type Timed = Pick<OpenComplement, 'blocks' | 'ticks' | 'totalTicks'>;

export function playingTimeOf({ blocks, ticks, totalTicks }: Timed): PlayingTime {
  const paced = (block: number) => ticks(block) || USUAL_TICKS;
  if (totalTicks > 0) return { paced, counted: ticks, total: totalTicks };
  return { paced, counted: () => USUAL_TICKS, total: blocks * USUAL_TICKS };
}
