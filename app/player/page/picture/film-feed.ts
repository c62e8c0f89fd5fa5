/** Seconds of picture that the page holds ahead of what is shown, and keeps behind it. */
const HELD_AHEAD = 5;
const KEPT_BEHIND = 15;
/** Fragments that may be on their way at once. */
const ON_THE_WAY = 3;

/** What the page knows of a run of the picture. */
export interface Run {
  readonly number: number;
  /** Which second of the film is the first of its video. */
  readonly startsAt: number;
  readonly type: string;
}

export interface FeedEvents {
  /** The feed has room for one more piece. */
  onRoom(run: number): void;
  /** Whether it plays, where, whether the picture stands for want of pieces: read them anew. */
  onChange(): void;
  /** The last picture was shown. */
  onOver(): void;
}

/**
 * One video element, fed piece by piece by Media Source Extensions. It asks for no more than it holds ahead, so nothing of the
 * film is computed before it is nearly seen; what was seen is dropped.
 */
export class FilmFeed {
  readonly #video: HTMLVideoElement;
  readonly #events: FeedEvents;
  #run: Run | null = null;
  #buffer: SourceBuffer | null = null;
  #source: MediaSource | null = null;
  #address = '';
  #pieces: ArrayBuffer[] = [];
  #asked = 0;
  #isEnded = false;
  #startAt: number | null = null;
  #wantsToPlay = false;

  constructor(video: HTMLVideoElement, events: FeedEvents) {
    this.#video = video;
    this.#events = events;
    video.playsInline = true;
    video.disablePictureInPicture = true;
    const changed = () => events.onChange();
    for (const name of ['play', 'pause', 'playing', 'waiting', 'seeked', 'volumechange'] as const) {
      video.addEventListener(name, changed);
    }
    video.addEventListener('timeupdate', () => {
      this.#go();
      changed();
    });
    video.addEventListener('ended', () => events.onOver());
  }

  /** The picture itself, to be drawn from. */
  get picture(): HTMLVideoElement {
    return this.#video;
  }

  /** Puts the video under what draws it, out of reach of hands and readers. @returns takes it away. */
  showIn(holder: HTMLElement, className: string): () => void {
    this.#video.className = className;
    this.#video.setAttribute('aria-hidden', 'true');
    this.#video.tabIndex = -1;
    holder.prepend(this.#video);
    return () => this.#video.remove();
  }

  /** From 0 to 1. */
  get volume(): number {
    return this.#video.muted ? 0 : this.#video.volume;
  }

  setVolume(level: number): void {
    // Zero is silence that can be taken back.
    if (level > 0) this.#video.volume = level;
    this.#video.muted = level === 0;
  }

  /** Silent, or as loud as before. */
  toggleSound(): void {
    this.#video.muted = !this.#video.muted;
  }

  get isPlaying(): boolean {
    return this.#wantsToPlay;
  }

  /** Where in the film the picture is, or will be as soon as there is one. */
  get seconds(): number {
    return this.#startAt ?? this.#video.currentTime;
  }

  /** Whether the picture stands because the next piece is not there. */
  get isStarved(): boolean {
    const { HAVE_FUTURE_DATA } = HTMLMediaElement;
    return this.#startAt !== null || (this.#video.readyState < HAVE_FUTURE_DATA && !this.#isEnded);
  }

  /** Seconds of picture that wait to be shown. */
  get aheadSeconds(): number {
    return this.#startAt === null
      ? Math.max(0, this.#bufferedUntil() - this.#video.currentTime)
      : 0;
  }

  /** Takes the pieces of that run from now on, and shows them from `seconds` of the film. */
  begin(run: Run, seconds: number, play: boolean): void {
    this.#drop();
    this.#run = run;
    this.#startAt = Math.max(seconds, run.startsAt);
    this.#wantsToPlay = play;
    const source = new MediaSource();
    this.#source = source;
    this.#address = URL.createObjectURL(source);
    source.addEventListener('sourceopen', () => {
      if (this.#source !== source) return;
      const buffer = source.addSourceBuffer(run.type);
      buffer.timestampOffset = run.startsAt;
      buffer.addEventListener('updateend', () => this.#go());
      this.#buffer = buffer;
      this.#go();
    });
    this.#video.src = this.#address;
    this.#events.onChange();
  }

  piece(run: number, piece: ArrayBuffer): void {
    if (run !== this.#run?.number) return;
    this.#asked = Math.max(0, this.#asked - 1);
    this.#pieces.push(piece);
    this.#go();
  }

  /** That run has no more pieces. */
  end(run: number): void {
    if (run !== this.#run?.number) return;
    this.#isEnded = true;
    this.#go();
  }

  /** @returns whether that moment was still there; else a new run is needed. */
  seekWithin(seconds: number): boolean {
    const { buffered } = this.#video;
    for (let index = 0; index < buffered.length; index += 1) {
      if (seconds < buffered.start(index) || seconds > buffered.end(index) - 0.1) continue;
      this.#video.currentTime = seconds;
      this.#go();
      return true;
    }
    return false;
  }

  play(): void {
    this.#wantsToPlay = true;
    this.#resume();
    this.#events.onChange();
  }

  pause(): void {
    this.#wantsToPlay = false;
    this.#video.pause();
    this.#events.onChange();
  }

  /** Nothing is shown any more. */
  close(): void {
    this.#drop();
    this.#run = null;
    this.#wantsToPlay = false;
    this.#video.removeAttribute('src');
    this.#video.load();
    this.#events.onChange();
  }

  #drop(): void {
    this.#video.pause();
    if (this.#address !== '') URL.revokeObjectURL(this.#address);
    for (const piece of this.#pieces) new Uint8Array(piece).fill(0);
    this.#address = '';
    this.#source = null;
    this.#buffer = null;
    this.#pieces = [];
    this.#asked = 0;
    this.#isEnded = false;
    this.#startAt = null;
  }

  #bufferedUntil(): number {
    const { buffered } = this.#video;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
  }

  /** Does whatever may be done now: append, drop what was seen, start, ask for more. */
  #go(): void {
    const [run, buffer] = [this.#run, this.#buffer];
    if (run === null || buffer === null || buffer.updating) return;
    const piece = this.#pieces.shift();
    if (piece !== undefined) {
      buffer.appendBuffer(piece);
      new Uint8Array(piece).fill(0);
    } else if (!this.#dropSeen(buffer) && this.#isEnded && this.#source?.readyState === 'open') {
      this.#source.endOfStream();
    }
    this.#start();
    this.#ask(run.number);
  }

  #start(): void {
    const { buffered } = this.#video;
    if (this.#startAt === null || buffered.length === 0) return;
    const [first, last] = [buffered.start(0), buffered.end(buffered.length - 1)];
    if (last < this.#startAt && !this.#isEnded) return;
    this.#video.currentTime = Math.max(first, Math.min(this.#startAt, last - 0.1));
    this.#startAt = null;
    if (this.#wantsToPlay) this.#resume();
    this.#events.onChange();
  }

  #resume(): void {
    if (this.#startAt !== null) return;
    this.#video.play().catch((error: unknown) => {
      // A browser that wants to be touched before it makes sound.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.pause();
    });
  }

  #ask(run: number): void {
    if (this.#isEnded) return;
    const held = this.#startAt === null ? this.aheadSeconds : 0;
    // Half a second a piece: what is on its way counts as held.
    for (let ahead = held + this.#asked / 2; ahead < HELD_AHEAD; ahead += 0.5) {
      if (this.#asked >= ON_THE_WAY) return;
      this.#asked += 1;
      this.#events.onRoom(run);
    }
  }

  /** @returns whether something is being dropped. */
  #dropSeen(buffer: SourceBuffer): boolean {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0 || this.#startAt !== null) return false;
    const until = currentTime - KEPT_BEHIND;
    if (buffered.start(0) >= until - KEPT_BEHIND) return false;
    buffer.remove(0, until);
    return true;
  }
}
