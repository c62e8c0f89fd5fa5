import { useTranslation } from 'react-i18next';
import { Icon } from '../../../../look/icon.tsx';
import styles from './number-keys.module.css';

interface NumberKeysProps {
  readonly value: string;
  /** Figures at most. */
  readonly most: number;
  readonly onChange: (value: string) => void;
}

const figures = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** Big keys for a number. Nothing is typed beyond its length. */
export function NumberKeys({ value, most, onChange }: NumberKeysProps) {
  const { t } = useTranslation('maintenance');
  const add = (figure: string) => {
    if (value.length < most) onChange(value + figure);
  };
  return (
    <fieldset className={styles.keys} aria-label={t('frame.numberKeys')}>
      {figures.map((figure) => (
        <button key={figure} type="button" className={styles.key} onClick={() => add(figure)}>
          {figure}
        </button>
      ))}
      <button
        type="button"
        className={styles.key}
        aria-label={t('frame.keyClear')}
        onClick={() => onChange('')}
      >
        <Icon name="cross" size={28} />
      </button>
      <button type="button" className={styles.key} onClick={() => add('0')}>
        0
      </button>
      <button
        type="button"
        className={styles.key}
        aria-label={t('frame.keyErase')}
        onClick={() => onChange(value.slice(0, -1))}
      >
        <Icon name="erase" size={28} />
      </button>
    </fieldset>
  );
}
