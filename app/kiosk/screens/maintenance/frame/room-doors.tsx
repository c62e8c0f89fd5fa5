import { useState } from 'react';
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

/**
 * The doors to all rooms, always in the same place; a number says how much waits behind one. Where large text would fill a low screen
 * with doors, only that of this room stands there until the others are asked for.
 */
export function RoomDoors({ view, room, go }: RoomDoorsProps) {
  const { t } = useTranslation('maintenance');
  const waits = whatWaits(view);
  const [isOpen, setOpen] = useState(false);
  const behindOthers = [...waits].reduce(
    (sum, [name, count]) => sum + (name === room ? 0 : count),
    0,
  );
  return (
    <nav className={styles.doors} aria-label={t('frame.rooms')} data-open={isOpen}>
      {roomNames.map((name) => {
        const count = waits.get(name) ?? 0;
        return (
          <button
            key={name}
            type="button"
            className={styles.door}
            aria-current={name === room ? 'page' : undefined}
            onClick={() => {
              setOpen(false);
              go(name);
            }}
          >
            <RoomIcon name={name} size={26} />
            <span>{t(`rooms.${name}`)}</span>
            {count === 0 ? null : <Waits count={count} />}
          </button>
        );
      })}
      <button
        type="button"
        className={`${styles.button} ${styles.otherDoors}`}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span>{t(isOpen ? 'frame.thisRoom' : 'frame.otherRooms')}</span>
        {isOpen || behindOthers === 0 ? null : <Waits count={behindOthers} />}
      </button>
    </nav>
  );
}

function Waits({ count }: { readonly count: number }) {
  const { t } = useTranslation('maintenance');
  return (
    <span className={styles.waits}>
      {count}
      <span className="visually-hidden"> {t('frame.waiting')}</span>
    </span>
  );
}
