import { useCallback, useEffect, useRef, useState } from 'react';

const touches = ['pointerdown', 'keydown', 'wheel'] as const;

interface QuietTime {
  /** Milliseconds since the last touch, to a quarter of a second; 0 while nothing is counted. */
  readonly quietMs: number;
  /** Counts from now again. */
  readonly touch: () => void;
}

/**
 * How long nobody has touched anything. Counts from anew whenever `place` changes.
 *
 * @param isHeld while true a touch does not count by itself: a question stands, and its answer calls `touch`.
 */
export function useQuietTime(place: unknown, isCounting: boolean, isHeld: boolean): QuietTime {
  const touchedAt = useRef(0);
  const [quietMs, setQuietMs] = useState(0);
  const touch = useCallback(() => {
    touchedAt.current = performance.now();
    setQuietMs(0);
  }, []);
  useEffect(() => {
    touch();
    if (!isCounting) return undefined;
    const timer = window.setInterval(() => setQuietMs(performance.now() - touchedAt.current), 250);
    return () => window.clearInterval(timer);
  }, [place, isCounting, touch]);
  useEffect(() => {
    if (!isCounting || isHeld) return undefined;
    for (const name of touches) window.addEventListener(name, touch);
    return () => {
      for (const name of touches) window.removeEventListener(name, touch);
    };
  }, [isCounting, isHeld, touch]);
  return { quietMs, touch };
}
