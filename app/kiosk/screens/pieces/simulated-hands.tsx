import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelParams } from '../../../contracts/kiosk-channels.ts';
import { useStore, useView } from '../state/kiosk-context.tsx';
import styles from './simulated-hands.module.css';

/** The card of the demonstration's member. */
const demoCard = 'DIPTYCH-100001';

/**
 * The hands of a simulated machine: what a customer does to the devices, not to the screen. Striped and set in a
 * typewriter face, so that nobody takes it for the product; a real machine never draws it.
 */
export function SimulatedHands({ tab }: { readonly tab: string }) {
  const { t } = useTranslation();
  const store = useStore();
  const { session } = useView();
  const [isOpen, setOpen] = useState(false);
  const [card, setCard] = useState(demoCard);
  const [answer, setAnswer] = useState('');
  const isGateOpen = session.orders.some(({ state }) => state === 'presenting');
  const act = async (params: ChannelParams<'simulate'>) => {
    const outcome = await store.request('simulate', params);
    setAnswer(
      outcome.ok ? t('simulated.done') : t('simulated.failed', { code: outcome.error.code }),
    );
  };
  return (
    <aside className={styles.hands} aria-label={t('simulated.label')}>
      <button
        type="button"
        className={styles.tab}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {tab}
      </button>
      {isOpen ? (
        <div className={styles.drawer}>
          <p>{t('simulated.text')}</p>
          <p className={styles.member}>{t('simulated.member')}</p>
          <div className={styles.line}>
            <label className={styles.field}>
              {t('simulated.card')}
              <input
                value={card}
                maxLength={64}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setCard(event.target.value)}
              />
            </label>
            <button
              type="button"
              aria-disabled={card.trim().length < 4}
              onClick={() => {
                if (card.trim().length >= 4) void act({ act: 'scan-card', card: card.trim() });
              }}
            >
              {t('simulated.scan')}
            </button>
          </div>
          <div className={styles.line}>
            <button
              type="button"
              aria-disabled={!isGateOpen}
              aria-describedby={isGateOpen ? undefined : 'simulated-gate'}
              onClick={() => {
                if (isGateOpen) void act({ act: 'take-disc' });
              }}
            >
              {t('simulated.take')}
            </button>
            {isGateOpen ? null : <span id="simulated-gate">{t('simulated.noDisc')}</span>}
            <output>{answer}</output>
            <button type="button" className={styles.hide} onClick={() => setOpen(false)}>
              {t('simulated.hide')}
            </button>
          </div>
        </div>
      ) : null}
    </aside>
  );
}
