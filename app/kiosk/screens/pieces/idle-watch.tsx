import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { idleLimits, idlePhase } from '../flow/idle.ts';
import {
  useBrowsing,
  useLanguage,
  useSettings,
  useSnapshot,
  useStore,
} from '../state/kiosk-context.tsx';
import { useQuietTime } from '../state/quiet-time.ts';
import { hasAids } from '../state/settings.ts';
import { Button } from './button.tsx';
import styles from './idle-watch.module.css';
import { Modal } from './modal.tsx';
import { speak } from './speech.ts';
import { playTone } from './tones.ts';

/** Watches for a customer who has gone: asks, counts down in sight, and wipes. */
export function IdleWatch() {
  const { t } = useTranslation();
  const store = useStore();
  const { flow } = useSnapshot();
  const settings = useSettings();
  const language = useLanguage();
  const { browsing } = useBrowsing();
  const limits = idleLimits(flow.place, browsing.isTyping, hasAids(settings));
  const { quietMs, touch } = useQuietTime(flow.place, limits !== null, limits?.quietMs ?? 0);
  const phase = limits === null ? ({ is: 'active' } as const) : idlePhase(limits, quietMs);
  const isAsking = phase.is === 'asking';

  useEffect(() => {
    if (phase.is === 'over') store.dispatch({ type: 'session-ended' });
  }, [phase.is, store]);
  useEffect(() => {
    if (!isAsking || !settings.sound) return;
    playTone('attention');
    speak(`${t('idle.title')} ${t('idle.text')} ${t('idle.seconds', { count: 20 })}`, language);
  }, [isAsking, settings.sound, language, t]);

  if (phase.is !== 'asking') return null;
  return (
    <Modal title={t('idle.title')} onClose={touch}>
      <p>{t('idle.text')}</p>
      <p className={`figures ${styles.count}`} role="timer">
        {t('idle.seconds', { count: phase.secondsLeft })}
      </p>
      <div className={styles.answers}>
        <Button onPress={() => store.dispatch({ type: 'session-ended' })}>
          {t('common.finish')}
        </Button>
        <Button kind="gilt" onPress={touch}>
          {t('idle.more')}
        </Button>
      </div>
    </Modal>
  );
}
