import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StorageUnit } from '../../../../contracts/panel-view.ts';
import { Modal } from '../../pieces/modal.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { formatDayTime } from '../../text/format.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { Lamp } from '../pieces/lamp.tsx';
import { NumberKeys } from '../pieces/number-keys.tsx';
import styles from '../pieces/panel.module.css';
import { formatInstant } from '../words/panel-format.ts';
import { isBin, unitLamp } from '../words/unit-standing.ts';

/** What holds discs, sheets and ink: how much, who says so, and for how long. */
export function SuppliesRoom() {
  const { t } = useTranslation('maintenance');
  const { units } = usePanel().view;
  return (
    <section className={styles.card}>
      <h3>{t('supplies.title')}</h3>
      {units.length === 0 ? <p className={styles.quiet}>{t('supplies.none')}</p> : null}
      <ul className={styles.tiles}>
        {units.map((unit) => (
          <Unit key={unit.unit} unit={unit} />
        ))}
      </ul>
    </section>
  );
}

function Unit({ unit }: { readonly unit: StorageUnit }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const { missingRight, isOpen, open, close } = useRecount();
  const { capacity, count, countedAt, lastsUntil } = unit;
  const isPercent = unit.unit === 'ink';
  const fills = isBin(unit);
  const level = t(
    fills && unit.level === 'ok' ? 'supplies.hasRoom' : `supplies.level.${unit.level}`,
  );
  // A sensor may see that there is enough and not how much.
  const isSeen = count === null && unit.countedBy === 'sensor' && unit.level !== 'unknown';
  return (
    <li className={styles.tile}>
      <h4 className={styles.unitHead}>
        <Lamp colour={unitLamp(unit)} />
        {t(`units.${unit.unit}`)}
      </h4>
      <p className={styles.big}>
        {isSeen
          ? level
          : count === null
            ? t('supplies.unknown')
            : isPercent
              ? `${count}\u00a0%`
              : count}
        {count === null || capacity === null || isPercent ? null : (
          <span className={styles.quiet}> {t('supplies.of', { capacity })}</span>
        )}
      </p>
      {count === null || capacity === null ? null : (
        <progress
          className={styles.level}
          data-level={unitLamp(unit) === 'well' ? 'ok' : unit.level}
          max={capacity}
          value={Math.min(count, capacity)}
          aria-label={t(`units.${unit.unit}`)}
        />
      )}
      {isSeen ? null : <p>{level}</p>}
      {lastsUntil === null || unit.level === 'empty' || unit.level === 'full' ? null : (
        <p className={styles.strong}>
          {t(fills ? 'supplies.fullBy' : 'supplies.lastsUntil', {
            time: formatDayTime(Date.parse(lastsUntil), language),
          })}
        </p>
      )}
      <p className={styles.quiet}>
        {unit.countedBy === 'sensor'
          ? t(isSeen ? 'supplies.seenBySensor' : 'supplies.bySensor')
          : countedAt === null
            ? t('supplies.neverCounted')
            : t('supplies.byBooks', { time: formatInstant(countedAt, language) })}
      </p>
      <div className={styles.tileActs}>
        <button type="button" className={styles.button} aria-disabled={missingRight} onClick={open}>
          {t('supplies.recount')}
          <span className="visually-hidden">: {t(`units.${unit.unit}`)}</span>
        </button>
        {missingRight ? (
          <span className={styles.note}>
            {t('frame.notYours', { right: t('rightNames.exchange') })}
          </span>
        ) : null}
      </div>
      {isOpen ? <Recount unit={unit} onClose={close} /> : null}
    </li>
  );
}

function useRecount() {
  const { view, standing } = usePanel();
  const [isOpen, setOpen] = useState(false);
  const missingRight = !view.actor.rights.includes('exchange');
  return {
    missingRight,
    isOpen,
    open: () => setOpen(!missingRight && standing === 'open'),
    close: () => setOpen(false),
  };
}

/** Figures of the largest count that the machine takes, 5000. */
const MOST_FIGURES = 4;
const reasons = ['supplies.why.check', 'supplies.why.refilled', 'supplies.why.differs'] as const;

function Recount({ unit, onClose }: { readonly unit: StorageUnit; readonly onClose: () => void }) {
  const { t } = useTranslation('maintenance');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<string>(t(reasons[0]));
  const name = t(`units.${unit.unit}`);
  const recount = (count: number | null) =>
    ({ act: 'recount', unit: unit.unit, count, reason }) as const;
  return (
    <Modal title={t('supplies.recountOf', { unit: name })} onClose={onClose} closesBeside={false}>
      <p>
        {unit.count === null
          ? t('supplies.booksUnknown')
          : t('supplies.booksSay', { count: unit.count })}{' '}
        {t('supplies.recountMeans')}
      </p>
      <div className={styles.counting}>
        <output className={styles.counted} aria-label={t('jobs.counted')}>
          {typed === '' ? '–' : typed}
        </output>
        <NumberKeys value={typed} most={MOST_FIGURES} onChange={setTyped} />
      </div>
      <fieldset className={styles.acts} aria-label={t('frame.typeReason')}>
        {reasons.map((key) => (
          <button
            key={key}
            type="button"
            className={styles.button}
            aria-pressed={reason === t(key)}
            onClick={() => setReason(t(key))}
          >
            {t(key)}
          </button>
        ))}
      </fieldset>
      <div className={styles.answers}>
        <button type="button" className={`${styles.button} ${styles.large}`} onClick={onClose}>
          {t('frame.no')}
        </button>
        <ActButton act={() => recount(null)} onDone={onClose}>
          {t('jobs.cannotCount')}
        </ActButton>
        <ActButton
          kind="primary"
          whyNot={typed === '' ? t('jobs.countFirst') : null}
          act={() => recount(Number(typed))}
          onDone={onClose}
        >
          {t('supplies.write')}
        </ActButton>
      </div>
    </Modal>
  );
}
