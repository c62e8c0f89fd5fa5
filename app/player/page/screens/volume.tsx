import { IconButton } from '../pieces/button.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import styles from './controls.module.css';

/** How loud; the browser's own voice, not the computer's. */
export function Volume() {
  const { watching: text } = useText();
  const { feed } = usePlayer();
  const { volume } = usePageState().film;
  const isSilent = volume === 0;
  return (
    <span className={styles.volume}>
      <IconButton
        name={isSilent ? text.unmute : text.mute}
        icon={isSilent ? 'silent' : 'sound'}
        onPress={() => feed.toggleSound()}
      />
      <input
        type="range"
        aria-label={text.volume}
        className={styles.level}
        min={0}
        max={100}
        step={5}
        value={Math.round(volume * 100)}
        onChange={(event) => feed.setVolume(Number(event.target.value) / 100)}
      />
    </span>
  );
}
