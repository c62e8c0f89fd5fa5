import { useTranslation } from 'react-i18next';
import { Icon } from '../../../../look/icon.tsx';
import styles from './keypad.module.css';

interface KeypadProps {
  readonly onFigure: (figure: string) => void;
  readonly onErase: () => void;
}

/** Figures in the order of a telephone, as on every bank machine. */
export function Keypad({ onFigure, onErase }: KeypadProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.keypad} aria-label={t('identify.keypad')}>
      {['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((figure) => (
        <button
          key={figure}
          type="button"
          className={figure === '0' ? styles.zero : styles.key}
          onClick={() => onFigure(figure)}
        >
          {figure}
        </button>
      ))}
      <button
        type="button"
        className={styles.key}
        aria-label={t('identify.erase')}
        onClick={onErase}
      >
        <Icon name="erase" size={40} />
      </button>
    </fieldset>
  );
}
