import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { usePageState } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import styles from './now-line.module.css';

/** What is going on now, in one sentence. */
export function NowLine({ view }: { readonly view: PlayerPageView }) {
  const { watching } = useText();
  const { film } = usePageState();
  const { showing } = view;
  // The picture itself says why it stands.
  if (showing.is !== 'open') return <p className={styles.now} />;
  if (showing.waitingSince !== null) return <p className={styles.now}>{watching.waitsWhy}</p>;
  // What the player holds, and what the page was given already.
  const ahead = Math.round(showing.aheadSeconds + film.aheadSeconds);
  return (
    <p className={`${styles.now} figures`}>
      <span className={styles.dot} aria-hidden="true" />
      {watching.ahead(ahead, showing.kilobitsPerSecond)}
    </p>
  );
}
