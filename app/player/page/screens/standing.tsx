import { useEffect, useState } from 'react';
import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { usePlayer } from '../state/player-context.tsx';
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
 * Whole seconds since an instant, counted on; since it is shown, if that is later: what the page held was still seen.
 */
function useSecondsSince(since: number | null): number {
  const { now: read } = usePlayer();
  const [shownAt] = useState(read);
  const [now, setNow] = useState(shownAt);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(read()), 1000);
    return () => window.clearInterval(timer);
  }, [read]);
  return since === null ? 0 : Math.max(0, Math.round((now - Math.max(since, shownAt)) / 1000));
}
