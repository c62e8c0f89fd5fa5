import { useTranslation } from 'react-i18next';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import styles from './maintenance.module.css';
import { placeName } from './place-name.ts';

interface TaskCardProps {
  readonly task: NonNullable<MaintenanceView['task']>;
  readonly isTelling: boolean;
  readonly tell: (act: MaintenanceAct) => void;
}

const answers = ['done', 'sourceEmpty', 'destinationFull', 'stuck', 'dropped'] as const;

/** One move that the machine asks of its attendant, and what may have become of it. */
export function TaskCard({ task, isTelling, tell }: TaskCardProps) {
  const { t } = useTranslation('maintenance');
  const move = { from: placeName(t, task.from), to: placeName(t, task.to) };
  return (
    <section className={`${styles.card} ${styles.asks}`} role="alert">
      <h2>{t('task.title')}</h2>
      <p>{t('task.move', move)}</p>
      <p className={styles.quiet}>{t('task.answers')}</p>
      <div className={styles.acts}>
        {answers.map((answer) => (
          <button
            key={answer}
            type="button"
            className={`${styles.button} ${answer === 'done' ? styles.primary : ''}`}
            disabled={isTelling}
            onClick={() => tell({ act: 'answer-task', number: task.number, answer })}
          >
            {t(`task.${answer}`)}
          </button>
        ))}
      </div>
    </section>
  );
}
