import { useTranslation } from 'react-i18next';
import { Icon } from '../../../../look/icon.tsx';
import { orderCodeSigns } from '../../flow/typed-claim.ts';
import styles from './sign-pad.module.css';

interface SignPadProps {
  readonly onSign: (sign: string) => void;
  readonly onErase: () => void;
}

/** The 32 letters and figures that order codes are made of, in their order: none of them looks like another. */
export function SignPad({ onSign, onErase }: SignPadProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.pad} aria-label={t('claim.keys')}>
      {Array.from(orderCodeSigns).map((sign) => (
        <button key={sign} type="button" className={styles.key} onClick={() => onSign(sign)}>
          {sign}
        </button>
      ))}
      <button
        type="button"
        className={styles.erase}
        aria-label={t('identify.erase')}
        onClick={onErase}
      >
        <Icon name="erase" size={40} />
      </button>
    </fieldset>
  );
}
