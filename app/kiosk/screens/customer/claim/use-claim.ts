import { useCallback, useState } from 'react';
import type { WireError } from '../../../../contracts/errors.ts';
import {
  eraseSign,
  freshClaim,
  missingClaim,
  type TypedClaim,
  typeSign,
  withHyphen,
} from '../../flow/typed-claim.ts';
import { useTypingKeys } from '../../pieces/use-typing-keys.ts';
import { useSnapshot, useStore } from '../../state/kiosk-context.tsx';

/** What a keyboard types here. */
const keys = /^[\da-z]$/i;

interface Claim {
  readonly typed: TypedClaim;
  readonly missing: ReturnType<typeof missingClaim>;
  readonly isChecking: boolean;
  readonly refusal: WireError | null;
  readonly type: (sign: string) => void;
  readonly erase: () => void;
  readonly chooseField: (field: TypedClaim['field']) => void;
  readonly confirm: () => void;
}

/**
 * The two codes as they are typed, and what came of them. The pick-up code lives here and nowhere else, and is gone once
 * it is sent.
 *
 * @param code of an order that is known already; null where it has to be typed.
 */
export function useClaim(code: string | null): Claim {
  const store = useStore();
  const { session } = useSnapshot().flow;
  const [typed, setTyped] = useState(() => freshClaim(code));
  const [isChecking, setChecking] = useState(false);
  const [refusal, setRefusal] = useState<WireError | null>(null);
  const missing = missingClaim(typed);

  const type = useCallback((sign: string) => setTyped((was) => typeSign(was, sign)), []);
  const erase = useCallback(() => setTyped(eraseSign), []);
  const confirm = useCallback(() => {
    if (missing !== null || isChecking) return;
    setChecking(true);
    const asked = { code: withHyphen(typed.code), pickUpCode: typed.pickUp };
    void store.request('identifyClaim', asked).then((outcome) => {
      setChecking(false);
      setTyped((was) => ({ ...was, pickUp: '', field: 'pickUp' }));
      if (outcome.ok) {
        store.dispatch({ type: 'claimed', session, orderId: outcome.reply.orderId });
      } else setRefusal(outcome.error);
      return undefined;
    });
  }, [isChecking, missing, session, store, typed]);

  useTypingKeys(keys, { type, erase, confirm });

  return {
    typed,
    missing,
    isChecking,
    refusal,
    type,
    erase,
    chooseField: (field) => setTyped((was) => ({ ...was, field })),
    confirm,
  };
}
