import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isLineDown } from '../../flow/line.ts';
import { Button } from '../../pieces/button.tsx';
import { BrokenPoster } from '../../pieces/broken-poster.tsx';
import { DiscPicture } from '../../pieces/disc-picture.tsx';
import { Poster } from '../../pieces/poster.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useSnapshot, useStore, useView } from '../../state/kiosk-context.tsx';
import styles from './doors.module.css';

interface DoorProps {
  readonly name: string;
  readonly text: string;
  readonly whyNot: string | null;
  readonly canEnter: boolean;
  readonly picture: ReactNode;
  readonly onPress: () => void;
}

function Door({ name, text, whyNot, canEnter, picture, onPress }: DoorProps) {
  return (
    <button
      type="button"
      className={styles.door}
      aria-disabled={!canEnter}
      onClick={() => {
        if (canEnter) onPress();
      }}
    >
      <span className={styles.picture} aria-hidden="true">
        {picture}
      </span>
      <span className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span className={styles.text}>{text}</span>
        {whyNot === null ? null : <span className={styles.whyNot}>{whyNot}</span>}
      </span>
    </button>
  );
}

/** Two doors, two leaves: get a film, pick up an order. */
export function Doors() {
  const { t } = useTranslation();
  const store = useStore();
  const { machine } = useView();
  const { catalogue } = useSnapshot();
  const first = Array.isArray(catalogue) ? catalogue[0]?.title : undefined;
  const [orderReason] = machine.ordersClosed;
  const [pickUpReason] = machine.pickUpClosed;
  return (
    <Screen
      title={t('doors.title')}
      layout="flowing"
      back={
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('common.leave')}
        </Button>
      }
    >
      <div className={styles.doors}>
        <Door
          name={t('doors.film')}
          text={t('doors.filmText')}
          canEnter
          whyNot={
            orderReason === undefined
              ? null
              : `${t('doors.closedFilm', { reason: t(`reason.${orderReason}`) })} ${t('doors.browse')}`
          }
          picture={
            first === undefined ? null : (
              <span className={styles.diptych}>
                <BrokenPoster title={first} shape={2 / 3} />
                <Poster title={first} />
              </span>
            )
          }
          onPress={() => store.dispatch({ type: 'film-door-chosen' })}
        />
        <span className={styles.hinge} aria-hidden="true" />
        <Door
          name={t('doors.order')}
          text={isLineDown(machine) ? t('doors.orderTextLine') : t('doors.orderText')}
          canEnter={pickUpReason === undefined}
          whyNot={
            pickUpReason === undefined
              ? null
              : t('doors.closedOrder', { reason: t(`reason.${pickUpReason}`) })
          }
          picture={
            <span className={styles.disc}>
              <DiscPicture fill={{ prepared: 1, burned: 1, checked: 0 }} label="" />
            </span>
          }
          onPress={() => store.dispatch({ type: 'order-door-chosen' })}
        />
      </div>
    </Screen>
  );
}
