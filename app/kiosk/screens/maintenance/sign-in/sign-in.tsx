import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../../contracts/errors.ts';
import {
  staffNumberSchema,
  staffPinSchema,
  type StaffSession,
  type StaffSignIn,
} from '../../../../contracts/staff.ts';
import { Mark } from '../../../../look/mark.tsx';
import { useLanguage } from '../../state/kiosk-context.tsx';
import { useTypingKeys } from '../../pieces/use-typing-keys.ts';
import { useQuietTime } from '../../state/quiet-time.ts';
import { signIn } from '../frame/maintenance-client.ts';
import { LookButtons } from '../frame/panel-header.tsx';
import type { PanelLook } from '../frame/panel-look.ts';
import { NumberKeys } from '../pieces/number-keys.tsx';
import panel from '../pieces/panel.module.css';
import { signInRefusal } from '../words/refusal-sentence.ts';
import styles from './sign-in.module.css';

interface SignInProps {
  readonly ask: typeof fetch;
  readonly leave: (() => void) | null;
  readonly look: PanelLook;
  readonly ended: 'byMachine' | 'byTime' | null;
  readonly onSession: (session: StaffSession) => void;
}

type Field = 'number' | 'pin';
/** What a keyboard types here. */
const figures = /^\d$/;
/** Figures that a number and a PIN may have, `staffNumberSchema` and `staffPinSchema`. */
const MOST_FIGURES = 8;
/** Without a touch for so long, the customer's screens come back. Milliseconds. */
const QUIET_LIMIT = 60_000;

/** Whoever looks after the machine says who they are: a number or a badge, and a PIN on big keys. */
export function SignIn({ ask, leave, look, ended, onSession }: SignInProps) {
  const { t } = useTranslation('maintenance');
  const language = useLanguage();
  const [by, setBy] = useState<StaffSignIn['by']>('number');
  const [field, setField] = useState<Field>('number');
  const [typed, setTyped] = useState({ number: '', pin: '' });
  const [refused, setRefused] = useState<WireError | 'silent' | null>(null);
  const [isAsking, setAsking] = useState(false);
  const { quietMs } = useQuietTime('sign-in', leave !== null, QUIET_LIMIT * 2);
  const isLeft = quietMs >= QUIET_LIMIT;
  useEffect(() => {
    if (isLeft) leave?.();
  }, [isLeft, leave]);

  const current: Field = by === 'badge' ? 'pin' : field;
  const isPin = staffPinSchema.safeParse(typed.pin).success;
  const isNumber = by === 'badge' || staffNumberSchema.safeParse(typed.number).success;
  const whyNot = isNumber ? (isPin ? null : t('signIn.pinFirst')) : t('signIn.numberFirst');
  const choose = (way: StaffSignIn['by']) => {
    setBy(way);
    setField('number');
    setTyped({ number: '', pin: '' });
    setRefused(null);
  };
  const change = (value: string) => setTyped((was) => ({ ...was, [current]: value }));
  const send = async () => {
    if (isAsking) return;
    if (current === 'number' && isNumber) {
      setField('pin');
      return;
    }
    if (whyNot !== null) return;
    setAsking(true);
    const { number, pin } = typed;
    const answer = await signIn(ask, by === 'badge' ? { by, pin } : { by, number, pin });
    setAsking(false);
    setTyped((was) => ({ ...was, pin: '' }));
    if (answer.is === 'given') onSession(answer.value);
    else setRefused(answer.is === 'refused' ? answer.error : 'silent');
  };
  // However fast the keys come, each adds to what was typed before it.
  const edit = (how: (value: string) => string) =>
    setTyped((was) => ({ ...was, [current]: how(was[current]) }));
  useTypingKeys(figures, {
    type: (figure) => edit((value) => (value.length < MOST_FIGURES ? value + figure : value)),
    erase: () => edit((value) => value.slice(0, -1)),
    confirm: () => void send(),
  });
  const goesOn = current === 'number';
  return (
    <div className={styles.page}>
      <header className={panel.header}>
        <Mark size={36} />
        <p className={panel.strong}>{t('title')}</p>
        <span className={panel.spring} />
        <LookButtons look={look} />
        {leave === null ? null : (
          <button type="button" className={panel.button} onClick={leave}>
            {t('signIn.back')}
          </button>
        )}
      </header>
      <main className={styles.sheet}>
        <h1>{t('signIn.title')}</h1>
        {ended === null ? null : (
          <output className={panel.quiet}>{t(`signIn.ended.${ended}`)}</output>
        )}
        <div className={styles.ways}>
          {(['number', 'badge'] as const).map((way) => (
            <button
              key={way}
              type="button"
              className={`${panel.button} ${panel.large}`}
              aria-pressed={by === way}
              onClick={() => choose(way)}
            >
              {t(`signIn.by.${way}`)}
            </button>
          ))}
        </div>
        {by === 'badge' ? <p className={styles.badge}>{t('signIn.holdBadge')}</p> : null}
        <div className={styles.fields}>
          {by === 'badge' ? null : (
            <FieldButton
              name={t('signIn.number')}
              shown={typed.number}
              isChosen={current === 'number'}
              onChoose={() => setField('number')}
            />
          )}
          <FieldButton
            name={t('signIn.pin')}
            shown={'•'.repeat(typed.pin.length)}
            isChosen={current === 'pin'}
            onChoose={() => setField('pin')}
          />
        </div>
        {refused === null ? null : (
          <p role="alert" className={styles.refused}>
            {refused === 'silent' ? t('signIn.silent') : signInRefusal(refused, language)}
          </p>
        )}
        <NumberKeys value={typed[current]} most={MOST_FIGURES} onChange={change} />
        <button
          type="button"
          className={`${panel.button} ${panel.large} ${panel.primary} ${styles.send}`}
          aria-disabled={isAsking || (goesOn ? !isNumber : whyNot !== null)}
          onClick={() => void send()}
        >
          {t(isAsking ? 'signIn.asking' : goesOn ? 'signIn.next' : 'signIn.send')}
        </button>
        {whyNot === null ? null : <p className={panel.quiet}>{whyNot}</p>}
      </main>
    </div>
  );
}

interface FieldButtonProps {
  readonly name: string;
  readonly shown: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function FieldButton({ name, shown, isChosen, onChoose }: FieldButtonProps) {
  return (
    <button type="button" className={styles.field} aria-pressed={isChosen} onClick={onChoose}>
      <span className={styles.fieldName}>{name}</span>
      <span className={styles.fieldValue}>{shown === '' ? '\u00a0' : shown}</span>
    </button>
  );
}
