import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type IdleLimits, idlePhase } from '../../flow/idle.ts';
import { Modal } from '../../pieces/modal.tsx';
import { useQuietTime } from '../../state/quiet-time.ts';
import styles from '../pieces/panel.module.css';

/** The question stands for this long, seconds, or for a third of a shorter time. */
const PROMPT_SECONDS = 30;

/** When the question is asked, and when it is over, for a session of so many seconds. */
export function panelIdleLimits(idleSeconds: number): IdleLimits {
  const prompt = Math.min(PROMPT_SECONDS, Math.floor(idleSeconds / 3));
  return { quietMs: (idleSeconds - prompt) * 1000, promptMs: prompt * 1000 };
}

interface IdleQuestionProps {
  readonly idleSeconds: number;
  readonly onMore: () => void;
  readonly onOver: () => void;
}

/** Asks whether anybody is still there, counts down, and signs them out. */
export function IdleQuestion({ idleSeconds, onMore, onOver }: IdleQuestionProps) {
  const { t } = useTranslation('maintenance');
  const limits = panelIdleLimits(idleSeconds);
  const { quietMs, touch } = useQuietTime('panel', true, limits.quietMs);
  const phase = idlePhase(limits, quietMs);
  const isOver = phase.is === 'over';
  const wasOver = useRef(false);
  useEffect(() => {
    if (!isOver || wasOver.current) return;
    wasOver.current = true;
    onOver();
  }, [isOver, onOver]);
  if (phase.is !== 'asking') return null;
  const more = () => {
    touch();
    onMore();
  };
  return (
    <Modal title={t('frame.stillThere')} onClose={more} closesBeside={false}>
      <p className={styles.figures} role="timer">
        {t('frame.signedOutIn', { seconds: phase.secondsLeft })}
      </p>
      <div className={styles.answers}>
        <button type="button" className={`${styles.button} ${styles.large}`} onClick={onOver}>
          {t('frame.signOut')}
        </button>
        <button
          type="button"
          className={`${styles.button} ${styles.large} ${styles.primary}`}
          onClick={more}
        >
          {t('frame.moreTime')}
        </button>
      </div>
    </Modal>
  );
}
