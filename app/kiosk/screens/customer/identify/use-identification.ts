import { useCallback, useState } from 'react';
import type { WireError } from '../../../../contracts/errors.ts';
import {
  eraseFigure,
  freshIdentity,
  missingPart,
  type TypedIdentity,
  typeFigure,
} from '../../flow/typed-identity.ts';
import { useTypingKeys } from '../../pieces/use-typing-keys.ts';
import { useSnapshot, useStore, useView } from '../../state/kiosk-context.tsx';

/** What a keyboard types here. */
const keys = /^\d$/;

interface Identification {
  readonly typed: TypedIdentity;
  readonly hasCard: boolean;
  readonly missing: 'number' | 'pin' | null;
  readonly isChecking: boolean;
  readonly refusal: WireError | null;
  readonly type: (figure: string) => void;
  readonly erase: () => void;
  readonly chooseField: (field: TypedIdentity['field']) => void;
  readonly confirm: () => void;
  readonly forgetCard: () => void;
}

/** What is typed and what came of it. The PIN lives here and nowhere else, and is gone once it is sent. */
export function useIdentification(): Identification {
  const store = useStore();
  const { session } = useSnapshot().flow;
  const hasCard = useView().session.cardWaiting;
  const [typed, setTyped] = useState(() => freshIdentity(hasCard));
  const [isChecking, setChecking] = useState(false);
  const [refusal, setRefusal] = useState<WireError | null>(null);
  const missing = missingPart(typed, hasCard);

  const type = useCallback((figure: string) => setTyped((was) => typeFigure(was, figure)), []);
  const erase = useCallback(() => setTyped((was) => eraseFigure(was, hasCard)), [hasCard]);
  const confirm = useCallback(() => {
    if (missing !== null || isChecking) return;
    const { number: member, pin } = typed;
    setChecking(true);
    const ask = hasCard
      ? store.request('identifyCard', { pin })
      : store.request('identifyMember', { member, pin });
    void ask.then((outcome) => {
      setChecking(false);
      setTyped((was) => ({ ...was, pin: '', field: 'pin' }));
      if (outcome.ok) {
        store.dispatch({ type: 'identified', session, requestKey: crypto.randomUUID() });
      } else setRefusal(outcome.error);
      return undefined;
    });
  }, [hasCard, isChecking, missing, session, store, typed]);

  useTypingKeys(keys, { type, erase, confirm });

  return {
    typed,
    hasCard,
    missing,
    isChecking,
    refusal,
    type,
    erase,
    chooseField: (field) => setTyped((was) => ({ ...was, field })),
    confirm,
    forgetCard: () => void store.request('forgetCard', {}),
  };
}
