import { useTranslation } from 'react-i18next';
import { useLanguage, useNow, useView } from '../state/kiosk-context.tsx';
import { formatTime } from '../text/format.ts';
import { Mark } from '../../../look/mark.tsx';
import { SimulatedHands } from './simulated-hands.tsx';
import styles from './top-strip.module.css';

/** Whose machine this is, which one, and the time. */
export function TopStrip() {
  const { machine } = useView();
  const now = useNow(5000);
  const language = useLanguage();
  const { t } = useTranslation();
  return (
    <div className={styles.strip}>
      <header className={styles.header}>
        <Mark size={48} />
        <span className={styles.names}>
          <span className={styles.distributor}>{machine.distributorName}</span>
          <span className={styles.kiosk}>{machine.kioskName}</span>
        </span>
        <span className={`figures ${styles.time}`}>{formatTime(now, language)}</span>
      </header>
      {machine.simulated ? <SimulatedHands tab={t('simulated.tab')} /> : null}
    </div>
  );
}
