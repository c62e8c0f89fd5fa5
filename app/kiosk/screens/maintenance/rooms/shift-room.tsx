import { useTranslation } from 'react-i18next';
import { maintenanceRoutes } from '../../../../contracts/maintenance-api.ts';
import { type ShiftReport, shiftReportSchema } from '../../../../contracts/panel-reports.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatMoney } from '../../text/format.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { Fact } from '../pieces/fact.tsx';
import styles from '../pieces/panel.module.css';
import { ReadingState } from '../pieces/reading-state.tsx';
import { useReading } from '../pieces/use-reading.ts';
import { formatDifference, formatInstant } from '../words/panel-format.ts';
import { stateWord } from '../words/state-word.ts';
import { BooksCard } from './books-card.tsx';

/** What went through the machine since the shift began, to read, to print and to close. */
export function ShiftRoom() {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  const reading = useReading(maintenanceRoutes.shift, shiftReportSchema);
  const report = reading.answer?.is === 'given' ? reading.answer.value : null;
  return (
    <>
      <section className={styles.card}>
        <h3>{t('shift.title')}</h3>
        <ReadingState reading={reading} />
        {report === null ? null : (
          <>
            <Report report={report} />
            <div className={`${styles.orderActs} ${styles.screenOnly}`}>
              <div className={styles.acts}>
                <button type="button" className={styles.button} onClick={reading.again}>
                  {t('frame.readAgain')}
                </button>
                <ActButton act={() => ({ act: 'print-shift' })}>{t('shift.print')}</ActButton>
                {view.actor.staffId === null ? (
                  <button type="button" className={styles.button} onClick={() => window.print()}>
                    {t('shift.printHere')}
                  </button>
                ) : null}
              </div>
              <ActButton
                kind="grave"
                act={() => ({ act: 'close-shift' })}
                onDone={reading.again}
                question={{
                  title: t('shift.closeSure'),
                  what: t('shift.closeMeans'),
                  yes: t('shift.close'),
                }}
              >
                {t('shift.close')}
              </ActButton>
            </div>
          </>
        )}
      </section>
      <BooksCard />
    </>
  );
}

function Report({ report }: { readonly report: ShiftReport }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { corrections, discs, money, orders, sheets } = report;
  const { given } = discs;
  const counted = (name: string, value: number) => (
    <Fact key={name} name={name} value={String(value)} />
  );
  return (
    <div className={styles.report}>
      <p className={styles.strong}>
        {report.kioskName} · {report.distributorId}
      </p>
      <p>
        {t('shift.span', {
          from: formatInstant(report.from, language),
          to: formatInstant(report.to, language),
        })}
      </p>
      <h4>{t('shift.discs')}</h4>
      <dl className={styles.facts}>
        {counted(t('shift.loaded'), discs.loaded)}
        {counted(t('shift.begun'), discs.begun)}
        {counted(t('shift.verified'), discs.verified)}
        {counted(t('shift.paid'), given.paid)}
        {counted(t('shift.free'), given.free)}
        {counted(t('shift.test'), given.test)}
        {counted(t('shift.retained'), discs.retained)}
        {counted(t('shift.lost'), discs.unknown)}
        {discs.rejected.map(({ reason, discs: count }) =>
          counted(t('shift.rejected', { reason: stateWord('rejection', reason, language) }), count),
        )}
      </dl>
      <h4>{t('shift.sheets')}</h4>
      <dl className={styles.facts}>
        {counted(t('shift.sheetsLoaded'), sheets.loaded)}
        {counted(t('shift.printed'), sheets.printed)}
      </dl>
      <h4>{t('shift.orders')}</h4>
      <dl className={styles.facts}>
        {(['placed', 'fulfilled', 'cancelled', 'failed', 'expired', 'suspect'] as const).map(
          (name) => counted(t(`shift.order.${name}`), orders[name]),
        )}
      </dl>
      <h4>{t('shift.money')}</h4>
      {money.length === 0 ? <p className={styles.quiet}>{t('shift.noMoney')}</p> : null}
      <dl className={styles.facts}>
        {money.map(({ amount, currency, kind, payments }) => (
          <Fact
            key={`${kind} ${currency}`}
            name={t(`shift.${kind}`, { count: payments })}
            value={formatMoney({ amount, currency }, language)}
          />
        ))}
      </dl>
      <h4>{t('shift.corrections')}</h4>
      {corrections.length === 0 ? (
        <p className={styles.quiet}>{t('shift.noCorrections')}</p>
      ) : (
        <ul className={styles.list}>
          {corrections.map(({ at, by, unit, difference }) => (
            <li key={`${at} ${unit}`} className={styles.line}>
              <span>
                {formatInstant(at, language)} · {by} · {stateWord('unit', unit, language)}
              </span>
              <strong>{formatDifference(difference)}</strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
