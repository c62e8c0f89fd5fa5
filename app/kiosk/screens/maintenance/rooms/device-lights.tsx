import { useTranslation } from 'react-i18next';
import type { DeviceReport } from '../../../../contracts/maintenance-api.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import type { LampColour } from '../pieces/lamp-colour.ts';
import styles from '../pieces/panel.module.css';
import { machineWords } from '../words/machine-words.ts';

/** The light of a device: what is not needed for an order, or out of use, only asks for care. */
function deviceLamp({ isNeeded, isReady }: DeviceReport, isOutOfUse: boolean): LampColour {
  if (isReady) return isOutOfUse ? 'care' : 'well';
  return isNeeded ? 'trouble' : 'care';
}

const rank: Readonly<Record<LampColour, number>> = {
  trouble: 0,
  care: 1,
  unknown: 2,
  running: 3,
  well: 4,
};

/** Every device with its light, why, and what to do: the worst first. */
export function DeviceLights() {
  const { t } = useTranslation('maintenance');
  const { devices, drivesOutOfUse } = usePanel().view;
  const unused = new Set(drivesOutOfUse.map(({ drive }) => `drive${drive}`));
  const lit = devices.map((device) => {
    const isOutOfUse = unused.has(device.name);
    return { device, isOutOfUse, lamp: deviceLamp(device, isOutOfUse) };
  });
  return (
    <section className={styles.card}>
      <h3>{t('devices.title')}</h3>
      {devices.length === 0 ? <p className={styles.quiet}>{t('devices.none')}</p> : null}
      <ul className={styles.lights}>
        {lit
          .toSorted((one, other) => rank[one.lamp] - rank[other.lamp])
          .map(({ device, isOutOfUse, lamp }) => (
            <Device key={device.name} device={device} isOutOfUse={isOutOfUse} lamp={lamp} />
          ))}
      </ul>
    </section>
  );
}

interface DeviceProps {
  readonly device: DeviceReport;
  readonly isOutOfUse: boolean;
  readonly lamp: LampColour;
}

function Device({ device, isOutOfUse, lamp }: DeviceProps) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { advice, isNeeded, isReady, reason } = device;
  const number = /\d+$/.exec(device.name)?.[0] ?? '';
  const say = (words: string) => machineWords(words, language);
  return (
    <li className={styles.light} data-lamp={lamp}>
      <Lamp colour={lamp} size={36} />
      <div className={styles.lightWords}>
        <h4>
          {t(`devices.kind.${device.kind}`)} {number}
        </h4>
        <p className={lamp === 'well' ? styles.well : styles.attention}>
          {t(isReady ? (isOutOfUse ? 'drives.outOfUse' : 'devices.ready') : 'devices.notReady')}
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
