import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maintenanceRoutes } from '../../../../contracts/maintenance-api.ts';
import { auditSchema } from '../../../../contracts/panel-reports.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatCount } from '../../text/format.ts';
import { Fact } from '../pieces/fact.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import styles from '../pieces/panel.module.css';
import { ReadingState } from '../pieces/reading-state.tsx';
import { useReading } from '../pieces/use-reading.ts';
import { formatInstant } from '../words/panel-format.ts';
import { spotName } from '../words/place-name.ts';
import { refusalSentence } from '../words/refusal-sentence.ts';

/** Whether the books add up: looked through when somebody asks. */
export function BooksCard() {
  const { t } = useTranslation('maintenance');
  const [isAsked, setAsked] = useState(false);
  return (
    <section className={`${styles.card} ${styles.screenOnly}`}>
      <h3>{t('books.title')}</h3>
      <p className={styles.quiet}>{t('books.explain')}</p>
      {isAsked ? (
        <Books />
      ) : (
        <div className={styles.acts}>
          <button type="button" className={styles.button} onClick={() => setAsked(true)}>
            {t('books.look')}
          </button>
        </div>
      )}
    </section>
  );
}

function Books() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const reading = useReading(maintenanceRoutes.audit, auditSchema);
  const audit = reading.answer?.is === 'given' ? reading.answer.value : null;
  if (audit === null) return <ReadingState reading={reading} />;
  return (
    <>
      <p className={styles.mode}>
        <Lamp colour={audit.isSound ? 'well' : 'trouble'} size={36} />
        <span>{t(audit.isSound ? 'books.sound' : 'books.unsound')}</span>
      </p>
      <p className={styles.quiet}>
        {t('books.looked', {
          time: formatInstant(audit.at, language),
          entries: formatCount(audit.entries),
        })}
      </p>
      {audit.findings.map(({ code, entry, message }) => (
        <p key={`${code} ${entry ?? ''}`} className={styles.failure}>
          {refusalSentence({ code, message }, language)}
          {entry === null ? '' : ` ${t('books.entry', { entry })}`}
        </p>
      ))}
      <h4>{t('books.places')}</h4>
      <dl className={styles.facts}>
        {Object.entries(audit.balances).map(([place, discs]) => (
          <Fact
            key={place}
            name={spotName(t, place)}
            // By double entry, what came from outside is missing there.
            value={formatCount(place === 'outside' ? 0 - discs : discs)}
          />
        ))}
      </dl>
      <div className={styles.acts}>
        <button type="button" className={styles.button} onClick={reading.again}>
          {t('books.again')}
        </button>
      </div>
    </>
  );
}
