import { useEffect, useRef, useState } from 'react';
import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import styles from './timeline.module.css';

/** Where in the film the picture is; let go of somewhere else, and it goes on there. */
export function Timeline({ view }: { readonly view: PlayerPageView }) {
  const { watching: text } = useText();
  const player = usePlayer();
  const { film } = usePageState();
  const input = useRef<HTMLInputElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const { seconds, chapters } = view.film;
  // The browser's own event: once, when the hand lets go, or after each key.
  useEffect(() => {
    const element = input.current;
    const chosen = () => {
      setHeld(null);
      if (element !== null) void player.watch(Number(element.value));
    };
    element?.addEventListener('change', chosen);
    return () => element?.removeEventListener('change', chosen);
  }, [player]);
  const shown = Math.min(held ?? film.seconds, seconds);
  return (
    <div
      className={styles.timeline}
      style={{ '--done': `${seconds === 0 ? 0 : (shown / seconds) * 100}%` }}
    >
      <input
        ref={input}
        className={styles.input}
        type="range"
        aria-label={text.timeline}
        aria-valuetext={text.timeAt(shown, seconds)}
        min={0}
        max={seconds}
        step={seconds > 60 ? 1 : 0.1}
        value={shown}
        onInput={(event) => setHeld(Number(event.currentTarget.value))}
        onChange={() => {}}
      />
      <div className={styles.chapters} aria-hidden="true">
        {chapters.slice(1).map((chapter) => (
          <span
            key={chapter.number}
            className={styles.chapter}
            style={{ left: `${(chapter.seconds / seconds) * 100}%` }}
          />
        ))}
      </div>
    </div>
  );
}
