import { useTranslation } from 'react-i18next';
import styles from './typed-field.module.css';

/** More boxes than this are narrower where the screen lies. */
const NARROW_FROM = 8;

interface TypedFieldProps {
  readonly name: string;
  readonly hint: string;
  /** Boxes drawn, filled or not. */
  readonly places: number;
  /** How many stand together; all of them where it is left out. */
  readonly groups?: readonly number[];
  readonly value: string;
  readonly isHidden: boolean;
  /** Whether the keypad types here. */
  readonly isHere: boolean;
  readonly onChoose: () => void;
}

/** Figures in boxes, filled by the keypad. What is hidden is not in the page either, only how many there are. */
export function TypedField(props: TypedFieldProps) {
  const { name, hint, places, value, isHidden, isHere, onChoose } = props;
  const begins = groupBeginnings(props.groups ?? []);
  const { t } = useTranslation();
  const said = isHidden ? t('identify.digits', { count: value.length }) : value.split('').join(' ');
  return (
    <div className={styles.field}>
      <button
        type="button"
        className={`figures ${styles.boxes}`}
        aria-pressed={isHere}
        aria-label={`${name}, ${said === '' ? t('identify.digits', { count: 0 }) : said}`}
        onClick={onChoose}
      >
        <span className={styles.name}>{name}</span>
        <span className={places > NARROW_FROM ? styles.longRow : styles.row}>
          {Array.from({ length: places }, (_, index) => {
            const figure = value[index];
            const isNext = isHere && index === value.length;
            const box = isNext ? styles.next : styles.box;
            return (
              <span key={index} className={begins.has(index) ? `${box} ${styles.apart}` : box}>
                {figure === undefined ? '' : isHidden ? '•' : figure}
              </span>
            );
          })}
        </span>
      </button>
      <p className={styles.hint}>{hint}</p>
    </div>
  );
}

/** Before which boxes there is more room. */
function groupBeginnings(groups: readonly number[]): ReadonlySet<number> {
  const beginnings = new Set<number>();
  let next = 0;
  for (const size of groups) {
    if (next > 0) beginnings.add(next);
    next += size;
  }
  return beginnings;
}
