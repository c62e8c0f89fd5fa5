import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceView } from '../../../contracts/maintenance-api.ts';
import { Mark } from '../../../look/mark.tsx';
import { DeviceTable } from './device-table.tsx';
import type { MaintenanceClient } from './maintenance-client.ts';
import styles from './maintenance.module.css';
import { Rehearsal } from './rehearsal.tsx';
import { TaskCard } from './task-card.tsx';
import { ToSetRight } from './to-set-right.tsx';
import { useMaintenance } from './use-maintenance.ts';

/** What the people who look after a machine see: what it asks of them first, then what is wrong, then everything. */
export function MaintenancePage({ client }: { readonly client: MaintenanceClient }) {
  const { t, i18n } = useTranslation('maintenance');
  const { view, connection, refusal, isTelling, tell } = useMaintenance(client);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
    document.title = `Diptych · ${t('title')}`;
  }, [i18n.language, t]);
  const other = i18n.language === 'en' ? 'fr' : 'en';
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <Mark size={40} />
        <h1>{t('title')}</h1>
        <button
          type="button"
          className={styles.button}
          lang={other}
          onClick={() => void i18n.changeLanguage(other)}
        >
          {t('otherLanguage')}
        </button>
      </header>
      {connection === 'open' ? null : (
        <output className={`${styles.card} ${styles.trouble}`}>{t(connection)}</output>
      )}
      {refusal === null ? null : (
        <p className={`${styles.card} ${styles.trouble}`} role="alert">
          {refusal}
        </p>
      )}
      {view === null ? null : (
        <>
          <Standing view={view} />
          {view.task === null ? null : (
            <TaskCard task={view.task} isTelling={isTelling} tell={tell} />
          )}
          <ToSetRight view={view} isTelling={isTelling} tell={tell} />
          <DeviceTable devices={view.devices} />
          {view.faults.length === 0 ? null : (
            <Rehearsal faults={view.faults} isTelling={isTelling} tell={tell} />
          )}
        </>
      )}
    </main>
  );
}

function Standing({ view }: { readonly view: MaintenanceView }) {
  const { t } = useTranslation('maintenance');
  const { t: say } = useTranslation('translation');
  const reasons = (codes: MaintenanceView['ordersClosed']) =>
    codes.map((code) => say(`reason.${code}`)).join(' ');
  return (
    <section className={styles.card}>
      <p className={`${styles.mode} ${view.mode === 'inService' ? styles.well : styles.attention}`}>
        {t(`mode.${view.mode}`)}
      </p>
      {view.ordersClosed.length === 0 ? null : (
        <p>{t('ordersClosed', { reasons: reasons(view.ordersClosed) })}</p>
      )}
      {view.pickUpClosed.length === 0 ? null : (
        <p>{t('pickUpClosed', { reasons: reasons(view.pickUpClosed) })}</p>
      )}
    </section>
  );
}
