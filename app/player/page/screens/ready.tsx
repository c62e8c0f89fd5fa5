import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { Button } from '../pieces/button.tsx';
import { Facts, type Fact } from '../pieces/facts.tsx';
import { Frame } from '../pieces/frame.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { type TextTable } from '../text/en.ts';
import { useText } from '../text/use-text.ts';
import { DiscFacts } from './disc-facts.tsx';
import styles from './ready.module.css';

/** The film, what is left of the right to see it, and the one thing to do. */
export function ReadyScreen({ view }: { readonly view: PlayerPageView }) {
  const text = useText();
  const player = usePlayer();
  const { busy, leftAt } = usePageState();
  const isOpening = busy === 'watch';
  return (
    <Frame
      title={view.licence?.titleName ?? text.unnamed}
      withStory
      above={<DiscFacts disc={view.disc} />}
    >
      <div className={styles.right}>
        <Facts facts={rightsOf(view, text)} />
        <p className={styles.quiet}>{text.ready.counts}</p>
      </div>
      <div className={styles.acts}>
        <Button
          kind="gilt"
          icon="play"
          isBusy={isOpening}
          onPress={() => void player.watch(leftAt ?? 0)}
        >
          {leftAt === null ? text.ready.watch : text.ready.goOn(leftAt)}
        </Button>
        {leftAt === null ? null : (
          <Button onPress={() => void player.watch(0)} isBusy={isOpening}>
            {text.ready.fromStart}
          </Button>
        )}
      </div>
    </Frame>
  );
}

export function rightsOf({ licence, film }: PlayerPageView, { ready }: TextTable): Fact[] {
  const length = { name: ready.length, value: ready.lengthOf(film.seconds), isFigures: true };
  if (licence === null) return [length];
  const left = ready.left(licence.showingsLeft, licence.terms.showings);
  return [
    { name: ready.showingsLeft, value: left, isFigures: true },
    ...(licence.endsAt === null
      ? []
      : [{ name: ready.until, value: ready.untilDate(licence.endsAt) }]),
    { name: ready.devices, value: ready.devicesUp(licence.terms.devices) },
    length,
  ];
}
