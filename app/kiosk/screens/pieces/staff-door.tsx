import { useTranslation } from 'react-i18next';
import styles from './staff-door.module.css';

/** The way to the panel of those who look after the machine, out of the way of customers. The panel asks who it is. */
export function StaffDoor() {
  const { t } = useTranslation();
  return (
    <a className={styles.door} href="/maintenance.html">
      {t('closed.staff')}
    </a>
  );
}
