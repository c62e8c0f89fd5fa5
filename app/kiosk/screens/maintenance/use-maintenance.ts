import { useCallback, useEffect, useState } from 'react';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import type { MaintenanceAnswer, MaintenanceClient } from './maintenance-client.ts';

/** How often the machine is looked at, milliseconds: what is lost is seen within two seconds. */
const LOOK_EVERY = 1000;

export interface Maintenance {
  /** As last heard; null before the first answer. */
  readonly view: MaintenanceView | null;
  readonly connection: 'asking' | 'open' | 'silent' | 'noToken';
  /** Why the last act was refused, in a sentence. */
  readonly refusal: string | null;
  readonly isTelling: boolean;
  readonly tell: (act: MaintenanceAct) => void;
}

/** The machine as its maintenance API tells it, looked at again and again. */
export function useMaintenance(client: MaintenanceClient): Maintenance {
  const [view, setView] = useState<MaintenanceView | null>(null);
  const [connection, setConnection] = useState<Maintenance['connection']>('asking');
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isTelling, setTelling] = useState(false);

  const note = useCallback((answer: MaintenanceAnswer) => {
    if (answer.is === 'view') setView(answer.view);
    const isOpen = answer.is === 'view' || answer.is === 'refused';
    setConnection(isOpen ? 'open' : answer.is);
  }, []);

  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const look = async () => {
      const answer = await client.look();
      if (isOver) return;
      note(answer);
      timer = window.setTimeout(() => void look(), LOOK_EVERY);
    };
    void look();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [client, note]);

  const say = async (act: MaintenanceAct) => {
    setTelling(true);
    const answer = await client.tell(act);
    setTelling(false);
    setRefusal(answer.is === 'refused' ? answer.message : null);
    note(answer);
  };
  return { view, connection, refusal, isTelling, tell: (act) => void say(act) };
}
