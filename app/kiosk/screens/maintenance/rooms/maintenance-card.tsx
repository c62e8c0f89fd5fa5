import { useTranslation } from 'react-i18next';
import { usePanel } from '../frame/panel-context.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';

/** Keeps customers out, or lets them in again: what it waits for, and what holds it. */
export function MaintenanceCard() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { maintenance } = usePanel().view;
  if (maintenance.is === 'off') {
    return (
      <div className={styles.side}>
        <p className={styles.quiet}>{t('upkeep.off')}</p>
        <ActButton act={() => ({ act: 'enter-maintenance' })}>{t('upkeep.enter')}</ActButton>
      </div>
    );
  }
  if (maintenance.is === 'asked') {
    return (
      <div className={styles.side}>
        <p className={styles.strong}>{t('upkeep.asked', { by: maintenance.by })}</p>
        {maintenance.waitsFor.length === 0 ? null : (
          <p>{t('upkeep.waitsFor', { what: maintenance.waitsFor.join(', ') })}</p>
        )}
        <ActButton act={() => ({ act: 'leave-maintenance' })}>{t('upkeep.takeBack')}</ActButton>
      </div>
    );
  }
  const held = maintenance.heldBy.map((hold) => t(`upkeep.held.${hold}`)).join(' ');
  return (
    <div className={styles.side}>
      <p className={styles.strong}>
        {t('upkeep.entered', {
          by: maintenance.by,
          time: formatDayTime(Date.parse(maintenance.since), language),
        })}
      </p>
      <ActButton
        kind="primary"
        act={() => ({ act: 'leave-maintenance' })}
        whyNot={held === '' ? null : held}
      >
        {t('upkeep.leave')}
      </ActButton>
    </div>
  );
}
