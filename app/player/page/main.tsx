import '../../look/without-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { findToken, keepToken } from './connection/page-token.ts';
import { PlayerConnection } from './connection/player-connection.ts';
import '../../look/fonts.css';
import '../../look/palette.css';
import './look/tokens.css';
import './look/base.css';
import { FilmFeed } from './picture/film-feed.ts';
import { PlayerPage } from './player-page.tsx';
import { PlayerProvider } from './state/player-context.tsx';
import { LeftPlaces } from './state/left-places.ts';
import { PlayerStore } from './state/player-store.ts';

// Out of the address at once, so that no eye or history keeps it.
findToken(window.location.hash, window.sessionStorage);
window.history.replaceState(null, '', window.location.pathname);

const store = new PlayerStore({
  now: () => Date.now(),
  places: new LeftPlaces(window.sessionStorage),
  connect: (of) =>
    new PlayerConnection(
      {
        find: () => findToken('', window.sessionStorage),
        keep: (token) => keepToken(token, window.sessionStorage),
      },
      {
        onLine: (line) => of.hearLine(line),
        onView: (view) => of.hearView(view),
        onPiece: (run, piece) => of.feed.piece(run, piece),
        onEnd: (run) => of.feed.end(run),
      },
    ),
  makeFeed: (of) =>
    new FilmFeed(document.createElement('video'), {
      onRoom: (run) => of.askMore(run),
      onChange: () => of.hearFilm(),
      onOver: () => of.hearOver(),
    }),
});
const element = document.getElementById('player');
if (element !== null) {
  createRoot(element).render(
    <StrictMode>
      <PlayerProvider value={store}>
        <PlayerPage />
      </PlayerProvider>
    </StrictMode>,
  );
  store.start();
  window.addEventListener('pagehide', () => store.keepPlace());
}
