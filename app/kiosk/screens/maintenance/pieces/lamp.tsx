import type { LampColour } from './lamp-colour.ts';
import styles from './panel.module.css';

/** A traffic light whose shape says the same as its colour; the word stands beside it. */
export function Lamp({
  colour,
  size = 28,
}: {
  readonly colour: LampColour;
  readonly size?: number;
}) {
  return (
    <svg
      className={`${styles.lamp} ${styles[`lamp-${colour}`]}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {colour === 'well' ? (
        <>
          <circle cx="12" cy="12" r="11" />
          <path d="m7 12.500 3.500 3.500L17 9" />
        </>
      ) : null}
      {colour === 'running' ? (
        <>
          <circle cx="12" cy="12" r="10" />
          <path d="M12 6v6l4 2.500" />
        </>
      ) : null}
      {colour === 'care' ? (
        <>
          <path d="M12 1.500 23.500 22H.500z" className={styles.lampBody} />
          <path d="M12 9v6M12 18v.300" />
        </>
      ) : null}
      {colour === 'trouble' ? (
        <>
          <path d="M7.500 1h9L23 7.500v9L16.500 23h-9L1 16.500v-9z" className={styles.lampBody} />
          <path d="m8 8 8 8M16 8l-8 8" />
        </>
      ) : null}
      {colour === 'unknown' ? (
        <>
          <rect x="1.500" y="1.500" width="21" height="21" rx="3" className={styles.lampBody} />
          <path d="M9 9.500a3 3 0 1 1 4.200 2.700c-.8.4-1.200.9-1.200 1.900M12 17.500v.300" />
        </>
      ) : null}
    </svg>
  );
}
