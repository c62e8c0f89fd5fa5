import { Frame } from '../pieces/frame.tsx';
import { usePageState } from '../state/player-context.tsx';
import { useText } from '../text/use-text.ts';

/** Before the player has answered, or when this page may not ask it. */
export function LineScreen() {
  const { line: text } = useText();
  const { line } = usePageState();
  if (line === 'tokenRefused' || line === 'inUse') {
    return (
      <Frame title={text[line]} isSentence>
        <p>{line === 'inUse' ? text.inUseCure : text.tokenCure}</p>
      </Frame>
    );
  }
  return (
    <Frame title={line === 'lost' ? text.lost : text.opening} isSentence>
      {null}
    </Frame>
  );
}
