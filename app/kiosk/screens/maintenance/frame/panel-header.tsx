import { useTranslation } from 'react-i18next';
import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import { Icon } from '../../../../look/icon.tsx';
import { Mark } from '../../../../look/mark.tsx';
import { RoomIcon } from '../drawings/room-icon.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import type { LampColour } from '../pieces/lamp-colour.ts';
import styles from '../pieces/panel.module.css';
import type { PanelLook } from './panel-look.ts';

/** The light of the whole machine. */
export const lampOfMode: Readonly<Record<MaintenanceView['mode'], LampColour>> = {
  starting: 'unknown',
  inService: 'well',
  degraded: 'care',
  outOfService: 'trouble',
  maintenance: 'care',
};

interface PanelHeaderProps {
  readonly view: MaintenanceView | null;
  readonly look: PanelLook;
  readonly onSignOut: () => void;
}

/** Which machine, how it stands, who is here, and how they want to read. */
export function PanelHeader({ view, look, onSignOut }: PanelHeaderProps) {
  const { t } = useTranslation('maintenance');
  const actor = view?.actor;
  return (
    <header className={styles.header}>
      <Mark size={36} />
      <h1>{view === null || view.kioskName === '' ? t('title') : view.kioskName}</h1>
      {view === null ? null : (
        <p className={styles.modeOfMachine}>
          <Lamp colour={lampOfMode[view.mode]} />
          {t(`mode.${view.mode}`)}
        </p>
      )}
      <span className={styles.spring} />
      {actor === undefined ? null : (
        <p className={styles.actor}>
          <RoomIcon name="people" size={22} />
          {actor.staffId === null ? t('frame.owner') : actor.name}
        </p>
      )}
      <LookButtons look={look} />
      {actor === undefined || actor.staffId === null ? null : (
        <button type="button" className={`${styles.button} ${styles.primary}`} onClick={onSignOut}>
          {t('frame.signOut')}
        </button>
      )}
    </header>
  );
}

/** Language, large text, night: where whoever reads the panel finds them in every room. */
export function LookButtons({ look }: { readonly look: PanelLook }) {
  const { t, i18n } = useTranslation('maintenance');
  const other = i18n.language === 'en' ? 'fr' : 'en';
  return (
    <span className={styles.lookButtons}>
      <button
        type="button"
        className={styles.button}
        lang={other}
        onClick={() => void i18n.changeLanguage(other)}
      >
        {t('otherLanguage')}
      </button>
      <button
        type="button"
        className={styles.button}
        aria-pressed={look.isLarge}
        aria-label={t('frame.largeText')}
        onClick={() => look.set({ isLarge: !look.isLarge })}
      >
        <Icon name="text" size={24} />
      </button>
      <button
        type="button"
        className={styles.button}
        aria-pressed={look.isNight}
        aria-label={t('frame.night')}
        onClick={() => look.set({ isNight: !look.isNight })}
      >
        <RoomIcon name="night" size={24} />
      </button>
    </span>
  );
}
