import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { refusalSentence } from '../words/refusal-sentence.ts';
import styles from './panel.module.css';
import type { Reading } from './use-reading.ts';

/** What stands in the place of something that is being read, or could not be. */
export function ReadingState<Value>({ reading }: { readonly reading: Reading<Value> }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { answer, again } = reading;
  if (answer === null) {
    return <output className={styles.skeleton}>{t('frame.reading')}</output>;
  }
  if (answer.is === 'given') return null;
  return (
    <div className={styles.item} role="alert">
      <p>
        {answer.is === 'refused' ? refusalSentence(answer.error, language) : t('frame.notRead')}
      </p>
      <div className={styles.acts}>
        <button type="button" className={styles.button} onClick={again}>
          {t('frame.again')}
        </button>
      </div>
    </div>
  );
}
