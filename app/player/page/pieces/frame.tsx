import { type ReactNode, useEffect, useRef } from 'react';
import { Diptych } from './diptych.tsx';
import styles from './frame.module.css';

interface FrameProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Whether the drawing of the two leaves stands beside it. */
  readonly withStory?: boolean;
  /** Short titles are large, sentences are not. */
  readonly isSentence?: boolean;
  /** What stands above the title. */
  readonly above?: ReactNode;
}

/** A screen: its title takes the focus, so that a reader begins there. */
export function Frame({ title, children, withStory, isSentence, above }: FrameProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <main className={`${styles.frame} ${withStory === true ? styles.beside : ''}`}>
      <div className={styles.words}>
        {above}
        <h1
          ref={heading}
          tabIndex={-1}
          className={isSentence === true ? styles.sentence : undefined}
        >
          {title}
        </h1>
        {children}
      </div>
      {withStory === true ? <Diptych /> : null}
    </main>
  );
}
