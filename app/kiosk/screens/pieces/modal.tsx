import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './modal.module.css';

interface ModalProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Called on Escape too. */
  readonly onClose: () => void;
  /** Whether a touch beside it closes it. */
  readonly closesBeside?: boolean;
}

/** A question above everything. The browser's own dialog keeps the focus inside it. */
export function Modal({ title, children, onClose, closesBeside = true }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    const element = dialog.current;
    if (element === null || !closesBeside) return undefined;
    const touchedBeside = (event: MouseEvent) => {
      if (event.target === element) onClose();
    };
    element.addEventListener('click', touchedBeside);
    return () => element.removeEventListener('click', touchedBeside);
  }, [closesBeside, onClose]);
  return (
    <dialog
      ref={dialog}
      className={styles.modal}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles.inside}>
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
