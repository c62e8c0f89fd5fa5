import { useCallback, useEffect, useState } from 'react';

const touches = ['pointerdown', 'keydown', 'wheel'] as const;

interface QuietTime {
  /** Milliseconds since the last touch, to a quarter of a second; 0 while nothing is counted. */
  readonly quietMs: number;
  /** Counts from now again. */
  readonly touch: () => void;
}

/**
 * How long nobody has touched anything at this place; a new place counts from anew.
 *
 * @param heldAfterMs from then on a touch does not count by itself: a question stands, and its answer calls `touch`.
 */
export function useQuietTime(place: unknown, isCounting: boolean, heldAfterMs: number): QuietTime {
  const [counted, setCounted] = useState(() => startAt(place));
  const touch = useCallback(() => setCounted(startAt(place)), [place]);
  useEffect(() => {
    if (!isCounting) return undefined;
    const timer = window.setInterval(() => {
      setCounted((was) =>
        was.place === place ? { ...was, until: performance.now() } : startAt(place),
      );
    }, 250);
    return () => window.clearInterval(timer);
  }, [place, isCounting]);
  const isHere = isCounting && counted.place === place;
  const quietMs = isHere ? counted.until - counted.from : 0;
  const isHeld = quietMs >= heldAfterMs;
  useEffect(() => {
    if (!isCounting || isHeld) return undefined;
    for (const name of touches) window.addEventListener(name, touch);
    return () => {
      for (const name of touches) window.removeEventListener(name, touch);
    };
  }, [isCounting, isHeld, touch]);
  return { quietMs, touch };
}

function startAt(place: unknown) {
  const now = performance.now();
  return { place, from: now, until: now };
}
