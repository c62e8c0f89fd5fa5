import { useEffect } from 'react';

interface Typing {
  readonly type: (sign: string) => void;
  readonly erase: () => void;
  readonly confirm: () => void;
}

/**
 * Signs, Backspace and Enter of a real keyboard, wherever the focus is: but not in an input of its own, and Enter not on a button.
 *
 * @param signs which keys are typed, by their names.
 */
export function useTypingKeys(signs: RegExp, { type, erase, confirm }: Typing): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey) return;
      if (signs.test(key)) type(key);
      else if (key === 'Backspace') erase();
      else if (key === 'Enter' && !(target instanceof HTMLButtonElement)) confirm();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [signs, type, erase, confirm]);
}
