import type {
  PlayerPageAct,
  PlayerPageRefusal,
  PlayerPageView,
} from '../../../contracts/player-page.ts';
import type { Line } from '../connection/line.ts';
import type { Answer, PlayerConnection } from '../connection/player-connection.ts';
import type { FilmFeed } from '../picture/film-feed.ts';
import { placeOf, type Place } from './place.ts';

/** What the viewer chose; kept from one run to the next. */
export interface Tracks {
  readonly audio: number | null;
  readonly subtitles: number | null;
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

export interface StoreParts {
  readonly connect: (store: PlayerStore) => PlayerConnection;
  readonly makeFeed: (store: PlayerStore) => FilmFeed;
}

/** The page: what the player says, what the viewer wants, and the picture between them. */
export class PlayerStore {
  readonly feed: FilmFeed;
  readonly #connection: PlayerConnection;
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
  /** Which second the next run shall be shown from. */
  #target = 0;
  #shownRun = 0;

  constructor(parts: StoreParts) {
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
    if (this.#wantsPicture && sameTracks && this.feed.seekWithin(seconds)) return;
    if (!this.#wantsPicture) this.feed.play();
    this.#wantsPicture = true;
    this.#isOver = false;
    this.#target = seconds;
    this.#set({ tracks });
    await this.#do({ act: 'watch', seconds, ...tracks });
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
    if (this.#wantsPicture)
      void this.#do({ act: 'watch', seconds: this.#again(), ...this.#state.tracks });
    else if (this.#state.view?.account.isSignedIn === true && !this.#hasLooked) void this.look();
  }

  hearView(view: PlayerPageView): void {
    const { showing } = view;
    if (showing.is === 'ended') this.#leave();
    if (showing.is === 'open' && showing.run.number !== this.#shownRun && this.#wantsPicture) {
      this.#shownRun = showing.run.number;
      this.feed.begin(showing.run, this.#target, this.feed.isPlaying);
    }
    this.#set({ view });
  }

  hearFilm(): void {
    const { seconds, isPlaying, isStarved, aheadSeconds, volume } = this.feed;
    this.#set({ film: { seconds, isPlaying, isStarved, aheadSeconds, volume } });
  }

  /** The last picture was shown. */
  hearOver(): void {
    this.#isOver = true;
    this.#leave();
    this.#set({ leftAt: null });
    void this.#do({ act: 'stop' }).then(() => this.look());
  }

  askMore(run: number): void {
    this.#connection.more(run);
  }

  /** Where a picture goes on whose line was cut. */
  #again(): number {
    this.#target = this.feed.seconds;
    return this.#target;
  }

  #leave(): void {
    if (!this.#wantsPicture) return;
    this.#wantsPicture = false;
    const { seconds } = this.feed;
    this.feed.close();
    this.#set({ film: resting, leftAt: seconds > 10 ? seconds : null });
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
