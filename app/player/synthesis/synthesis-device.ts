import type { Clock } from '../../foundation/clock.ts';
import { playerError } from '../player-error.ts';
import type { ComplementSupply, PlayerDisc, SynthesisDevice } from '../ports.ts';

export interface SynthesisRequest {
  readonly disc: PlayerDisc;
  readonly supply: ComplementSupply;
  readonly clock: Clock;
  /** Playing time of the complement that is held ahead of the reader; 10 s if not given, never more than 20. */
  readonly aheadSeconds?: number;
}

export function openSynthesisDevice(_request: SynthesisRequest): SynthesisDevice {
  throw playerError('PLAYER_CLOSED', 'Not yet.');
}
