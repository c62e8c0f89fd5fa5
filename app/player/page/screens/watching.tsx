import { useCallback, useEffect, useRef, useState } from 'react';
import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { SplitPicture } from '../picture/split-picture.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import { Controls } from './controls.tsx';
import { NowLine } from './now-line.tsx';
import { Standing } from './standing.tsx';
import styles from './watching.module.css';

/** The film: the two leaves and their hinge, what may be done, what is going on. */
export function WatchingScreen({ view }: { readonly view: PlayerPageView }) {
  const text = useText();
  const player = usePlayer();
  const { film } = usePageState();
  const stage = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isFull, setFull] = useState(false);
  const toggleFull = useCallback(() => {
    const asked =
      document.fullscreenElement === null
        ? stage.current?.requestFullscreen()
        : document.exitFullscreen();
    // Refused where the browser does not want to: the picture stays as large as it is.
    asked?.catch(() => {});
  }, []);
  useEffect(() => {
    heading.current?.focus();
    const changed = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const { target } = event;
      const isControl = target instanceof HTMLElement && target.matches('button, input, select, a');
      if (event.key === ' ' && !isControl) {
        event.preventDefault();
        player.togglePlaying();
      } else if (event.key === 'f' && !(target instanceof HTMLSelectElement)) toggleFull();
      else if (event.key === 'm' && !(target instanceof HTMLSelectElement)) {
        player.feed.toggleSound();
      }
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [player, toggleFull]);
  return (
    <main
      className={styles.watching}
      style={{ '--shape': view.film.leaf.width / view.film.leaf.height }}
    >
      <div className={styles.head}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {view.licence?.titleName ?? text.unnamed}
        </h1>
        <HeadFacts view={view} />
      </div>
      <div ref={stage} className={styles.stage}>
        <div className={styles.frame}>
          <SplitPicture feed={player.feed} leaf={view.film.leaf} />
          {film.isStarved ? <Standing view={view} /> : null}
        </div>
        <Controls view={view} isFull={isFull} onFull={toggleFull} />
      </div>
      <NowLine view={view} />
    </main>
  );
}

function HeadFacts({ view }: { readonly view: PlayerPageView }) {
  const { disc, ready } = useText();
  const { licence } = view;
  return (
    <ul className={`${styles.facts} figures`}>
      <li>
        {disc.order} <strong>{view.disc.code}</strong>
      </li>
      <li>
        {disc.distributor} <strong>{view.disc.distributorId}</strong>
      </li>
      {licence === null ? null : (
        <li>
          {ready.showingsLeft}{' '}
          <strong>{ready.left(licence.showingsLeft, licence.terms.showings)}</strong>
        </li>
      )}
    </ul>
  );
}
