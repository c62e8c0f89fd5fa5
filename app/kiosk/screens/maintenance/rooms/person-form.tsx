import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MaintenanceAct } from '../../../../contracts/maintenance-api.ts';
import {
  staffNameSchema,
  staffNumberSchema,
  staffPinSchema,
  type StaffMember,
  type StaffRight,
  staffRights,
} from '../../../../contracts/staff.ts';
import { Modal } from '../../pieces/modal.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import { NumberKeys } from '../pieces/number-keys.tsx';
import styles from '../pieces/panel.module.css';
import { TypedText } from '../pieces/typed-text.tsx';

interface PersonFormProps {
  /** Null: somebody new. */
  readonly member: StaffMember | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

type Step = 'name' | 'number' | 'pin' | 'rights';
/** Figures that a number and a PIN may have. */
const MOST_FIGURES = 8;

/** One question after the other, so that each has room for its keys. */
export function PersonForm({ member, onClose, onDone }: PersonFormProps) {
  const { t } = useTranslation('maintenance');
  const steps: readonly Step[] =
    member === null ? ['name', 'number', 'pin', 'rights'] : ['pin', 'rights'];
  const [at, setAt] = useState(0);
  const [name, setName] = useState(member?.name ?? '');
  const [number, setNumber] = useState(member?.number ?? '');
  const [pin, setPin] = useState('');
  const [rights, setRights] = useState<readonly StaffRight[]>(member?.rights ?? ['exchange']);
  const [takesBadge, setTakesBadge] = useState(false);
  const step = steps[at] ?? 'rights';
  const isReady: Readonly<Record<Step, boolean>> = {
    name: staffNameSchema.safeParse(name).success,
    number: staffNumberSchema.safeParse(number).success,
    // Whoever is known keeps the PIN they have.
    pin: staffPinSchema.safeParse(pin).success || (member !== null && pin === ''),
    rights: true,
  };
  const act = (): MaintenanceAct =>
    member === null
      ? {
          act: 'add-person',
          name: name.trim(),
          number,
          pin,
          rights: [...rights],
          takesBadge,
        }
      : {
          act: 'change-person',
          staffId: member.staffId,
          rights: [...rights],
          ...(pin === '' ? {} : { pin }),
          ...(takesBadge ? { takesBadge } : {}),
        };
  return (
    <Modal
      title={member === null ? t('people.new') : t('people.changeOf', { name: member.name })}
      onClose={onClose}
      closesBeside={false}
    >
      <p>{t(member !== null && step === 'pin' ? 'people.ask.newPin' : `people.ask.${step}`)}</p>
      {step === 'name' ? (
        <TypedText label={t('people.name')} value={name} most={40} onChange={setName} />
      ) : null}
      {step === 'number' ? (
        <Figures label={t('signIn.number')} value={number} onChange={setNumber} />
      ) : null}
      {step === 'pin' ? (
        <Figures label={t('signIn.pin')} value={pin} onChange={setPin} isSecret />
      ) : null}
      {step === 'rights' ? (
        <RightsChoice
          rights={rights}
          setRights={setRights}
          takesBadge={takesBadge}
          setTakesBadge={setTakesBadge}
        />
      ) : null}
      <div className={styles.answers}>
        <button
          type="button"
          className={`${styles.button} ${styles.large}`}
          onClick={at === 0 ? onClose : () => setAt(at - 1)}
        >
          {t(at === 0 ? 'frame.no' : 'frame.back')}
        </button>
        {step === 'rights' ? (
          <ActButton kind="primary" act={act} onDone={onDone}>
            {t(member === null ? 'people.write' : 'people.writeChange')}
          </ActButton>
        ) : (
          <button
            type="button"
            className={`${styles.button} ${styles.large} ${styles.primary}`}
            aria-disabled={!isReady[step]}
            onClick={() => {
              if (isReady[step]) setAt(at + 1);
            }}
          >
            {t('signIn.next')}
          </button>
        )}
      </div>
    </Modal>
  );
}

interface FiguresProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isSecret?: boolean;
}

function Figures({ label, value, onChange, isSecret }: FiguresProps) {
  const shown = isSecret === true ? '•'.repeat(value.length) : value;
  return (
    <div className={styles.counting}>
      <output className={styles.counted} aria-label={label}>
        {shown === '' ? '–' : shown}
      </output>
      <NumberKeys value={value} most={MOST_FIGURES} onChange={onChange} />
    </div>
  );
}

interface RightsChoiceProps {
  readonly rights: readonly StaffRight[];
  readonly setRights: (rights: readonly StaffRight[]) => void;
  readonly takesBadge: boolean;
  readonly setTakesBadge: (takes: boolean) => void;
}

function RightsChoice({ rights, setRights, takesBadge, setTakesBadge }: RightsChoiceProps) {
  const { t } = useTranslation('maintenance');
  return (
    <div className={styles.choices}>
      {staffRights.map((right) => (
        <label key={right} className={styles.choice}>
          <input
            type="checkbox"
            checked={rights.includes(right)}
            onChange={({ target }) =>
              setRights(
                staffRights.filter((one) =>
                  one === right ? target.checked : rights.includes(one),
                ),
              )
            }
          />
          <span>
            <span className={styles.strong}>{t(`rightNames.${right}`)}</span>{' '}
            <span className={styles.quiet}>{t(`people.about.${right}`)}</span>
          </span>
        </label>
      ))}
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={takesBadge}
          onChange={({ target }) => setTakesBadge(target.checked)}
        />
        <span>
          <span className={styles.strong}>{t('people.takesBadge')}</span>{' '}
          <span className={styles.quiet}>{t('people.aboutBadge')}</span>
        </span>
      </label>
    </div>
  );
}
