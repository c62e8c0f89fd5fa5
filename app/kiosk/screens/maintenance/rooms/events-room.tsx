import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orderCodeSchema } from '../../../../contracts/identifiers.ts';
import { maintenanceRoutes } from '../../../../contracts/maintenance-api.ts';
import { panelEventsSchema } from '../../../../contracts/panel-reports.ts';
import { Modal } from '../../pieces/modal.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import styles from '../pieces/panel.module.css';
import { ReadingState } from '../pieces/reading-state.tsx';
import { TypedText } from '../pieces/typed-text.tsx';
import { useReading } from '../pieces/use-reading.ts';
import { eventSentence } from '../words/event-sentence.ts';
import { asOrderCode } from '../words/order-code.ts';
import { formatInstant } from '../words/panel-format.ts';

/** What happened, in sentences, newest first; of one order where its code is given. */
export function EventsRoom() {
  const { t } = useTranslation('maintenance');
  const [order, setOrder] = useState<string | null>(null);
  // The numbers that older pages begin before: the last is the page that is read.
  const [pages, setPages] = useState<readonly number[]>([]);
  const [isTyping, setTyping] = useState(false);
  const choose = (code: string | null) => {
    setOrder(code);
    setPages([]);
    setTyping(false);
  };
  return (
    <section className={styles.card}>
      <h3>{order === null ? t('events.title') : t('events.ofOrder', { code: order })}</h3>
      <div className={styles.acts}>
        <button type="button" className={styles.button} onClick={() => setTyping(true)}>
          {t('events.choose')}
        </button>
        {order === null ? null : (
          <button type="button" className={styles.button} onClick={() => choose(null)}>
            {t('events.all')}
          </button>
        )}
      </div>
      <Page order={order} before={pages.at(-1) ?? null} pages={pages} setPages={setPages} />
      {isTyping ? <ChooseOrder onClose={() => setTyping(false)} onChoose={choose} /> : null}
    </section>
  );
}

interface PageProps {
  readonly order: string | null;
  readonly before: number | null;
  readonly pages: readonly number[];
  readonly setPages: (pages: readonly number[]) => void;
}

function Page({ order, before, pages, setPages }: PageProps) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const query = new URLSearchParams();
  if (order !== null) query.set('order', order);
  if (before !== null) query.set('before', String(before));
  const reading = useReading(
    query.size === 0 ? maintenanceRoutes.events : `${maintenanceRoutes.events}?${query.toString()}`,
    panelEventsSchema,
  );
  if (reading.answer?.is !== 'given') return <ReadingState reading={reading} />;
  const { before: older, events } = reading.answer.value;
  return (
    <>
      {events.length === 0 ? <p className={styles.quiet}>{t('events.none')}</p> : null}
      <ol className={styles.events}>
        {events.map((event) => (
          <li key={event.number} className={styles.event}>
            <time dateTime={event.at}>{formatInstant(event.at, language)}</time>
            <span className={styles.eventCode}>{event.code ?? ''}</span>
            <span>
              {eventSentence(event, language)}
              {event.by === null ? null : (
                <span className={styles.eventBy}>
                  {t('events.by', {
                    name: event.by.staffId === null ? t('frame.owner') : event.by.name,
                  })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <div className={styles.acts}>
        {pages.length === 0 ? (
          <button type="button" className={styles.button} onClick={reading.again}>
            {t('frame.readAgain')}
          </button>
        ) : (
          <button
            type="button"
            className={styles.button}
            onClick={() => setPages(pages.slice(0, -1))}
          >
            {t('events.newer')}
          </button>
        )}
        {older === null ? null : (
          <button
            type="button"
            className={styles.button}
            onClick={() => setPages([...pages, older])}
          >
            {t('events.older')}
          </button>
        )}
      </div>
    </>
  );
}

interface ChooseOrderProps {
  readonly onClose: () => void;
  readonly onChoose: (code: string) => void;
}

function ChooseOrder({ onClose, onChoose }: ChooseOrderProps) {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  const [typed, setTyped] = useState('');
  const code = orderCodeSchema.safeParse(asOrderCode(typed));
  const known = [
    ...new Set([...view.unfinished, ...view.doubtfulOrders].map(({ code: of }) => of)),
  ];
  return (
    <Modal title={t('events.choose')} onClose={onClose} closesBeside={false}>
      <div className={styles.acts}>
        {known.slice(0, 8).map((of) => (
          <button key={of} type="button" className={styles.button} onClick={() => onChoose(of)}>
            {of}
          </button>
        ))}
      </div>
      <TypedText
        label={t('events.code')}
        value={typed}
        most={9}
        onChange={(text) => setTyped(asOrderCode(text))}
      />
      <div className={styles.answers}>
        <button type="button" className={`${styles.button} ${styles.large}`} onClick={onClose}>
          {t('frame.no')}
        </button>
        <button
          type="button"
          className={`${styles.button} ${styles.large} ${styles.primary}`}
          aria-disabled={!code.success}
          onClick={() => {
            if (code.success) onChoose(code.data);
          }}
        >
          {t('events.show')}
        </button>
      </div>
    </Modal>
  );
}
