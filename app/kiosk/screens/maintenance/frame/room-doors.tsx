import { useTranslation } from 'react-i18next';
import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import { RoomIcon } from '../drawings/room-icon.tsx';
import styles from '../pieces/panel.module.css';
import { roomNames, type RoomName, whatWaits } from './rooms.ts';

interface RoomDoorsProps {
  readonly view: MaintenanceView;
  readonly room: RoomName;
  readonly go: (room: RoomName) => void;
}

/** The doors to all rooms, always in the same place; a number says how much waits behind one. */
export function RoomDoors({ view, room, go }: RoomDoorsProps) {
  const { t } = useTranslation('maintenance');
  const waits = whatWaits(view);
  return (
    <nav className={styles.doors} aria-label={t('frame.rooms')}>
      {roomNames.map((name) => {
        const count = waits.get(name) ?? 0;
        return (
          <button
            key={name}
            type="button"
            className={styles.door}
            aria-current={name === room ? 'page' : undefined}
            onClick={() => go(name)}
          >
            <RoomIcon name={name} size={26} />
            <span>{t(`rooms.${name}`)}</span>
            {count === 0 ? null : (
              <span className={styles.waits}>
                {count}
                <span className="visually-hidden"> {t('frame.waiting')}</span>
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
