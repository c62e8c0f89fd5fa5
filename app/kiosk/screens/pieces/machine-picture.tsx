import styles from './machine-picture.module.css';

interface MachinePictureProps {
  readonly slots: number;
  readonly slot: number | null;
  readonly isOpen: boolean;
  readonly label: string;
}

const SLOT_HEIGHT = 26;

/** The machine from the front: its screen, its reader, and its slots from the top, numbered from 1. */
export function MachinePicture({ slots, slot, isOpen, label }: MachinePictureProps) {
  const height = Math.max(150, slots * SLOT_HEIGHT + 70);
  const top = (number: number) => (height - slots * SLOT_HEIGHT) / 2 + (number - 1) * SLOT_HEIGHT;
  return (
    <svg className={styles.machine} viewBox={`0 0 300 ${height}`} role="img" aria-label={label}>
      <rect className={styles.body} x="4" y="4" width="232" height={height - 8} rx="10" />
      <rect className={styles.screen} x="18" y="20" width="92" height={height - 74} rx="5" />
      <path className={styles.leaf} d={`M38 ${height / 2 - 34}l22-8v34l-22 4z`} />
      <path className={styles.leafWhole} d={`M88 ${height / 2 - 34}l-22-8v34l22 4z`} />
      <path className={styles.hinge} d={`M61.5 ${height / 2 - 46}h3v44h-3z`} />
      <rect className={styles.reader} x="44" y={height - 40} width="40" height="18" rx="4" />
      {Array.from({ length: slots }, (_, index) => index + 1).map((number) => {
        const isIts = number === slot;
        return (
          <g key={number} className={isIts ? styles.its : styles.other}>
            <rect x="146" y={top(number) + 4} width="76" height={SLOT_HEIGHT - 8} rx="4" />
            <text x="132" y={top(number) + SLOT_HEIGHT / 2} dominantBaseline="central">
              {number}
            </text>
            {isIts && isOpen ? (
              <ellipse
                className={styles.disc}
                cx="214"
                cy={top(number) + SLOT_HEIGHT / 2}
                rx="34"
                ry="6"
              />
            ) : null}
            {isIts ? (
              <path
                className={styles.arrow}
                d={`M${isOpen ? 258 : 240} ${top(number) + SLOT_HEIGHT / 2}l16-11v7h22v8h-22v7z`}
              />
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}
