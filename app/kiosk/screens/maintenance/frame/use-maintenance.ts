import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../../contracts/errors.ts';
import type { MaintenanceAct, MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import type { Answer, MaintenanceClient } from './maintenance-client.ts';

/** How often the machine is looked at, milliseconds: what is lost is seen within two seconds. */
const LOOK_EVERY = 1000;

/** Why the last act did not happen, or may not have. */
export type Refusal =
  | { readonly is: 'refused'; readonly error: WireError }
  /** The machine was told and said nothing: it may be done or not. */
  | { readonly is: 'silent' };

export interface Maintenance {
  /** As last heard; null before the first answer. */
  readonly view: MaintenanceView | null;
  readonly connection: 'asking' | 'open' | 'silent' | 'noToken';
  readonly refusal: Refusal | null;
  readonly forgetRefusal: () => void;
  readonly isTelling: boolean;
  /** Resolves with whether it was done. While one act is told no other is. */
  readonly tell: (act: MaintenanceAct) => Promise<boolean>;
  /** Looks at once, as a touch: whoever is signed in stays so. */
  readonly lookNow: () => void;
}

/** The machine as its maintenance API tells it, looked at again and again. */
export function useMaintenance(client: MaintenanceClient): Maintenance {
  const [view, setView] = useState<MaintenanceView | null>(null);
  const [connection, setConnection] = useState<Maintenance['connection']>('asking');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isTelling, setTelling] = useState(false);
  const isBusy = useRef(false);
  // A look that was asked before an act was told says what was so before it.
  const acts = useRef(0);
  const { note: touched, take: takeTouch } = useTouched();

  const note = useCallback((answer: Answer<MaintenanceView>) => {
    if (answer.is === 'given') setView(answer.value);
    const isOpen = answer.is === 'given' || answer.is === 'refused';
    setConnection(isOpen ? 'open' : answer.is);
  }, []);

  const look = useCallback(async () => {
    const before = acts.current;
    const answer = await client.look(!takeTouch());
    if (before === acts.current) note(answer);
  }, [client, note, takeTouch]);

  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const again = async () => {
      await look();
      if (!isOver) timer = window.setTimeout(() => void again(), LOOK_EVERY);
    };
    void again();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [look]);

  const tell = async (act: MaintenanceAct) => {
    if (isBusy.current) return false;
    isBusy.current = true;
    acts.current += 1;
    setTelling(true);
    setRefusal(null);
    const answer = await client.tell(act);
    acts.current += 1;
    isBusy.current = false;
    setTelling(false);
    if (answer.is === 'refused' || answer.is === 'silent') setRefusal(answer);
    note(answer);
    return answer.is === 'given';
  };
  const lookNow = () => {
    touched();
    void look();
  };
  const forgetRefusal = () => setRefusal(null);
  return { view, connection, refusal, forgetRefusal, isTelling, tell, lookNow };
}

/** Whether the page was touched: noted at every touch, and asked for once. */
function useTouched() {
  const wasTouched = useRef(true);
  const note = useCallback(() => {
    wasTouched.current = true;
  }, []);
  const take = useCallback(() => {
    const was = wasTouched.current;
    wasTouched.current = false;
    return was;
  }, []);
  useEffect(() => {
    const kinds = ['pointerdown', 'keydown'] as const;
    for (const kind of kinds) window.addEventListener(kind, note);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, note);
    };
  }, [note]);
  return { note, take };
}
