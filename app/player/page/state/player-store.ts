import type {
  PlayerPageAct,
  PlayerPageRefusal,
  PlayerPageView,
} from '../../../contracts/player-page.ts';
import type { Line } from '../connection/line.ts';
import type { Answer, PlayerConnection } from '../connection/player-connection.ts';
import type { FilmFeed } from '../picture/film-feed.ts';
import type { LeftPlaces } from './left-places.ts';
import { placeOf, type Place } from './place.ts';

/** What the viewer chose; kept from one run to the next. */
export interface Tracks {
  readonly audio: number | null;
  readonly subtitles: number | null;
}

interface Wish {
  readonly seconds: number;
  readonly tracks: Tracks;
}

export interface PageState {
  readonly line: Line;
  readonly view: PlayerPageView | null;
  readonly place: Place;
  /** What is being asked of the player now. */
  readonly busy: PlayerPageAct['act'] | null;
  /** Why the last act was refused. */
  readonly refusal: PlayerPageRefusal | null;
  readonly film: {
    readonly seconds: number;
    readonly isPlaying: boolean;
    readonly isStarved: boolean;
    readonly aheadSeconds: number;
    readonly volume: number;
  };
  readonly tracks: Tracks;
  /** Where the picture was when it ended last; null: at no place worth going back to. */
  readonly leftAt: number | null;
}

const resting = {
  seconds: 0,
  isPlaying: false,
  isStarved: false,
  aheadSeconds: 0,
  volume: 1,
} as const;

/** A film that has hardly begun is begun again. */
function worthKeeping(seconds: number): number | null {
  return seconds > 10 ? seconds : null;
}

export interface StoreParts {
  /** Milliseconds since 1970: of the player too, which runs on this computer. */
  readonly now: () => number;
  readonly places: LeftPlaces;
  readonly connect: (store: PlayerStore) => PlayerConnection;
  readonly makeFeed: (store: PlayerStore) => FilmFeed;
}

/** The page: what the player says, what the viewer wants, and the picture between them. */
export class PlayerStore {
  readonly feed: FilmFeed;
  readonly now: () => number;
  readonly #connection: PlayerConnection;
  readonly #places: LeftPlaces;
  readonly #listeners = new Set<() => void>();
  #state: PageState = {
    line: 'opening',
    view: null,
    place: 'line',
    busy: null,
    refusal: null,
    film: resting,
    tracks: { audio: 0, subtitles: null },
    leftAt: null,
  };
  #wantsPicture = false;
  #isOver = false;
  #hasLooked = false;
  /** What the next run shall show. */
  #wish: Wish = { seconds: 0, tracks: { audio: 0, subtitles: null } };
  /** The last that the player answered. */
  #answered: Wish | null = null;
  #isAsking = false;
  #shownRun = 0;

  constructor(parts: StoreParts) {
    this.now = parts.now;
    this.#places = parts.places;
    this.feed = parts.makeFeed(this);
    this.#connection = parts.connect(this);
  }

  start(): void {
    this.#connection.open();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): PageState => this.#state;

  async signIn(member: string, password: string, name: string): Promise<void> {
    await this.#do({ act: 'signIn', member, password, name });
  }

  async activate(member: string, pin: string, password: string, name: string): Promise<void> {
    await this.#do({ act: 'activate', member, pin, password, name });
  }

  async look(): Promise<void> {
    await this.#do({ act: 'look' });
  }

  /** Shows the film from there; a moment that the page still holds costs nothing. */
  async watch(seconds: number, tracks: Tracks = this.#state.tracks): Promise<void> {
    const sameTracks = tracks === this.#state.tracks;
    const isThere = this.#wantsPicture && sameTracks && !this.#isAsking;
    if (isThere && this.feed.seekWithin(seconds)) {
      // Keys count on from there, however soon the next one comes.
      this.hearFilm();
      return;
    }
    if (!this.#wantsPicture) this.feed.play();
    this.#wantsPicture = true;
    this.#isOver = false;
    this.#wish = { seconds, tracks };
    this.#set({ tracks });
    await this.#ask();
  }

  async stop(): Promise<void> {
    this.#leave();
    await this.#do({ act: 'stop' });
    await this.look();
  }

  /** Away from a refusal, back to the disc. */
  async dismiss(): Promise<void> {
    this.#isOver = false;
    this.#set({ refusal: null });
    await this.#do({ act: 'stop' });
    await this.look();
  }

  togglePlaying(): void {
    if (this.feed.isPlaying) this.feed.pause();
    else this.feed.play();
  }

  forgetRefusal(): void {
    this.#set({ refusal: null });
  }

  hearLine(line: Line): void {
    this.#set({ line });
    if (line !== 'open') return;
    if (this.#wantsPicture) {
      // What was chosen last and never answered is asked for again; else the picture goes on where it stands.
      if (this.#answered === this.#wish) {
        this.#wish = { seconds: this.feed.seconds, tracks: this.#state.tracks };
      }
      void this.#ask();
    } else if (this.#state.view?.account.isSignedIn === true && !this.#hasLooked) void this.look();
  }

  hearView(view: PlayerPageView): void {
    const { showing, disc } = view;
    if (this.#state.view === null) this.#set({ leftAt: this.#places.find(disc.code) });
    if (showing.is === 'ended') this.#leave();
    if (showing.is === 'open' && showing.run.number !== this.#shownRun && this.#wantsPicture) {
      this.#shownRun = showing.run.number;
      this.feed.begin(showing.run, this.#wish.seconds, this.feed.isPlaying);
    }
    this.#set({ view });
  }

  hearFilm(): void {
    const { isPlaying, isStarved, aheadSeconds, volume } = this.feed;
    // Where the picture will be, if it is on its way: keys count on from there.
    const { seconds } = this.#isAsking ? this.#wish : this.feed;
    this.#set({ film: { seconds, isPlaying, isStarved, aheadSeconds, volume } });
  }

  /** The last picture was shown. */
  hearOver(): void {
    // Somebody chose another place at the last moment.
    if (this.#isAsking) return;
    this.#isOver = true;
    this.#leave();
    this.#set({ leftAt: null });
    void this.#do({ act: 'stop' }).then(() => this.look());
  }

  askMore(run: number): void {
    this.#connection.more(run);
  }

  /** Asks for the picture; of what is chosen while that is answered only the last is asked for. */
  async #ask(): Promise<void> {
    if (this.#isAsking) {
      // Keys count on from the place just chosen, not from the one that is being asked for.
      this.hearFilm();
      return;
    }
    this.#isAsking = true;
    let asked: Wish | null = null;
    while (this.#wantsPicture && asked !== this.#wish) {
      asked = this.#wish;
      this.hearFilm();
      const answer = await this.#do({ act: 'watch', seconds: asked.seconds, ...asked.tracks });
      if (answer.is === 'silent') break;
      this.#answered = asked;
    }
    this.#isAsking = false;
    this.hearFilm();
  }

  /** The page goes away, perhaps to be loaded anew. */
  keepPlace(): void {
    const { view, film, leftAt } = this.#state;
    const seconds = this.#wantsPicture ? worthKeeping(film.seconds) : leftAt;
    if (view !== null) this.#places.keep(view.disc.code, seconds);
  }

  #leave(): void {
    if (!this.#wantsPicture) return;
    this.#wantsPicture = false;
    const { seconds } = this.#state.film;
    this.feed.close();
    this.#set({ film: resting, leftAt: worthKeeping(seconds) });
  }

  async #do(act: PlayerPageAct): Promise<Answer> {
    this.#set({ busy: act.act, refusal: null });
    const answer = await this.#connection.act(act);
    if (act.act === 'look') this.#hasLooked = answer.is !== 'silent';
    if (answer.is === 'refused' && act.act === 'watch') this.#leave();
    this.#set({ busy: null, refusal: answer.is === 'refused' ? answer.refusal : null });
    return answer;
  }

  #set(part: Partial<PageState>): void {
    const next = { ...this.#state, ...part };
    this.#state = {
      ...next,
      place: placeOf({ ...next, wantsPicture: this.#wantsPicture, isOver: this.#isOver }),
    };
    for (const listener of this.#listeners) listener();
  }
}
