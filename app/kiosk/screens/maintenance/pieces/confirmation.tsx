import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Modal } from '../../pieces/modal.tsx';
import styles from './panel.module.css';
import { TypedText } from './typed-text.tsx';

/** What is asked before a grave act. */
export interface Question {
  readonly title: string;
  /** What will happen, in a sentence of its own. */
  readonly what: string;
  readonly yes: string;
  /** What has to be typed: a reason in the person's own words, or exactly a name. */
  readonly typed?:
    | { readonly is: 'reason'; readonly offers: readonly string[] }
    | { readonly is: 'name'; readonly name: string };
}

interface ConfirmationProps {
  readonly question: Question;
  readonly onNo: () => void;
  readonly onYes: (typed: string) => void;
}

/** The shortest reason that the machine takes. */
const SHORTEST_REASON = 3;

/** Says what will happen, and does nothing without a clear yes. A second touch of it is none. */
export function Confirmation({ question, onNo, onYes }: ConfirmationProps) {
  const { t } = useTranslation('maintenance');
  const [typed, setTyped] = useState('');
  const wasSaid = useRef(false);
  const need = question.typed;
  const isReady =
    need === undefined ||
    (need.is === 'name' ? typed === need.name : typed.trim().length >= SHORTEST_REASON);
  return (
    <Modal title={question.title} onClose={onNo} closesBeside={false}>
      <p>{question.what}</p>
      {need === undefined ? null : (
        <>
          {need.is === 'reason' ? (
            <div className={styles.acts}>
              {need.offers.map((offer) => (
                <button
                  key={offer}
                  type="button"
                  className={styles.button}
                  aria-pressed={typed === offer}
                  onClick={() => setTyped(offer)}
                >
                  {offer}
                </button>
              ))}
            </div>
          ) : null}
          <TypedText
            label={
              need.is === 'name' ? t('frame.typeName', { name: need.name }) : t('frame.typeReason')
            }
            value={typed}
            most={200}
            onChange={setTyped}
          />
        </>
      )}
      <div className={styles.answers}>
        <button type="button" className={`${styles.button} ${styles.large}`} onClick={onNo}>
          {t('frame.no')}
        </button>
        <button
          type="button"
          className={`${styles.button} ${styles.large} ${styles.grave}`}
          aria-disabled={!isReady}
          onClick={() => {
            if (!isReady || wasSaid.current) return;
            wasSaid.current = true;
            onYes(typed);
          }}
        >
          {question.yes}
        </button>
      </div>
    </Modal>
  );
}
