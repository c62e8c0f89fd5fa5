import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useSettings, useLanguage } from '../state/kiosk-context.tsx';
import styles from './screen.module.css';
import { readScreen, stopSpeaking } from './speech.ts';
import { useOverflow } from './use-overflow.ts';

interface ScreenProps {
  readonly title: ReactNode;
  /** Above in portrait, beside in landscape: what is looked at, not touched. */
  readonly picture?: ReactNode;
  readonly children?: ReactNode;
  /** The way back, or out: left below. */
  readonly back?: ReactNode;
  /** What is done here: right below, under the hands. */
  readonly actions?: ReactNode;
  /** Worked with the hands: below in portrait, beside in landscape. */
  readonly beside?: ReactNode;
  /** Between the content and the actions, always in reach: a keyboard. */
  readonly below?: ReactNode;
  readonly layout?: 'still' | 'flowing';
}

/** One screen: a heading that takes the focus, content that scrolls if it must, actions that never do. */
export function Screen(props: ScreenProps) {
  const { title, picture, children, beside, back, actions, below, layout = 'still' } = props;
  const arrangement = picture !== undefined ? 'two' : beside !== undefined ? 'handed' : 'one';
  const heading = useRef<HTMLHeadingElement>(null);
  const main = useRef<HTMLElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const overflows = useOverflow(scroll);
  const whole = useRef<HTMLDivElement>(null);
  const wholeOverflows = useOverflow(whole);
  const id = useId();
  const { sound } = useSettings();
  const language = useLanguage();
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (sound && main.current !== null) readScreen(main.current, language);
    return stopSpeaking;
  }, [sound, language]);
  const hasActions = back !== undefined || actions !== undefined;
  return (
    <main ref={main} className={styles.main} aria-labelledby={id}>
      <div
        ref={whole}
        className={styles.screen}
        role={wholeOverflows ? 'region' : undefined}
        aria-labelledby={wholeOverflows ? id : undefined}
        tabIndex={wholeOverflows ? 0 : undefined}
      >
        <div
          ref={scroll}
          className={styles.scroll}
          data-layout={layout}
          data-typing={below !== undefined && below !== null}
          role={overflows ? 'region' : undefined}
          aria-labelledby={overflows ? id : undefined}
          tabIndex={overflows ? 0 : undefined}
        >
          <div className={styles[arrangement]}>
            {picture === undefined ? null : <div className={styles.picture}>{picture}</div>}
            <div className={styles.content}>
              <h1 ref={heading} id={id} tabIndex={-1}>
                {title}
              </h1>
              {children}
            </div>
            {beside === undefined ? null : <div className={styles.beside}>{beside}</div>}
          </div>
        </div>
        {below}
        {hasActions ? (
          <div className={styles.actions}>
            <div className={styles.back}>{back}</div>
            <div className={styles.forward}>{actions}</div>
          </div>
        ) : null}
      </div>
    </main>
  );
}
