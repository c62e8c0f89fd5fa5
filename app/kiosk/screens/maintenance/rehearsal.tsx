import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceAct } from '../../../contracts/maintenance-api.ts';
import styles from './maintenance.module.css';

interface RehearsalProps {
  readonly faults: readonly string[];
  readonly isTelling: boolean;
  readonly tell: (act: MaintenanceAct) => void;
}

/** Asks a simulated machine for a fault by its name. */
export function Rehearsal({ faults, isTelling, tell }: RehearsalProps) {
  const { t } = useTranslation('maintenance');
  const [fault, setFault] = useState(faults[0] ?? '');
  const [sector, setSector] = useState('');
  return (
    <section className={styles.card}>
      <h2>{t('rehearsal.title')}</h2>
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
        <button
          type="button"
          className={styles.button}
          disabled={isTelling}
          onClick={() =>
            tell({ act: 'inject-fault', fault: sector === '' ? fault : `${fault}@${sector}` })
          }
        >
          {t('rehearsal.ask')}
        </button>
      </div>
    </section>
  );
}
