import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceAct } from '../../../../contracts/maintenance-api.ts';
import { RoomIcon } from '../drawings/room-icon.tsx';
import { missingRight } from '../frame/missing-right.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { Confirmation, type Question } from './confirmation.tsx';
import styles from './panel.module.css';

interface ActButtonProps {
  readonly children: ReactNode;
  /** With what was typed where the question asks for something. */
  readonly act: (typed: string) => MaintenanceAct;
  /** Asked first; without it the act is told at once. */
  readonly question?: Question;
  readonly kind?: 'plain' | 'primary' | 'grave';
  /** Why it cannot be now, though the person may. */
  readonly whyNot?: string | null;
  readonly onDone?: () => void;
}

/** Tells the machine one act, once. Whoever may not is told so; what is grave is asked about first. */
export function ActButton(props: ActButtonProps) {
  const { children, act, question, kind = 'plain', whyNot = null, onDone } = props;
  const { t } = useTranslation('maintenance');
  const { standing, tell, view } = usePanel();
  const [isAsking, setAsking] = useState(false);
  const noteId = useId();
  const right = missingRight(act(''), view.actor.rights);
  const note = right === null ? whyNot : t('frame.notYours', { right: t(`rightNames.${right}`) });
  const isOff = note !== null || standing !== 'open';
  const say = async (typed: string) => {
    if (await tell(act(typed))) onDone?.();
  };
  return (
    <span className={styles.act}>
      <button
        type="button"
        className={`${styles.button} ${styles[kind]}`}
        aria-disabled={isOff}
        aria-describedby={note === null ? undefined : noteId}
        onClick={() => {
          if (isOff) return;
          if (question === undefined) void say('');
          else setAsking(true);
        }}
      >
        {right === null ? null : <RoomIcon name="lock" size="1.3em" />}
        <span>{children}</span>
      </button>
      {note === null ? null : (
        <span id={noteId} className={styles.note}>
          {note}
        </span>
      )}
      {isAsking && question !== undefined ? (
        <Confirmation
          question={question}
          onNo={() => setAsking(false)}
          onYes={(typed) => {
            setAsking(false);
            void say(typed);
          }}
        />
      ) : null}
    </span>
  );
}
