import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenJob } from '../../../../contracts/panel-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { StepPicture } from '../drawings/step-picture.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { NumberKeys } from '../pieces/number-keys.tsx';
import styles from '../pieces/panel.module.css';
import { refusalSentence } from '../words/refusal-sentence.ts';

/** The job under way: the step of now with its picture, and all steps, done and to come. */
export function OpenJobCard({ job }: { readonly job: OpenJob }) {
  const { t } = useTranslation('maintenance');
  const at = job.steps.indexOf(job.step);
  const name = t(`jobs.name.${job.job}`);
  return (
    <section className={`${styles.card} ${styles.asks}`}>
      <h3>
        {name}
        {job.drive === null ? '' : ` · ${t('spot.tray', { number: job.drive })}`}
      </h3>
      <p className={styles.quiet}>
        {t('jobs.stepOf', { step: at + 1, steps: job.steps.length, by: job.by })}
      </p>
      <div className={styles.jobSheet}>
        <ol className={styles.steps}>
          {job.steps.map((step, index) => (
            <li
              key={step}
              className={styles.stepLine}
              data-is={index < at ? 'done' : index === at ? 'now' : 'later'}
              aria-current={index === at ? 'step' : undefined}
            >
              <span className={styles.stepSign} aria-hidden="true">
                {index < at ? '✓' : index + 1}
              </span>
              {t(`jobs.short.${step}`)}
              {index < at ? <span className="visually-hidden"> {t('jobs.stepDone')}</span> : null}
            </li>
          ))}
        </ol>
        <div className={styles.stepNow}>
          <StepPicture job={job.job} step={job.step} />
          <p className={styles.ask} aria-live="polite">
            {stepSentence(t, job)}
          </p>
          {job.step === 'count' ? (
            <CountStep key={job.number} job={job} />
          ) : (
            <PlainStep job={job} />
          )}
        </div>
      </div>
      {job.step === 'done' ? null : (
        <div className={styles.apart}>
          <ActButton
            kind="grave"
            act={() => ({ act: 'leave-job', number: job.number })}
            question={{
              title: t('jobs.breakOff', { job: name }),
              what: t('jobs.breakOffMeans'),
              yes: t('jobs.breakOffYes'),
            }}
          >
            {t('jobs.breakOffYes')}
          </ActButton>
        </div>
      )}
    </section>
  );
}

function stepSentence(t: ReturnType<typeof useTranslation<'maintenance'>>['t'], job: OpenJob) {
  const { step } = job;
  if (step === 'take-out') return t(`jobs.takeOut.${job.job}`);
  if (step === 'count') {
    return t('jobs.step.count', {
      what: t(`units.${job.counts?.unit ?? 'input'}`),
      books: job.counts?.books ?? t('frame.unknown'),
    });
  }
  return t(`jobs.step.${step}`, { drive: job.drive ?? '' });
}

function PlainStep({ job }: { readonly job: OpenJob }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const goOn = () => ({ act: 'go-on', number: job.number, step: job.step, count: null }) as const;
  if (job.step === 'self-test' && job.test === 'running') {
    return <output className={styles.quiet}>{t('jobs.testRunning')}</output>;
  }
  return (
    <>
      {job.test === 'failed' && job.failure !== null ? (
        <p className={styles.failure} role="alert">
          {t('jobs.testFailed')} {refusalSentence(job.failure, language)}
        </p>
      ) : null}
      <ActButton kind="primary" act={goOn}>
        {t(
          job.step === 'self-test'
            ? job.test === 'failed'
              ? 'jobs.testAgain'
              : 'jobs.testBegin'
            : job.step === 'done'
              ? 'jobs.finish'
              : 'jobs.goOn',
        )}
      </ActButton>
    </>
  );
}

/** Figures of the largest count that the machine takes, 5000. */
const MOST_FIGURES = 4;

function CountStep({ job }: { readonly job: OpenJob }) {
  const { t } = useTranslation('maintenance');
  const [typed, setTyped] = useState('');
  return (
    <div className={styles.counting}>
      <output className={styles.counted} aria-label={t('jobs.counted')}>
        {typed === '' ? '–' : typed}
      </output>
      <NumberKeys value={typed} most={MOST_FIGURES} onChange={setTyped} />
      <div className={styles.acts}>
        <ActButton
          kind="primary"
          whyNot={typed === '' ? t('jobs.countFirst') : null}
          act={() => ({ act: 'go-on', number: job.number, step: job.step, count: Number(typed) })}
        >
          {t('jobs.isCounted')}
        </ActButton>
        <ActButton act={() => ({ act: 'go-on', number: job.number, step: job.step, count: null })}>
          {t('jobs.cannotCount')}
        </ActButton>
      </div>
    </div>
  );
}
