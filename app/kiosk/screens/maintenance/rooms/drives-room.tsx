import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { maintenanceRoutes } from '../../../../contracts/maintenance-api.ts';
import { type DriveWear, driveWearSchema } from '../../../../contracts/panel-reports.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { WearChart } from '../drawings/wear-chart.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { Fact } from '../pieces/fact.tsx';
import styles from '../pieces/panel.module.css';
import { ReadingState } from '../pieces/reading-state.tsx';
import { useReading } from '../pieces/use-reading.ts';
import { reasonWords } from '../words/machine-words.ts';
import { formatDay, formatShare, formatSpeed } from '../words/panel-format.ts';

const wearsSchema = z.array(driveWearSchema);

/** How the drives wear: discs that went well and badly and the speed, day by day, and which are out of use. */
export function DrivesRoom() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { drivesOutOfUse } = usePanel().view;
  const reading = useReading(maintenanceRoutes.wear, wearsSchema);
  const wears = reading.answer?.is === 'given' ? reading.answer.value : [];
  return (
    <>
      {drivesOutOfUse.length === 0 ? null : (
        <section className={`${styles.card} ${styles.trouble}`}>
          <h3>{t('drives.outOfUse')}</h3>
          {drivesOutOfUse.map(({ drive, reason }) => (
            <p key={drive}>
              {t('rights.drive', { number: drive, reason: reasonWords(reason, language) })}
            </p>
          ))}
          <div className={styles.acts}>
            <ActButton act={() => ({ act: 'return-to-work' })}>
              {t('rights.lookedInside')}
            </ActButton>
          </div>
        </section>
      )}
      <section className={styles.card}>
        <h3>{t('drives.title')}</h3>
        <p className={styles.quiet}>{t('drives.explain')}</p>
        <ReadingState reading={reading} />
        {reading.answer?.is === 'given' && wears.length === 0 ? (
          <p className={styles.quiet}>{t('drives.none')}</p>
        ) : null}
        <ul className={styles.charts}>
          {wears.map((wear) => (
            <li key={wear.drive} className={styles.item}>
              <Drive wear={wear} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Drive({ wear }: { readonly wear: DriveWear }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const all = wear.good + wear.bad;
  const last = wear.days.findLast(({ speed }) => speed !== null);
  return (
    <>
      <h4>{t('spot.tray', { number: wear.drive })}</h4>
      <dl className={styles.facts}>
        <Fact name={t('drives.good')} value={String(wear.good)} />
        <Fact name={t('drives.bad')} value={String(wear.bad)} />
        <Fact
          name={t('drives.share')}
          value={all === 0 ? '–' : formatShare(wear.bad / all, language)}
        />
        <Fact
          name={t('drives.lastSpeed')}
          value={
            last?.speed === undefined || last.speed === null
              ? '–'
              : formatSpeed(last.speed, language)
          }
        />
      </dl>
      {wear.days.length === 0 ? (
        <p className={styles.quiet}>{t('drives.noDays')}</p>
      ) : (
        <>
          <WearChart wear={wear} />
          <p className={styles.legend}>
            <span data-sign="good">{t('drives.good')}</span>
            <span data-sign="bad">{t('drives.bad')}</span>
            <span data-sign="speed">{t('drives.speed')}</span>
          </p>
          <DayTable wear={wear} />
        </>
      )}
    </>
  );
}

function DayTable({ wear }: { readonly wear: DriveWear }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  return (
    <details>
      <summary className={styles.button}>{t('drives.asTable')}</summary>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('drives.day')}</th>
            <th scope="col">{t('drives.good')}</th>
            <th scope="col">{t('drives.bad')}</th>
            <th scope="col">{t('drives.speed')}</th>
          </tr>
        </thead>
        <tbody>
          {wear.days.toReversed().map(({ day, good, bad, speed }) => (
            <tr key={day}>
              <th scope="row">{formatDay(day, language)}</th>
              <td>{good}</td>
              <td>{bad}</td>
              <td>{speed === null ? '–' : formatSpeed(speed, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
