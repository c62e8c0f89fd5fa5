import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '../../../../contracts/maintenance-api.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { Lamp, type LampColour } from '../pieces/lamp.tsx';
import styles from '../pieces/panel.module.css';
import { machineWords } from '../words/machine-words.ts';

/** The light of a device: what is not needed for an order only asks for care. */
export function deviceLamp({ isNeeded, isReady }: DeviceReport): LampColour {
  if (isReady) return 'well';
  return isNeeded ? 'trouble' : 'care';
}

const rank: Readonly<Record<LampColour, number>> = { trouble: 0, care: 1, unknown: 2, well: 3 };

/** Every device with its light, why, and what to do: the worst first. */
export function DeviceLights() {
  const { t } = useTranslation('maintenance');
  const { devices } = usePanel().view;
  const sorted = devices.toSorted((a, b) => rank[deviceLamp(a)] - rank[deviceLamp(b)]);
  return (
    <section className={styles.card}>
      <h3>{t('devices.title')}</h3>
      {devices.length === 0 ? <p className={styles.quiet}>{t('devices.none')}</p> : null}
      <ul className={styles.lights}>
        {sorted.map((device) => (
          <Device key={device.name} device={device} />
        ))}
      </ul>
    </section>
  );
}

function Device({ device }: { readonly device: DeviceReport }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { advice, isNeeded, isReady, reason } = device;
  const number = /\d+$/.exec(device.name)?.[0] ?? '';
  const say = (words: string) => machineWords(words, language);
  return (
    <li className={styles.light} data-lamp={deviceLamp(device)}>
      <Lamp colour={deviceLamp(device)} size={36} />
      <div className={styles.lightWords}>
        <h4>
          {t(`devices.kind.${device.kind}`)} {number}
        </h4>
        <p className={isReady ? styles.well : styles.attention}>
          {t(isReady ? 'devices.ready' : 'devices.notReady')}
        </p>
        {reason === '' ? null : <p>{say(reason)}</p>}
        {advice === '' || advice === reason ? null : <p className={styles.cure}>{say(advice)}</p>}
        {device.facts.length === 0 ? null : (
          <p className={styles.quiet}>{device.facts.map(say).join(' · ')}</p>
        )}
        <p className={styles.small}>
          {device.model} · {device.driver} · {device.address}
          {isNeeded ? '' : ` · ${t('devices.optional')}`}
        </p>
      </div>
    </li>
  );
}
