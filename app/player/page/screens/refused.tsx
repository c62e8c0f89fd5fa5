import type { PlayerPageRefusal, PlayerPageView } from '../../../contracts/player-page.ts';
import { Button } from '../pieces/button.tsx';
import { Frame } from '../pieces/frame.tsx';
import { Icon } from '../pieces/icon.tsx';
import { usePlayer } from '../state/player-context.tsx';
import { useLanguage, useText } from '../text/use-text.ts';
import { DiscFacts } from './disc-facts.tsx';
import ready from './ready.module.css';
import styles from './refused.module.css';

interface RefusedProps {
  readonly view: PlayerPageView;
  readonly refusal: PlayerPageRefusal;
}

/** Why the film is not shown: the player's own sentence, alone. */
export function RefusedScreen({ view, refusal }: RefusedProps) {
  const { refused: text } = useText();
  const language = useLanguage();
  const player = usePlayer();
  return (
    <Frame
      title={refusal.sentence[language]}
      isSentence
      above={
        <span className={styles.sign}>
          <Icon name="attention" size={48} />
        </span>
      }
    >
      <DiscFacts disc={view.disc} />
      <div className={ready.acts}>
        <Button kind="gilt" onPress={() => void player.dismiss()}>
          {view.showing.is === 'ended' ? text.back : text.again}
        </Button>
      </div>
    </Frame>
  );
}
