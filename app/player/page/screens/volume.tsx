import { useState } from 'react';
import { IconButton } from '../pieces/button.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import styles from './controls.module.css';

/** How loud; the browser's own voice, not the computer's. */
export function Volume() {
  const { watching: text } = useText();
  const { video } = usePlayer().feed;
  // Every change of the video is a new state of the page.
  usePageState();
  const [volume, setVolume] = useState(video.volume);
  const isSilent = video.muted || volume === 0;
  return (
    <span className={styles.volume}>
      <IconButton
        name={isSilent ? text.unmute : text.mute}
        icon={isSilent ? 'silent' : 'sound'}
        onPress={() => {
          video.muted = !isSilent;
        }}
      />
      <input
        type="range"
        aria-label={text.volume}
        className={styles.level}
        min={0}
        max={100}
        step={5}
        value={video.muted ? 0 : Math.round(volume * 100)}
        onChange={(event) => {
          const level = Number(event.target.value) / 100;
          video.volume = level;
          video.muted = false;
          setVolume(level);
        }}
      />
    </span>
  );
}
