import { useTranslation } from 'react-i18next';
import type { Keeping } from '../../../../contracts/panel-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { formatBytes, formatInstant } from '../words/panel-format.ts';
import { refusalSentence } from '../words/refusal-sentence.ts';

/** Copies of the records, and, well away from them, the end of the machine. */
export function KeepingRoom() {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { keeping, kioskName } = usePanel().view;
  const copies = keeping.copies.toSorted((a, b) => b.at.localeCompare(a.at));
  // Where the records are damaged, the machine says itself by what name it goes.
  const name = keeping.fault?.name ?? kioskName;
  return (
    <>
      {keeping.fault === undefined ? null : <Fault fault={keeping.fault} />}
      <section className={styles.card}>
        <h3>{t('keeping.title')}</h3>
        <p className={styles.strong}>
          {keeping.lastCopyAt === null
            ? t('keeping.never')
            : t('keeping.last', { time: formatInstant(keeping.lastCopyAt, language) })}
        </p>
        <p className={styles.quiet}>{t('keeping.explain')}</p>
        <div className={styles.acts}>
          <ActButton kind="primary" act={() => ({ act: 'back-up' })}>
            {t('keeping.backUp')}
          </ActButton>
        </div>
      </section>
      <section className={styles.card}>
        <h3>{t('keeping.copies')}</h3>
        {copies.length === 0 ? <p className={styles.quiet}>{t('keeping.none')}</p> : null}
        <ul className={styles.list}>
          {copies.map(({ at, bytes, name: copy }) => (
            <li key={copy} className={styles.line}>
              <div>
                <p className={styles.strong}>{formatInstant(at, language)}</p>
                <p className={styles.small}>
                  {copy} · {formatBytes(bytes, language)}
                </p>
              </div>
              <ActButton
                kind="grave"
                act={() => ({ act: 'restore', name: copy })}
                question={{
                  title: t('keeping.restoreSure', { time: formatInstant(at, language) }),
                  what: t('keeping.restoreMeans'),
                  yes: t('keeping.restore'),
                }}
              >
                {t('keeping.restore')}
              </ActButton>
            </li>
          ))}
        </ul>
      </section>
      <section className={`${styles.card} ${styles.far}`}>
        <h3>{t('keeping.retireTitle')}</h3>
        <p>{t('keeping.retireExplain')}</p>
        <div className={styles.acts}>
          <ActButton
            kind="grave"
            act={(code) => ({ act: 'retire', code })}
            question={{
              title: t('keeping.retireSure', { name }),
              what: t('keeping.retireMeans'),
              yes: t('keeping.retire'),
              typed: { is: 'name', name },
            }}
          >
            {t('keeping.retire')}
          </ActButton>
        </div>
      </section>
    </>
  );
}

/** Why the machine cannot work with its records, and what helps: a copy, below, or none at all. */
function Fault({ fault }: { readonly fault: NonNullable<Keeping['fault']> }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  return (
    <section className={`${styles.card} ${styles.trouble}`}>
      <h3>{t('keeping.faultTitle')}</h3>
      <p>{refusalSentence(fault, language)}</p>
      {fault.details.map((detail) => (
        <p key={detail} className={styles.small}>
          {detail}
        </p>
      ))}
      {fault.can.includes('begin-anew') ? (
        <div className={styles.apart}>
          <ActButton
            kind="grave"
            act={(code) => ({ act: 'begin-anew', code })}
            question={{
              title: t('keeping.beginAnewSure'),
              what: t('keeping.beginAnewMeans'),
              yes: t('keeping.beginAnew'),
              typed: { is: 'name', name: fault.name },
            }}
          >
            {t('keeping.beginAnew')}
          </ActButton>
        </div>
      ) : null}
    </section>
  );
}
