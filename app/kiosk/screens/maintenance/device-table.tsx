import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '../../../contracts/maintenance-api.ts';
import styles from './maintenance.module.css';

/** Every device, the worst first. */
export function DeviceTable({ devices }: { readonly devices: readonly DeviceReport[] }) {
  const { t } = useTranslation('maintenance');
  const rank = ({ isNeeded, isReady }: DeviceReport) => (isReady ? 2 : isNeeded ? 0 : 1);
  return (
    <section className={styles.card}>
      <h2>{t('devices.title')}</h2>
      {devices.length === 0 ? <p className={styles.quiet}>{t('devices.none')}</p> : null}
      <div className={styles.wide}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('devices.name')}</th>
              <th scope="col">{t('devices.state')}</th>
              <th scope="col">{t('devices.facts')}</th>
              <th scope="col">{t('devices.model')}</th>
            </tr>
          </thead>
          <tbody>
            {devices
              .toSorted((one, other) => rank(one) - rank(other))
              .map((device) => (
                <Row key={device.name} device={device} />
              ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ device }: { readonly device: DeviceReport }) {
  const { t } = useTranslation('maintenance');
  const { advice, isNeeded, isReady, reason } = device;
  return (
    <tr>
      <th scope="row">
        <p>{device.name}</p>
        {isNeeded ? null : <p className={styles.quiet}>{t('devices.optional')}</p>}
      </th>
      <td>
        <p className={`${styles.mode} ${isReady ? styles.well : styles.attention}`}>
          {t(isReady ? 'devices.ready' : 'devices.notReady')}
        </p>
        {reason === '' ? null : <p>{reason}</p>}
        {advice === '' || advice === reason ? null : <p>{advice}</p>}
      </td>
      <td>
        {device.facts.map((fact) => (
          <p key={fact}>{fact}</p>
        ))}
      </td>
      <td>
        <p>{device.model}</p>
        <p className={styles.quiet}>
          {device.driver} · {device.address}
        </p>
      </td>
    </tr>
  );
}
