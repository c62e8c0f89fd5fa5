import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type GuidedJob, guidedJobs } from '../../../../contracts/panel-view.ts';
import { StepPicture } from '../drawings/step-picture.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { driveNumbers } from '../words/machine-places.ts';
import { OpenJobCard } from './open-job.tsx';

/** The step whose picture stands for the whole job. */
const signs = {
  'load-blanks': 'insert-blanks',
  'load-paper': 'insert-paper',
  'change-ink': 'insert-ink',
  'clear-jam': 'free-the-way',
  'empty-reject': 'take-out',
  'empty-retain': 'take-out',
  'swap-drive': 'swap',
  'clean-drive': 'insert-cleaning-disc',
} as const satisfies Record<GuidedJob, string>;

/** Work with the hands, guided step by step: the one under way, or all that can be begun. */
export function JobsRoom() {
  const { t } = useTranslation('maintenance');
  const { job } = usePanel().view;
  if (job !== null) return <OpenJobCard key={job.number} job={job} />;
  return (
    <section className={styles.card}>
      <h3>{t('jobs.title')}</h3>
      <p className={styles.quiet}>{t('jobs.explain')}</p>
      <ul className={styles.tiles}>
        {guidedJobs.map((name) => (
          <li key={name} className={styles.tile}>
            <StepPicture job={name} step={signs[name]} />
            <h4>{t(`jobs.name.${name}`)}</h4>
            <p className={styles.quiet}>{t(`jobs.about.${name}`)}</p>
            <Begin job={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Begin({ job }: { readonly job: GuidedJob }) {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  const drives = driveNumbers(view);
  const [drive, setDrive] = useState(drives[0] ?? 1);
  const isOfDrive = job === 'swap-drive' || job === 'clean-drive';
  return (
    <div className={styles.tileActs}>
      {isOfDrive ? (
        <div className={styles.acts}>
          {drives.map((number) => (
            <button
              key={number}
              type="button"
              className={styles.button}
              aria-pressed={number === drive}
              onClick={() => setDrive(number)}
            >
              {t('spot.tray', { number })}
            </button>
          ))}
        </div>
      ) : null}
      <ActButton act={() => ({ act: 'begin-job', job, drive: isOfDrive ? drive : null })}>
        {t('jobs.begin')}
        <span className="visually-hidden">: {t(`jobs.name.${job}`)}</span>
      </ActButton>
    </div>
  );
}
