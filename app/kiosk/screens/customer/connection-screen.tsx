import { useTranslation } from 'react-i18next';
import type { ConnectionState } from '../connection/controller-connection.ts';
import { Mark } from '../../../look/mark.tsx';
import { Screen } from '../pieces/screen.tsx';
import styles from './connection-screen.module.css';

/** Calm while the controller is away: what it makes goes on. */
export function ConnectionScreen({ state }: { readonly state: Exclude<ConnectionState, 'live'> }) {
  const { t } = useTranslation();
  return (
    <Screen
      key={state}
      title={t(`connection.${state}`)}
      picture={
        <div className={styles.mark}>
          <Mark size={240} />
        </div>
      }
    >
      <output>
        {state === 'away' ? t('connection.awayText') : null}
        {state === 'refused' ? t('connection.refusedText') : null}
      </output>
    </Screen>
  );
}
