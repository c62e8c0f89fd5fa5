import type { PlayerPageView } from '../../../contracts/player-page.ts';
import { IconButton } from '../pieces/button.tsx';
import { usePageState, usePlayer } from '../state/player-context.tsx';
import { useLanguage, useText } from '../text/use-text.ts';
import styles from './controls.module.css';
import { Choice } from './choice.tsx';
import { Timeline } from './timeline.tsx';
import { Volume } from './volume.tsx';

interface ControlsProps {
  readonly view: PlayerPageView;
  readonly isFull: boolean;
  readonly onFull: () => void;
}

/** Everything that may be done to the picture, in the order of use. */
export function Controls({ view, isFull, onFull }: ControlsProps) {
  const { watching: text } = useText();
  const player = usePlayer();
  const { film } = usePageState();
  return (
    <div className={styles.controls}>
      <Timeline view={view} />
      <div className={styles.row}>
        <IconButton
          name={film.isPlaying ? text.pause : text.play}
          icon={film.isPlaying ? 'pause' : 'play'}
          onPress={() => player.togglePlaying()}
        />
        <span className={`${styles.time} figures`}>
          {text.timeAt(film.seconds, view.film.seconds)}
        </span>
        <Volume />
        <div className={styles.choices}>
          <Chapters view={view} />
          <Tracks view={view} />
        </div>
        <IconButton name={text.stop} icon="stop" onPress={() => void player.stop()} />
        <IconButton
          name={isFull ? text.leaveFullScreen : text.fullScreen}
          icon={isFull ? 'reduce' : 'enlarge'}
          onPress={onFull}
        />
      </div>
    </div>
  );
}

function Chapters({ view }: { readonly view: PlayerPageView }) {
  const { watching: text } = useText();
  const player = usePlayer();
  const { film } = usePageState();
  const { chapters } = view.film;
  if (chapters.length < 2) return null;
  // A chapter that was just gone to has begun, though its first picture is a moment later.
  const now = chapters.findLast(({ seconds }) => seconds <= film.seconds + 0.5) ?? chapters[0];
  return (
    <Choice
      name={text.chapter}
      value={String(now?.number)}
      options={chapters.map(({ number, seconds }) => ({
        value: String(number),
        name: text.chapterAt(number, seconds),
      }))}
      onChoose={(value) => {
        const chosen = chapters.find(({ number }) => String(number) === value);
        if (chosen !== undefined) void player.watch(chosen.seconds);
      }}
    />
  );
}

function Tracks({ view }: { readonly view: PlayerPageView }) {
  const { watching: text } = useText();
  const language = useLanguage();
  const player = usePlayer();
  const { tracks, film } = usePageState();
  const { audio, subtitles } = view.film;
  const nameOf = (code: string | null, number: number) =>
    code === null
      ? text.track(number + 1)
      : (new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code);
  const indexOf = (value: string) => (value === '' ? null : Number(value));
  return (
    <>
      {audio.length < 2 ? null : (
        <Choice
          name={text.sound}
          value={String(tracks.audio ?? '')}
          options={audio.map((track, index) => ({
            value: String(index),
            name: `${nameOf(track.language, index)}, ${text.channels(track.channels)}`,
          }))}
          onChoose={(value) =>
            void player.watch(film.seconds, { ...tracks, audio: indexOf(value) })
          }
        />
      )}
      {subtitles.length === 0 ? null : (
        <Choice
          name={text.subtitles}
          value={String(tracks.subtitles ?? '')}
          options={[
            { value: '', name: text.none },
            ...subtitles.map((track, index) => ({
              value: String(index),
              name: nameOf(track.language, index),
            })),
          ]}
          onChoose={(value) =>
            void player.watch(film.seconds, { ...tracks, subtitles: indexOf(value) })
          }
        />
      )}
    </>
  );
}
