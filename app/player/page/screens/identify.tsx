import { type FormEvent, useState } from 'react';
import { playerPageActSchema, type PlayerPageView } from '../../../contracts/player-page.ts';
import { Button } from '../pieces/button.tsx';
import { Frame } from '../pieces/frame.tsx';
import { Notice } from '../pieces/notice.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useLanguage, useText } from '../text/use-text.ts';
import { DiscFacts } from './disc-facts.tsx';
import { Field } from './field.tsx';
import styles from './identify.module.css';

type FieldName = 'member' | 'pin' | 'password' | 'name';

/** Who watches: by password, or for the first time by the PIN of the kiosk. */
export function IdentifyScreen({ view }: { readonly view: PlayerPageView }) {
  const { identify: text } = useText();
  const language = useLanguage();
  const player = usePlayer();
  const { busy, refusal } = usePageState();
  const [isFirst, setFirst] = useState(false);
  const [wrong, setWrong] = useState<readonly FieldName[]>([]);
  const [typed, setTyped] = useState({
    member: view.account.member ?? '',
    pin: '',
    password: '',
    name: view.suggestedName,
  });
  const write = (field: FieldName) => ({
    value: typed[field],
    wrong: wrong.includes(field) ? text.wrong[field] : null,
    onValue: (value: string) => {
      setTyped((before) => ({ ...before, [field]: value }));
      setWrong((before) => before.filter((name) => name !== field));
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (busy !== null) return;
    const { member, pin, password, name } = typed;
    const act = isFirst
      ? { act: 'activate', member, pin, password, name }
      : { act: 'signIn', member, password, name };
    const faults = wrongFields(act);
    setWrong(faults);
    if (faults.length > 0) return;
    if (isFirst) void player.activate(member, pin, password, name);
    else void player.signIn(member, password, name);
    setTyped((before) => ({ ...before, pin: '', password: '' }));
  };
  const change = () => {
    setFirst(!isFirst);
    setWrong([]);
    player.forgetRefusal();
  };
  const isNew = view.account.member === null;
  return (
    <Frame
      key={isFirst ? 'first' : 'known'}
      title={isFirst ? text.firstTitle : text.title}
      withStory
      above={<DiscFacts disc={view.disc} />}
    >
      {isFirst ? <p>{text.firstLead}</p> : null}
      {refusal === null ? null : <Notice>{refusal.sentence[language]}</Notice>}
      <form className={styles.form} onSubmit={send} noValidate>
        <Field
          name={text.member}
          hint={text.memberHint}
          kind="figures"
          autoComplete="username"
          {...write('member')}
        />
        {isFirst ? (
          <Field
            name={text.pin}
            hint={text.pinHint}
            kind="secret"
            autoComplete="off"
            {...write('pin')}
          />
        ) : null}
        <Field
          name={isFirst ? text.newPassword : text.password}
          hint={isFirst ? text.newPasswordHint : null}
          kind="secret"
          autoComplete={isFirst ? 'new-password' : 'current-password'}
          {...write('password')}
        />
        {isNew ? (
          <Field
            name={text.name}
            hint={text.nameHint}
            kind="text"
            autoComplete="off"
            {...write('name')}
          />
        ) : null}
        <Button kind="gilt" submits isBusy={busy !== null}>
          {busy === null ? (isFirst ? text.activate : text.signIn) : text.signingIn}
        </Button>
      </form>
      <Button kind="quiet" onPress={change}>
        {isFirst ? text.known : text.firstTime}
      </Button>
    </Frame>
  );
}

/** Which fields the contract does not take. */
function wrongFields(act: unknown): FieldName[] {
  const parsed = playerPageActSchema.safeParse(act);
  const names: readonly FieldName[] = ['member', 'pin', 'password', 'name'];
  const paths = parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]);
  return names.filter((name) => paths.includes(name));
}
