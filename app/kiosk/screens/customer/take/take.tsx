import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { MachinePicture } from '../../pieces/machine-picture.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { playTone } from '../../pieces/tones.ts';
import { useNow, useOrder, useSettings, useView } from '../../state/kiosk-context.tsx';
import styles from './take.module.css';

/** The slot where it is, open, and how long it stays so. The machine's own timer runs, not the screen's. */
export function Take({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation();
  const { machine } = useView();
  const order = useOrder(orderId);
  const { sound } = useSettings();
  const now = useNow(250);
  const takeBefore = order?.takeBefore ?? null;
  const slot = order?.slot ?? null;
  const isOpen = takeBefore !== null;
  useEffect(() => {
    if (isOpen && sound) playTone('disc');
  }, [isOpen, sound]);
  const secondsLeft = isOpen ? Math.ceil((Date.parse(takeBefore) - now) / 1000) : 0;
  return (
    <Screen
      key={String(isOpen)}
      title={isOpen ? t('take.title') : t('take.opening')}
      picture={
        slot === null ? undefined : (
          <MachinePicture
            slots={machine.slots}
            slot={slot}
            isOpen={isOpen}
            label={t(isOpen ? 'take.picture' : 'take.pictureReady', { slot, slots: machine.slots })}
          />
        )
      }
    >
      <p className={styles.slot}>{slot === null ? t('take.anySlot') : t('take.slot', { slot })}</p>
      {isOpen ? (
        <>
          <p className={styles.countdown} role="timer">
            {secondsLeft > 0 ? (
              <>
                <span>{t('take.closes')}</span>{' '}
                <span className={`figures ${styles.seconds}`}>
                  {t('take.seconds', { count: secondsLeft })}
                </span>
              </>
            ) : (
              t('take.closing')
            )}
          </p>
          <p className={styles.quiet}>{t('take.ifNot')}</p>
        </>
      ) : null}
    </Screen>
  );
}
