import { useEffect, useState } from 'react';
import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { useText } from '../text/use-text.ts';
import styles from './standing.module.css';

/** Why the picture stands: over it, without hiding it. */
export function Standing({ view }: { readonly view: PlayerPageView }) {
  const { watching, ready } = useText();
  const isOpen = view.showing.is === 'open';
  const since = view.showing.is === 'open' ? view.showing.waitingSince : null;
  const seconds = useSecondsSince(since);
  return (
    <output className={styles.standing}>
      <span className={`${styles.what} figures`}>
        {since !== null ? watching.waits(seconds) : isOpen ? watching.drawing : ready.opening}
      </span>
    </output>
  );
}

/**
 * Whole seconds since an instant, counted on; since it is shown, if that is later: what the page held was still seen. The player
 * runs on this computer: one clock.
 */
function useSecondsSince(since: number | null): number {
  const [shownAt] = useState(() => Date.now());
  const [now, setNow] = useState(shownAt);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  return since === null ? 0 : Math.max(0, Math.round((now - Math.max(since, shownAt)) / 1000));
}
