import type { PlayerPageRefusal, PlayerPageView } from '../../../contracts/player-page.ts';
import type { Line } from '../connection/line.ts';

/** Which screen stands there. */
export type Place = 'line' | 'identify' | 'ready' | 'watching' | 'refused' | 'over';

interface Facts {
  readonly line: Line;
  readonly view: PlayerPageView | null;
  readonly refusal: PlayerPageRefusal | null;
  readonly wantsPicture: boolean;
  readonly isOver: boolean;
}

/** The screen follows from what the player said last and from what the viewer wants; nothing else is remembered. */
export function placeOf({ line, view, refusal, wantsPicture, isOver }: Facts): Place {
  if (view === null || line === 'tokenRefused' || line === 'inUse') return 'line';
  if (view.showing.is === 'ended') return 'refused';
  if (wantsPicture) return 'watching';
  if (!view.account.isSignedIn) return 'identify';
  if (refusal !== null) return 'refused';
  return isOver ? 'over' : 'ready';
}
