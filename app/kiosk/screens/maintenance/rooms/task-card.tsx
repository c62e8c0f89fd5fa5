import { useTranslation } from 'react-i18next';
import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { placeName } from '../words/place-name.ts';

const answers = ['done', 'sourceEmpty', 'destinationFull', 'stuck', 'dropped'] as const;

/** One move that the machine asks of its attendant, and what may have become of it. */
export function TaskCard({ task }: { readonly task: NonNullable<MaintenanceView['task']> }) {
  const { t } = useTranslation('maintenance');
  const move = { from: placeName(t, task.from), to: placeName(t, task.to) };
  return (
    <section className={`${styles.card} ${styles.asks}`} role="alert">
      <h3>{t('task.title')}</h3>
      <p className={styles.ask}>{t('task.move', move)}</p>
      <p className={styles.quiet}>{t('task.answers')}</p>
      <div className={styles.acts}>
        {answers.map((answer) => (
          <ActButton
            key={answer}
            kind={answer === 'done' ? 'primary' : 'plain'}
            act={() => ({ act: 'answer-task', number: task.number, answer })}
          >
            {t(`task.${answer}`)}
          </ActButton>
        ))}
      </div>
    </section>
  );
}
