import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatTime } from '../../text/format.ts';
import styles from '../pieces/panel.module.css';
import { Room } from '../rooms/room.tsx';
import { refusalSentence } from '../words/refusal-sentence.ts';
import { IdleQuestion } from './idle-question.tsx';
import type { MaintenanceClient } from './maintenance-client.ts';
import { PanelProvider } from './panel-context.tsx';
import { PanelHeader } from './panel-header.tsx';
import type { PanelLook } from './panel-look.ts';
import { RoomDoors } from './room-doors.tsx';
import type { RoomName } from './rooms.ts';
import { type Refusal, useMaintenance } from './use-maintenance.ts';

interface PanelFrameProps {
  readonly client: MaintenanceClient;
  readonly look: PanelLook;
  /** After how long without a touch the person is signed out; null for the machine's own token. */
  readonly idleSeconds: number | null;
  readonly onSignOut: (ended: 'byTime' | null) => void;
  /** The machine ended the session; null: it was none. */
  readonly onRefused: (() => void) | null;
}

/** A room that scrolls and has nothing to press would be out of a keyboard's reach (WCAG 2.1.1). */
const scrolledByKeys = { tabIndex: 0 } as const;

/** What stands around every room: whose machine it is and how it stands, the doors, and what went wrong just now. */
export function PanelFrame({ client, look, idleSeconds, onSignOut, onRefused }: PanelFrameProps) {
  const { t } = useTranslation('maintenance');
  const { view, connection, refusal, forgetRefusal, isTelling, tell, lookNow } =
    useMaintenance(client);
  const [room, setRoom] = useState<RoomName>('now');
  const main = useRef<HTMLElement>(null);
  const isEnded = connection === 'noToken' && onRefused !== null;
  useEffect(() => {
    if (isEnded) onRefused();
  }, [isEnded, onRefused]);
  const go = (to: RoomName) => {
    forgetRefusal();
    setRoom(to);
    main.current?.scrollTo(0, 0);
    window.scrollTo(0, 0);
  };
  const standing = isTelling ? 'busy' : connection === 'open' ? 'open' : 'stale';
  return (
    <div className={styles.frame}>
      <PanelHeader view={view} look={look} onSignOut={() => onSignOut(null)} />
      {view === null ? null : <RoomDoors view={view} room={room} go={go} />}
      <main ref={main} className={styles.room} aria-busy={isTelling} {...scrolledByKeys}>
        <Banner connection={connection} heardAt={view?.now ?? null} />
        {refusal === null ? null : <RefusalCard refusal={refusal} onClose={forgetRefusal} />}
        {connection === 'noToken' && view === null ? (
          <div className={styles.acts}>
            <button type="button" className={styles.button} onClick={() => onSignOut(null)}>
              {t('frame.signInInstead')}
            </button>
          </div>
        ) : null}
        {view === null ? null : (
          <PanelProvider value={{ view, client, standing, tell, go }}>
            <Room room={room} />
          </PanelProvider>
        )}
      </main>
      {idleSeconds === null ? null : (
        <IdleQuestion
          idleSeconds={idleSeconds}
          onMore={lookNow}
          onOver={() => onSignOut('byTime')}
        />
      )}
    </div>
  );
}

interface BannerProps {
  readonly connection: 'asking' | 'open' | 'silent' | 'noToken';
  readonly heardAt: string | null;
}

function Banner({ connection, heardAt }: BannerProps) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  if (connection === 'open') return null;
  const isOld = connection === 'silent' && heardAt !== null;
  return (
    <output className={`${styles.card} ${styles.trouble}`}>
      <p>{t(connection)}</p>
      {isOld ? (
        <p>{t('frame.heardAt', { time: formatTime(Date.parse(heardAt), language) })}</p>
      ) : null}
    </output>
  );
}

function RefusalCard({
  refusal,
  onClose,
}: {
  readonly refusal: Refusal;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  return (
    <div className={`${styles.card} ${styles.trouble} ${styles.refusal}`} role="alert">
      <div>
        <p className={styles.strong}>{t('frame.notDone')}</p>
        <p>
          {refusal.is === 'silent'
            ? t('frame.toldNobody')
            : refusalSentence(refusal.error, language)}
        </p>
      </div>
      <button type="button" className={styles.button} onClick={onClose}>
        {t('frame.understood')}
      </button>
    </div>
  );
}
