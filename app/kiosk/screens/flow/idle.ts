import type { Place } from './place.ts';
import { unreachable } from './unreachable.ts';

/** How long nothing may happen at a place. `null` phases: no timer runs there. */
export interface IdleLimits {
  /** Milliseconds of quiet before the question. */
  readonly quietMs: number;
  /** Milliseconds the question stands before everything is wiped; 0 wipes without asking. */
  readonly promptMs: number;
}

export type IdlePhase =
  | { readonly is: 'active' }
  | { readonly is: 'asking'; readonly secondsLeft: number }
  | { readonly is: 'over' };

/**
 * The limits at a place. Browsing 60 s, typing 90 s, the end 20 s; none while a disc is paid or made or the gate is open, nor
 * where nobody has begun. Whoever uses large text, high contrast or speech has three times as long.
 */
export function idleLimits(place: Place, isTyping: boolean, hasAids: boolean): IdleLimits | null {
  const factor = hasAids ? 3 : 1;
  const asking = (seconds: number) => ({
    quietMs: seconds * 1000 * factor,
    promptMs: 20_000 * factor,
  });
  switch (place.at) {
    case 'attract':
    case 'making':
    case 'pay':
    case 'take':
    case 'starting':
    case 'closed':
      return null;
    case 'doors':
    case 'title':
    case 'confirm':
    case 'ready':
    case 'orders':
    case 'trouble':
      return asking(60);
    case 'catalogue':
      return asking(isTyping ? 90 : 60);
    case 'identify':
    case 'claim':
      return asking(90);
    case 'done':
      return { quietMs: 20_000 * factor, promptMs: 0 };
    default:
      return unreachable(place);
  }
}

/** Where the timer stands after `quietMs` without a touch. */
export function idlePhase(limits: IdleLimits, quietMs: number): IdlePhase {
  const end = limits.quietMs + limits.promptMs;
  if (quietMs >= end) return { is: 'over' };
  if (quietMs < limits.quietMs) return { is: 'active' };
  return { is: 'asking', secondsLeft: Math.ceil((end - quietMs) / 1000) };
}
