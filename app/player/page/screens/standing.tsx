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
    <div className={styles.standing} role="status">
      <p className={`${styles.what} figures`}>
        {since !== null ? watching.waits(seconds) : isOpen ? watching.drawing : ready.opening}
      </p>
    </div>
  );
}

/** Whole seconds since an instant, counted on. The player runs on this computer: one clock. */
function useSecondsSince(since: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (since === null) return undefined;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, [since]);
  return since === null ? 0 : Math.max(0, Math.round((now - since) / 1000));
}
