import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { maintenanceRoutes } from '../../../../contracts/maintenance-api.ts';
import { type StaffMember, staffMemberSchema } from '../../../../contracts/staff.ts';
import { usePanel } from '../frame/panel-context.tsx';
import { ActButton } from '../pieces/act-button.tsx';
import styles from '../pieces/panel.module.css';
import { ReadingState } from '../pieces/reading-state.tsx';
import { useReading } from '../pieces/use-reading.ts';
import { PersonForm } from './person-form.tsx';

const peopleSchema = z.array(staffMemberSchema);

/** Who looks after this machine, and what each of them may do. */
export function PeopleRoom() {
  const { t } = useTranslation('maintenance');
  const { view } = usePanel();
  if (view.actor.rights.includes('people')) return <People />;
  return (
    <section className={styles.card}>
      <h3>{t('people.yours')}</h3>
      <p className={styles.strong}>{view.actor.name}</p>
      <ul className={styles.chips}>
        {view.actor.rights.map((right) => (
          <li key={right}>{t(`rightNames.${right}`)}</li>
        ))}
      </ul>
      <p className={styles.note}>{t('frame.notYours', { right: t('rightNames.people') })}</p>
    </section>
  );
}

function People() {
  const { t } = useTranslation('maintenance');
  const reading = useReading(maintenanceRoutes.people, peopleSchema);
  const [form, setForm] = useState<StaffMember | 'new' | null>(null);
  const people = reading.answer?.is === 'given' ? reading.answer.value : null;
  const changed = () => {
    setForm(null);
    reading.again();
  };
  return (
    <section className={styles.card}>
      <h3>{t('people.title')}</h3>
      <ReadingState reading={reading} />
      {people === null ? null : (
        <>
          {people.length === 0 ? <p className={styles.quiet}>{t('people.none')}</p> : null}
          <ul className={styles.list}>
            {people.map((member) => (
              <Member
                key={member.staffId}
                member={member}
                onChange={() => setForm(member)}
                onRemoved={changed}
              />
            ))}
          </ul>
          <div className={styles.acts}>
            <button
              type="button"
              className={`${styles.button} ${styles.primary}`}
              onClick={() => setForm('new')}
            >
              {t('people.add')}
            </button>
          </div>
        </>
      )}
      {form === null ? null : (
        <PersonForm
          member={form === 'new' ? null : form}
          onClose={() => setForm(null)}
          onDone={changed}
        />
      )}
    </section>
  );
}

interface MemberProps {
  readonly member: StaffMember;
  readonly onChange: () => void;
  readonly onRemoved: () => void;
}

function Member({ member, onChange, onRemoved }: MemberProps) {
  const { t } = useTranslation('maintenance');
  const { actor } = usePanel().view;
  const { hasBadge, isLocked, name, number, rights, staffId } = member;
  return (
    <li className={styles.line}>
      <div className={styles.person}>
        <p className={styles.strong}>{name}</p>
        <p className={styles.quiet}>
          {t('people.number', { number })} · {t(hasBadge ? 'people.badge' : 'people.noBadge')}
        </p>
        {isLocked ? <p className={styles.attention}>{t('people.locked')}</p> : null}
        <ul className={styles.chips}>
          {rights.map((right) => (
            <li key={right}>{t(`rightNames.${right}`)}</li>
          ))}
        </ul>
      </div>
      <div className={styles.personActs}>
        <button type="button" className={styles.button} onClick={onChange}>
          {t('people.change')}
          <span className="visually-hidden">: {name}</span>
        </button>
        <ActButton
          kind="grave"
          act={() => ({ act: 'remove-person', staffId })}
          onDone={onRemoved}
          whyNot={actor.staffId === staffId ? t('people.notYourself') : null}
          question={{
            title: t('people.removeSure', { name }),
            what: t('people.removeMeans'),
            yes: t('people.remove'),
          }}
        >
          {t('people.remove')}
        </ActButton>
      </div>
    </li>
  );
}
