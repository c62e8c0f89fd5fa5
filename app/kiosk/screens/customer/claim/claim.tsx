import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pickUpCodeLength } from '../../../../contracts/pick-up-code.ts';
import { isMistyped, orderCodeLength } from '../../flow/typed-claim.ts';
import { Button } from '../../pieces/button.tsx';
import { Notice } from '../../pieces/notice.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useStore, useView } from '../../state/kiosk-context.tsx';
import { findOrder } from '../../flow/order-standing.ts';
import { Keypad } from '../identify/keypad.tsx';
import { PrivacyShade } from '../identify/privacy-shade.tsx';
import { TypedField } from '../identify/typed-field.tsx';
import { ClaimRefusal } from './claim-refusal.tsx';
import styles from './claim.module.css';
import { SignPad } from './sign-pad.tsx';
import { useClaim } from './use-claim.ts';

/** Pick-up while the line is down: order code and pick-up code, in place of card and PIN. */
export function Claim({ orderId }: { readonly orderId: string | null }) {
  const { t } = useTranslation();
  const store = useStore();
  const { machine, session } = useView();
  const known = orderId === null ? null : findOrder(session.orders, orderId);
  const claim = useClaim(known?.code ?? null);
  const [isShaded, setShaded] = useState(false);
  const { typed, missing, isChecking, refusal } = claim;
  const isFirst = typed.field === 'code';
  const needs = {
    code: t('claim.needCode'),
    pickUp: t('claim.needPickUp'),
    check: t('claim.needCheck'),
  } as const;
  return (
    <Screen
      title={t('claim.title')}
      back={
        <Button kind="quiet" icon="back" onPress={() => store.dispatch({ type: 'went-back' })}>
          {t('common.back')}
        </Button>
      }
      actions={
        <Button
          kind="gilt"
          isBusy={isChecking}
          tone="hint"
          whyNot={missing === null ? null : needs[missing]}
          onPress={claim.confirm}
        >
          {isChecking ? t('claim.checking') : t('identify.confirm')}
        </Button>
      }
      below={isFirst ? <SignPad onSign={claim.type} onErase={claim.erase} /> : undefined}
      beside={
        isFirst ? undefined : (
          <PrivacyShade isOn={isShaded} off={t('claim.shadeOff')} onChange={setShaded}>
            <Keypad onFigure={claim.type} onErase={claim.erase} />
          </PrivacyShade>
        )
      }
    >
      {isFirst ? <p>{t('claim.text')}</p> : null}
      <TypedField
        name={t('claim.code')}
        hint={t('claim.codeText')}
        places={orderCodeLength}
        groups={[4, 4]}
        value={typed.code}
        isHidden={false}
        isHere={isFirst}
        onChoose={() => claim.chooseField('code')}
      />
      {isFirst ? null : (
        <TypedField
          name={t('claim.pickUp')}
          hint={t('claim.pickUpText')}
          places={pickUpCodeLength}
          groups={[3, 3, 4]}
          value={typed.pickUp}
          isHidden={isShaded}
          isHere
          onChoose={() => claim.chooseField('pickUp')}
        />
      )}
      {isMistyped(typed) ? (
        <Notice>{t('claim.mistyped')}</Notice>
      ) : (
        <ClaimRefusal refusal={refusal} />
      )}
      <div className={isMistyped(typed) || refusal !== null ? styles.below : styles.without}>
        <h2>{t('claim.withoutTitle')}</h2>
        <ul>
          <li>{t('claim.without1')}</li>
          <li>{t('claim.without2')}</li>
          <li>{t('claim.without3', { distributor: machine.distributorName })}</li>
        </ul>
      </div>
    </Screen>
  );
}
