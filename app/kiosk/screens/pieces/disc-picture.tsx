import { discMillimetres, type DiscFill, writtenRadius } from '../flow/disc-fill.ts';
import styles from './disc-picture.module.css';

interface DiscPictureProps {
  readonly fill: DiscFill;
  /** What it shows, in words; empty where it only adorns. */
  readonly label: string;
}

/** The disc in millimetres, filled from the hub outward: gilt where it is burned, ringed as far as it is read back. */
export function DiscPicture({ fill, label }: DiscPictureProps) {
  const { hole, clamp, dataFrom, dataTo, rim } = discMillimetres;
  const ring = (from: number, to: number) =>
    `M${to} 0A${to} ${to} 0 1 1 ${-to} 0A${to} ${to} 0 1 1 ${to} 0ZM${from} 0A${from} ${from} 0 1 0 ${-from} 0A${from} ${from} 0 1 0 ${from} 0Z`;
  const burnedTo = writtenRadius(fill.burned);
  const checkedTo = writtenRadius(fill.checked);
  return (
    <svg
      className={styles.disc}
      viewBox="-62 -62 124 124"
      role={label === '' ? undefined : 'img'}
      aria-label={label === '' ? undefined : label}
      aria-hidden={label === ''}
    >
      <defs>
        <radialGradient id="sheen" gradientUnits="userSpaceOnUse" cx="-18" cy="-24" r="92">
          <stop offset="0" stopColor="#3a4656" />
          <stop offset="0.55" stopColor="#222b38" />
          <stop offset="1" stopColor="#171c24" />
        </radialGradient>
        <radialGradient id="gilded" gradientUnits="userSpaceOnUse" cx="-20" cy="-26" r="96">
          <stop offset="0" stopColor="#ffdc94" />
          <stop offset="0.5" stopColor="#f2b84b" />
          <stop offset="1" stopColor="#b9791f" />
        </radialGradient>
      </defs>
      <path d={ring(hole, rim)} fill="url(#sheen)" />
      <path d={ring(dataFrom, dataTo)} className={styles.empty} />
      {fill.burned > 0 ? <path d={ring(dataFrom, burnedTo)} className={styles.burned} /> : null}
      {fill.checked > 0 ? <path d={ring(dataFrom, checkedTo)} className={styles.checked} /> : null}
      {fill.burned > 0 && fill.burned < 1 ? <circle r={burnedTo} className={styles.front} /> : null}
      {fill.checked > 0 && fill.checked < 1 ? (
        <circle r={checkedTo} className={styles.reading} />
      ) : null}
      <circle r={rim} className={styles.edge} />
      <circle r={clamp} className={styles.clamp} />
      <circle r={hole} className={styles.hole} />
      {fill.prepared > 0 && fill.prepared < 1 ? (
        <circle
          r={clamp}
          className={styles.arriving}
          pathLength={1}
          strokeDasharray={`${fill.prepared} 1`}
          transform="rotate(-90)"
        />
      ) : null}
    </svg>
  );
}
