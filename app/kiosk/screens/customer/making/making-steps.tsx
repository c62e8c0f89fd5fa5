import { useTranslation } from 'react-i18next';
import type { MakingStep } from '../../../../contracts/kiosk-view.ts';
import { Icon, type IconName } from '../../../../look/icon.tsx';
import { formatCount } from '../../text/format.ts';
import styles from './making-steps.module.css';

const icons = {
  waiting: null,
  active: 'clock',
  done: 'check',
  failed: 'attention',
} satisfies Record<MakingStep['state'], IconName | null>;

/** The five steps as the machine reports them. A change of step is announced; the sectors are only shown. */
export function MakingSteps({ steps }: { readonly steps: readonly MakingStep[] }) {
  const { t } = useTranslation();
  const active = steps.findIndex(({ state }) => state === 'active');
  const step = steps[active];
  return (
    <>
      <ol className={styles.steps} aria-label={t('making.steps')}>
        {steps.map(({ step, state, done, total }) => (
          <li
            key={step}
            className={styles[state]}
            aria-current={state === 'active' ? 'step' : undefined}
          >
            <span className={styles.sign}>
              {icons[state] === null ? null : <Icon name={icons[state]} size={28} />}
            </span>
            <span className={styles.name}>{t(`step.${step}`)}</span>
            <span className={`figures ${styles.state}`}>
              {state === 'active' && total !== undefined
                ? t('sectors', { done: formatCount(done ?? 0), total: formatCount(total) })
                : t(`stepState.${state}`)}
            </span>
          </li>
        ))}
      </ol>
      <output className="visually-hidden">
        {step === undefined
          ? null
          : t('making.stepOf', {
              number: active + 1,
              count: steps.length,
              text: t(`step.${step.step}`),
            })}
      </output>
    </>
  );
}
