import { useId } from 'react';
import styles from './drawings.module.css';

interface At {
  readonly x: number;
  readonly y: number;
}

/** The machine from the front, its door open: drives, arm, slots. */
export function Cabinet({ x }: { readonly x: number }) {
  return (
    <g transform={`translate(${x} 0)`}>
      <rect className={styles.line} x="0" y="18" width="140" height="164" rx="6" />
      <path className={styles.thin} d="M16 40h64M48 40v20M36 60h24" />
      <path
        className={styles.thin}
        d="M16 84h60v20H16zM16 112h60v20H16zM94 40h30M94 62h30M94 84h30"
      />
      <path className={styles.thin} d="M94 106h30M16 150h108v16H16z" />
    </g>
  );
}

/** A disc seen from above its rim. */
export function Disc({ x, y }: At) {
  return (
    <>
      <ellipse className={styles.moved} cx={x} cy={y} rx="58" ry="17" />
      <ellipse className={styles.hole} cx={x} cy={y} rx="12" ry="4" />
    </>
  );
}

interface PileProps extends At {
  readonly discs: number;
  /** It was there before: nobody moves it. */
  readonly isStill?: boolean;
}

/** Discs on each other; `y` is the lowest. */
export function Pile({ x, y, discs, isStill }: PileProps) {
  const heights = Array.from({ length: discs }, (_, index) => y - index * 14);
  return (
    <>
      {heights.map((height) => (
        <ellipse
          key={height}
          className={isStill === true ? styles.still : styles.moved}
          cx={x}
          cy={height}
          rx="58"
          ry="17"
        />
      ))}
      <ellipse className={styles.hole} cx={x} cy={y - (discs - 1) * 14} rx="12" ry="4" />
    </>
  );
}

export function Sheets({ x, y }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className={styles.moved} d="M16 16h100v72H16z" />
      <path className={styles.moved} d="M8 8h100v72H8z" />
      <path className={styles.moved} d="M0 0h100v72H0z" />
      <path className={styles.thin} d="M14 18h72M14 32h72M14 46h46" />
    </g>
  );
}

export function Printer() {
  return (
    <>
      <path className={styles.line} d="M56 102h208v62H56zM84 164h152v18H84z" />
      <path className={styles.thin} d="M98 102V92h124v10M76 122h30" />
    </>
  );
}

/** The front of a drive, its tray shut. */
export function DriveFront({ x, y }: At) {
  return (
    <g transform={`translate(${x} ${y})`}>
      <rect className={styles.body} x="0" y="0" width="168" height="58" rx="5" />
      <path className={styles.thin} d="M14 14h140v16H14zM14 44h30" />
      <circle className={styles.thin} cx="144" cy="44" r="4" />
    </g>
  );
}

/** Where to: a path of lines whose end is the point. */
export function Arrow({ d }: { readonly d: string }) {
  const id = useId();
  return (
    <>
      <defs>
        <marker
          id={id}
          viewBox="0 0 12 12"
          refX="8"
          refY="6"
          markerWidth="4"
          markerHeight="4"
          orient="auto-start-reverse"
        >
          <path className={styles.point} d="M1 1 11 6 1 11z" />
        </marker>
      </defs>
      <path className={styles.arrow} d={d} markerEnd={`url(#${id})`} />
    </>
  );
}
