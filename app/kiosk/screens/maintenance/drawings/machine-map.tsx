import { useTranslation } from 'react-i18next';
import type { MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import type { DiscPlace, StorageUnit } from '../../../../contracts/panel-view.ts';
import { spotName } from '../words/place-name.ts';
import { discKind, placesOf } from '../words/machine-places.ts';
import { stateWord } from '../words/state-word.ts';
import styles from './drawings.module.css';

/** The inside of the machine, drawn: piles and bins left, arm, printers and drives in the middle, slots right. The table beside it says the same. */
export function MachineMap({ view }: { readonly view: MaintenanceView }) {
  const { piles, ways, slots } = placesOf(view);
  return (
    <div className={styles.map} aria-hidden="true">
      {[piles, ways, slots].map((places) => (
        <div key={places[0]} className={styles.column}>
          {places.map((place) => (
            <Place key={place} place={place} view={view} />
          ))}
        </div>
      ))}
      <Place place="unknown" view={view} />
    </div>
  );
}

function Place({ place, view }: { readonly place: string; readonly view: MaintenanceView }) {
  const { t } = useTranslation('maintenance');
  const here = view.discs.filter((disc) => disc.place === place);
  const unit = view.units.find((candidate) => candidate.unit === place);
  const blocked = view.blockedSlots.some(({ slot }) => place === `slot:${slot}`);
  const isLost = place === 'unknown';
  const isEmpty = here.length === 0 && unit === undefined;
  return (
    <div
      className={`${styles.place} ${blocked ? styles.blocked : ''} ${isLost ? styles.unplaced : ''} ${isLost && here.length > 0 ? styles.lost : ''}`}
    >
      <span className={styles.placeName}>{spotName(t, place)}</span>
      {unit === undefined ? null : <PileCount unit={unit} />}
      {here.map((disc) => (
        <DiscRow key={disc.discId ?? disc.place} disc={disc} />
      ))}
      {isEmpty ? (
        <span className={styles.placeEmpty}>
          {t(isLost ? 'discs.noneLost' : blocked ? 'discs.blocked' : 'discs.empty')}
        </span>
      ) : null}
    </div>
  );
}

function PileCount({ unit }: { readonly unit: StorageUnit }) {
  const { t } = useTranslation('maintenance');
  return (
    <span className={styles.pileCount}>
      {unit.count === null ? '?' : unit.count}
      {unit.capacity === null ? '' : ` / ${unit.capacity}`}
      <span className="visually-hidden">{t(`units.${unit.unit}`)}</span>
    </span>
  );
}

function DiscRow({ disc }: { readonly disc: DiscPlace }) {
  const { i18n, t } = useTranslation('maintenance');
  return (
    <span className={styles.discRow}>
      <svg className={styles.discSign} width="26" height="26" viewBox="0 0 26 26">
        <circle className={styles[`disc-${discKind(disc.state)}`]} cx="13" cy="13" r="11" />
        <circle cx="13" cy="13" r="3" fill="var(--surface)" />
      </svg>
      <strong>{disc.orderCode ?? (disc.isTest ? t('discs.test') : t('discs.nobodys'))}</strong>
      <span>{stateWord('disc', disc.state, i18n.language)}</span>
    </span>
  );
}
