import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../../../look/icon.tsx';
import styles from './identify.module.css';

interface PrivacyShadeProps {
  readonly isOn: boolean;
  /** What shows while it is off. */
  readonly off: string;
  readonly onChange: (isOn: boolean) => void;
  /** The keys under it. */
  readonly children: ReactNode;
}

/** Keys, and the shade that hides what is typed on them. */
export function PrivacyShade({ isOn, off, onChange, children }: PrivacyShadeProps) {
  const { t } = useTranslation();
  return (
    <div className={isOn ? styles.shadedPad : styles.pad}>
      <button
        type="button"
        className={styles.shade}
        aria-pressed={isOn}
        onClick={() => onChange(!isOn)}
      >
        <Icon name="shade" />
        <span>
          {t('identify.shade')}
          <span className={styles.shadeState}>{isOn ? t('identify.shadeOn') : off}</span>
        </span>
      </button>
      {children}
    </div>
  );
}
