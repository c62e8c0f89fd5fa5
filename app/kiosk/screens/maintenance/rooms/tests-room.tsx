import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type MachineTest, machineTests } from '../../../../contracts/panel-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import styles from '../pieces/panel.module.css';
import { driveNumbers, slotNumbers } from '../words/machine-places.ts';
import { machineWords } from '../words/machine-words.ts';
import { formatInstant } from '../words/panel-format.ts';

type TestName = (typeof machineTests)[number];

/** A disc, a sheet, a way out that is tried and not sold, with what it found last. */
export function TestsRoom() {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  return (
    <section className={styles.card}>
      <h3>{t('tests.title')}</h3>
      <p className={styles.quiet}>{t('tests.explain')}</p>
      <ul className={styles.tiles}>
        {machineTests.map((name) => (
          <li key={name} className={styles.tile}>
            <h4>{t(`tests.name.${name}`)}</h4>
            <p className={styles.quiet}>{t(`tests.about.${name}`)}</p>
            <Try name={name} />
            <Results tests={view.tests.filter(({ test }) => test === name)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Try({ name }: { readonly name: TestName }) {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  const numbers =
    name === 'burn' ? driveNumbers(view) : name === 'dispense' ? slotNumbers(view) : [];
  const [number, setNumber] = useState(numbers[0] ?? 1);
  const isRunning = view.tests.some(({ outcome, test }) => test === name && outcome === null);
  const act = () =>
    name === 'burn'
      ? ({ act: 'test-burn', drive: number } as const)
      : name === 'print'
        ? ({ act: 'test-print' } as const)
        : ({ act: 'test-dispense', slot: number } as const);
  return (
    <div className={styles.tileActs}>
      {numbers.length < 2 ? null : (
        <div className={styles.acts}>
          {numbers.map((one) => (
            <button
              key={one}
              type="button"
              className={styles.button}
              aria-pressed={one === number}
              onClick={() => setNumber(one)}
            >
              {t(name === 'burn' ? 'spot.tray' : 'spot.slot', { number: one })}
            </button>
          ))}
        </div>
      )}
      <ActButton act={act} whyNot={isRunning ? t('tests.runs') : null}>
        {t(`tests.begin.${name}`)}
      </ActButton>
    </div>
  );
}

function Results({ tests }: { readonly tests: readonly MachineTest[] }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  if (tests.length === 0) return <p className={styles.quiet}>{t('tests.never')}</p>;
  return (
    <ul className={styles.results} aria-label={t('tests.results')}>
      {tests.map((test) => {
        const where =
          test.drive !== null
            ? t('spot.tray', { number: test.drive })
            : test.slot !== null
              ? t('spot.slot', { number: test.slot })
              : null;
        return (
          <li key={`${test.beganAt} ${where ?? ''}`} className={styles.result}>
            <Lamp
              size={26}
              colour={
                test.outcome === null ? 'running' : test.outcome === 'passed' ? 'well' : 'trouble'
              }
            />
            <div>
              <p className={styles.strong}>
                {t(`tests.outcome.${test.outcome ?? 'running'}`)}
                {where === null ? '' : ` · ${where}`}
              </p>
              <p>{machineWords(test.detail, language)}</p>
              <p className={styles.small}>{formatInstant(test.beganAt, language)}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
