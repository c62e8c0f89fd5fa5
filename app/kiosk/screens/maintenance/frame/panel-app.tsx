import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffSession } from '../../../../contracts/staff.ts';
import { SignIn } from '../sign-in/sign-in.tsx';
import { MaintenanceClient } from './maintenance-client.ts';
import { PanelFrame } from './panel-frame.tsx';
import { usePanelLook } from './panel-look.ts';

interface PanelAppProps {
  /** The machine's own token; null: a person has to sign in. */
  readonly token: string | null;
  readonly ask: typeof fetch;
  /** Back to the customer's screens; null where this window never showed them. */
  readonly leave: (() => void) | null;
}

/** `ended`: why nobody is signed in any more. */
type Door =
  | { readonly is: 'shut'; readonly ended: 'byMachine' | 'byTime' | null }
  | { readonly is: 'owner'; readonly token: string }
  | { readonly is: 'person'; readonly session: StaffSession };

/** The panel of the people who look after a machine: who it is first, then its rooms. */
export function PanelApp({ token, ask, leave }: PanelAppProps) {
  const { t, i18n } = useTranslation('maintenance');
  const look = usePanelLook();
  const [door, setDoor] = useState<Door>(
    token === null ? { is: 'shut', ended: null } : { is: 'owner', token },
  );
  const key = door.is === 'owner' ? door.token : door.is === 'person' ? door.session.token : null;
  const client = useMemo(() => (key === null ? null : new MaintenanceClient(key, ask)), [key, ask]);
  useEffect(() => {
    document.documentElement.lang = i18n.language;
    document.title = `Diptych · ${t('title')}`;
  }, [i18n.language, t]);

  if (door.is === 'shut' || client === null) {
    return (
      <SignIn
        ask={ask}
        leave={leave}
        look={look}
        ended={door.is === 'shut' ? door.ended : null}
        onSession={(session) => setDoor({ is: 'person', session })}
      />
    );
  }
  const isPerson = door.is === 'person';
  const end = (ended: 'byMachine' | 'byTime' | null) => {
    // The next person finds the panel as everybody does.
    look.set({ isNight: false, isLarge: false });
    if (leave === null || ended === 'byMachine') setDoor({ is: 'shut', ended });
    else leave();
  };
  return (
    <PanelFrame
      key={key}
      client={client}
      look={look}
      idleSeconds={isPerson ? door.session.idleSeconds : null}
      onSignOut={(ended) => {
        if (isPerson) void client.signOut().then(() => end(ended));
        else end(ended);
      }}
      onRefused={isPerson ? () => end('byMachine') : null}
    />
  );
}
