import { useTranslation } from 'react-i18next';
import type { DiscPlace } from '../../../../contracts/panel-view.ts';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { MachineMap } from '../drawings/machine-map.tsx';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { formatInstant } from '../words/panel-format.ts';
import { spotName } from '../words/place-name.ts';
import { stateWord } from '../words/state-word.ts';

/** Where every disc is, as a drawing of the machine and as a table. */
export function DiscsRoom() {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  // Those that nobody knows the place of first.
  const rank = ({ place }: DiscPlace) => (place === 'unknown' ? 0 : 1);
  const discs = view.discs.toSorted((one, other) => rank(one) - rank(other));
  return (
    <>
      <section className={styles.card}>
        <h3>{t('discs.title')}</h3>
        <MachineMap view={view} />
        <p className={styles.quiet}>{t('discs.legend')}</p>
      </section>
      <section className={styles.card}>
        <h3>{t('discs.list')}</h3>
        {discs.length === 0 ? <p className={styles.quiet}>{t('discs.none')}</p> : null}
        {discs.length === 0 ? null : <DiscTable discs={discs} />}
        <LostDiscs discs={discs} />
      </section>
    </>
  );
}

/** What the machine lost and a person found is kept, and given to nobody. */
function LostDiscs({ discs }: { readonly discs: readonly DiscPlace[] }) {
  const { t } = useTranslation('maintenance');
  return discs.map(({ discId, orderCode, place }) =>
    place !== 'unknown' || discId === null ? null : (
      <div key={discId} className={styles.acts}>
        <ActButton
          act={() => ({ act: 'keep-disc', discId })}
          question={{
            title: t('discs.sure', { code: orderCode ?? discId }),
            what: t('discs.means'),
            yes: t('discs.found'),
          }}
        >
          {t('discs.foundOf', { code: orderCode ?? discId })}
        </ActButton>
      </div>
    ),
  );
}

function DiscTable({ discs }: { readonly discs: readonly DiscPlace[] }) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('discs.place')}</th>
          <th scope="col">{t('discs.of')}</th>
          <th scope="col">{t('discs.state')}</th>
          <th scope="col">{t('discs.since')}</th>
          <th scope="col">{t('discs.name')}</th>
        </tr>
      </thead>
      <tbody>
        {discs.map((disc) => (
          <tr key={disc.discId ?? disc.place}>
            <th scope="row" className={disc.place === 'unknown' ? styles.attention : undefined}>
              {spotName(t, disc.place)}
            </th>
            <td>{disc.orderCode ?? (disc.isTest ? t('discs.test') : t('discs.nobodys'))}</td>
            <td>{stateWord('disc', disc.state, language)}</td>
            <td>{disc.since === null ? '–' : formatInstant(disc.since, language)}</td>
            <td className={styles.small}>{disc.discId ?? t('discs.noRecord')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
