import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { Button } from '../pieces/button.tsx';
import { Facts } from '../pieces/facts.tsx';
import { Frame } from '../pieces/frame.tsx';
import { usePlayer } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';
import { rightsOf } from './ready.tsx';
import styles from './ready.module.css';

/** The last picture was shown. */
export function OverScreen({ view }: { readonly view: PlayerPageView }) {
  const text = useText();
  const player = usePlayer();
  return (
    <Frame title={text.over.title}>
      <p>{text.over.nothingKept}</p>
      <Facts facts={rightsOf(view, text)} />
      <div className={styles.acts}>
        <Button kind="gilt" icon="play" onPress={() => void player.watch(0)}>
          {text.over.again}
        </Button>
        <Button onPress={() => void player.dismiss()}>{text.over.back}</Button>
      </div>
    </Frame>
  );
}
