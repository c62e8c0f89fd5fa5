import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Purpose } from '../../flow/place.ts';
import { numberLength, pinLengths } from '../../flow/typed-identity.ts';
import { Button } from '../../pieces/button.tsx';
import { Icon } from '../../../../look/icon.tsx';
import { Screen } from '../../pieces/screen.tsx';
import { useStore, useView } from '../../state/kiosk-context.tsx';
import styles from './identify.module.css';
import { IdentityRefusal } from './identity-refusal.tsx';
import { Keypad } from './keypad.tsx';
import { PrivacyShade } from './privacy-shade.tsx';
import { TypedField } from './typed-field.tsx';
import { useIdentification } from './use-identification.ts';

interface IdentifyProps {
  readonly purpose: Purpose;
}

/** Number or card, and PIN. A card that is read or forgotten begins it anew. */
export function Identify({ purpose }: IdentifyProps) {
  const { cardWaiting } = useView().session;
  return <IdentifyForm key={String(cardWaiting)} purpose={purpose} />;
}

function IdentifyForm({ purpose }: IdentifyProps) {
  const { t } = useTranslation();
  const store = useStore();
  const { machine } = useView();
  const [isShaded, setShaded] = useState(false);
  const identification = useIdentification();
  const { typed, hasCard, missing, isChecking, refusal } = identification;
  const title =
    purpose.for === 'order'
      ? t('identify.title')
      : purpose.orderId === null
        ? t('identify.titleCollect')
        : t('identify.titleAgain');
  const needs = { number: t('identify.needNumber'), pin: t('identify.needPin') } as const;
  return (
    <Screen
      title={title}
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
          onPress={identification.confirm}
        >
          {isChecking ? t('identify.checking') : t('identify.confirm')}
        </Button>
      }
      beside={
        <PrivacyShade isOn={isShaded} off={t('identify.shadeOff')} onChange={setShaded}>
          <Keypad onFigure={identification.type} onErase={identification.erase} />
        </PrivacyShade>
      }
    >
      {hasCard ? (
        <div className={styles.card}>
          <Icon name="card" size={56} />
          <p>
            <strong>{t('identify.card')}</strong>
            <br />
            {t('identify.cardText')}
          </p>
          <Button onPress={identification.forgetCard}>{t('identify.notMine')}</Button>
        </div>
      ) : (
        <TypedField
          name={t('identify.number')}
          hint={`${t('identify.numberText')} ${t('identify.orScan')}`}
          places={numberLength}
          value={typed.number}
          isHidden={isShaded}
          isHere={typed.field === 'number'}
          onChoose={() => identification.chooseField('number')}
        />
      )}
      <TypedField
        name={t('identify.pin')}
        hint={t('identify.pinText')}
        places={Math.max(pinLengths.least, typed.pin.length)}
        value={typed.pin}
        isHidden
        isHere={typed.field === 'pin'}
        onChoose={() => identification.chooseField('pin')}
      />
      <IdentityRefusal refusal={refusal} hasCard={hasCard} />
      <div className={refusal === null ? styles.help : styles.helpBelow}>
        <h2>{t('identify.helpTitle')}</h2>
        <ul>
          <li>{t('identify.help1')}</li>
          <li>{t('identify.help2')}</li>
          <li>{t('identify.help3', { distributor: machine.distributorName })}</li>
        </ul>
      </div>
    </Screen>
  );
}
