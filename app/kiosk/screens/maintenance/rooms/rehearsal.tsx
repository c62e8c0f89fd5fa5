import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';

/** Asks a simulated machine for a fault by its name. */
export function Rehearsal() {
  const { faults } = usePanel().view;
  const { t } = useTranslation('maintenance');
  const [fault, setFault] = useState(faults[0] ?? '');
  const [sector, setSector] = useState('');
  return (
    <section className={styles.card}>
      <h3>{t('rehearsal.title')}</h3>
      <p className={styles.quiet}>{t('rehearsal.explain')}</p>
      <div className={styles.row}>
        <label className={styles.field}>
          {t('rehearsal.fault')}
          <select value={fault} onChange={({ target }) => setFault(target.value)}>
            {faults.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className={styles.field}>
          {t('rehearsal.value')}
          <input
            inputMode="numeric"
            size={8}
            value={sector}
            onChange={({ target }) => setSector(target.value.replace(/\D/g, ''))}
          />
        </label>
        <ActButton
          act={() => ({
            act: 'inject-fault',
            fault: sector === '' ? fault : `${fault}@${sector}`,
          })}
        >
          {t('rehearsal.ask')}
        </ActButton>
      </div>
    </section>
  );
}
