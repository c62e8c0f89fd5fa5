import { useTranslation } from 'react-i18next';
import { usePanel } from '../frame/panel-context.tsx';
import { lampOfMode } from '../frame/panel-header.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import styles from '../pieces/panel.module.css';
import { DeviceLights } from './device-lights.tsx';
import { MaintenanceCard } from './maintenance-card.tsx';
import { Rehearsal } from './rehearsal.tsx';
import { TaskCard } from './task-card.tsx';
import { ToSetRight } from './to-set-right.tsx';
import { WaitingElsewhere } from './waiting-elsewhere.tsx';

/** What asks for a person first, then how the machine stands, then every device, the worst first. */
export function NowRoom() {
  const { view } = usePanel();
  return (
    <>
      {view.task === null ? null : <TaskCard task={view.task} />}
      <Standing />
      <ToSetRight />
      <WaitingElsewhere />
      <DeviceLights />
      {view.faults.length === 0 ? null : <Rehearsal />}
    </>
  );
}

function Standing() {
  const { t } = useTranslation('maintenance');
  const { t: say } = useTranslation('translation');
  const { view } = usePanel();
  const reasons = (codes: typeof view.ordersClosed) =>
    codes.map((code) => say(`reason.${code}`)).join(' ');
  return (
    <section className={`${styles.card} ${styles.standing}`}>
      <div className={styles.standingWords}>
        <p className={styles.mode}>
          <Lamp colour={lampOfMode[view.mode]} size={44} />
          <span>{t(`mode.${view.mode}`)}</span>
        </p>
        {view.ordersClosed.length === 0 ? null : (
          <p>{t('ordersClosed', { reasons: reasons(view.ordersClosed) })}</p>
        )}
        {view.pickUpClosed.length === 0 ? null : (
          <p>{t('pickUpClosed', { reasons: reasons(view.pickUpClosed) })}</p>
        )}
      </div>
      <MaintenanceCard />
    </section>
  );
}
