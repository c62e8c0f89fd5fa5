import { useTranslation } from 'react-i18next';
import { usePanel } from '../frame/panel-context.tsx';
import { type RoomName, whatWaits } from '../frame/rooms.ts';
import styles from '../pieces/panel.module.css';

const others = [
  'keeping',
  'jobs',
  'orders',
  'discs',
  'supplies',
  'drives',
] as const satisfies readonly RoomName[];

/** What waits for a person behind other doors, each with its door. */
export function WaitingElsewhere() {
  const { t } = useTranslation('maintenance');
  const { view, go } = usePanel();
  const waits = whatWaits(view);
  const waiting = others.filter((room) => waits.has(room));
  if (waiting.length === 0) return null;
  return (
    <section className={styles.card}>
      <h3>{t('elsewhere.title')}</h3>
      <ul className={styles.list}>
        {waiting.map((room) => (
          <li key={room} className={styles.line}>
            <p>{t(`elsewhere.${room}`, { count: waits.get(room) ?? 0 })}</p>
            <button type="button" className={styles.button} onClick={() => go(room)}>
              {t('elsewhere.go', { room: t(`rooms.${room}`) })}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
