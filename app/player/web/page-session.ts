import type { LicenceStatus } from '../../contracts/licence.ts';
import type {
  PlayerPageAct,
  PlayerPageRefusal,
  PlayerPageView,
} from '../../contracts/player-page.ts';
import { type DvdStructure, type DvdTitle, mainTitleOf } from '../../disc/dvd-structure.ts';
import { leafSize } from '../../disc/split-view-picture.ts';
import type { Clock } from '../../foundation/clock.ts';
import { isAppError, unreachable } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { ShownPlayer } from './ports.ts';
import { refusalOf } from './refusal.ts';
import { Showing } from './showing.ts';

/** Codes after which a password must be given again. */
const signInAgain = new Set(['PLAYER_NOT_ENROLLED', 'PLAYER_SIGN_IN_AGAIN']);

export interface PageSessionParts {
  readonly player: ShownPlayer;
  readonly structure: DvdStructure;
  /** How this player is called where it enrols. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChange: () => void;
  readonly onPiece: (run: number, piece: Uint8Array) => void;
  readonly onEnd: (run: number) => void;
}

/** What the page may see and do: the player's account, its licence, one showing. Outlives the page's connections. */
export class PageSession {
  readonly #parts: PageSessionParts;
  readonly #title: DvdTitle;
  readonly #showing: Showing;
  #licence: LicenceStatus | null = null;
  #mustSignIn = false;
  /** Acts are done one after another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: PageSessionParts) {
    const { player, structure, clock, logger, onChange, onPiece, onEnd } = parts;
    this.#parts = parts;
    this.#title = mainTitleOf(structure);
    this.#showing = new Showing({
      open: (signal) => player.watch(signal),
      title: () => this.#title,
      clock,
      logger,
      onChange,
      onPiece,
      onEnd,
    });
  }

  /** @returns null where it was done, else why not. */
  async act(act: PlayerPageAct): Promise<PlayerPageRefusal | null> {
    const turn = this.#turn.then(() => this.#do(act));
    this.#turn = turn.catch(() => {});
    try {
      // A stop does not wait for what it stops.
      if (act.act === 'stop') await this.#showing.close();
      await turn;
      return null;
    } catch (error) {
      if (isAppError(error) && signInAgain.has(error.code)) this.#mustSignIn = true;
      else if (!isAppError(error)) this.#log(error);
      return refusalOf(error);
    } finally {
      this.#parts.onChange();
    }
  }

  more(run: number): void {
    this.#showing.more(run);
  }

  /** Nobody looks any more. What the page asked for last is done first, so that a showing which that opens is not forgotten. */
  async rest(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#showing.endPicture());
    await this.#turn;
  }

  async close(): Promise<void> {
    await this.#showing.close();
  }

  view(): PlayerPageView {
    const { player, name } = this.#parts;
    const { titleId, orderId, distributorId, issuedAt, isVerified } = player.facts;
    const { chapters, audio, subtitles } = this.#title;
    return {
      disc: {
        titleId,
        code: `${orderId.slice(0, 4)}-${orderId.slice(4, 8)}`,
        distributorId,
        issuedAt,
        isVerified,
      },
      account: {
        member: player.account.member,
        isSignedIn: player.account.isSignedIn && !this.#mustSignIn,
      },
      suggestedName: name,
      licence: this.#showing.licence ?? this.#licence,
      film: {
        seconds: this.#title.seconds,
        leaf: leafSize(this.#title),
        chapters: chapters.map(({ number, seconds }) => ({ number, seconds })),
        audio: audio.map(({ language, codec, channels }) => ({ language, codec, channels })),
        subtitles: subtitles.map(({ language }) => ({ language })),
      },
      showing: this.#showing.view(),
    };
  }

  async #do(act: PlayerPageAct): Promise<void> {
    const { player } = this.#parts;
    switch (act.act) {
      case 'activate': {
        const { member, pin, password, name } = act;
        await player.activate({ member, pin, password, name });
        this.#mustSignIn = false;
        return await this.#look();
      }
      case 'signIn': {
        const { member, password, name } = act;
        await player.signIn({ member, password, name });
        this.#mustSignIn = false;
        return await this.#look();
      }
      case 'look':
        return await this.#look();
      case 'watch':
        return await this.#showing.watch(act);
      case 'stop':
        // Once more: what stood in the row before it may have opened another.
        await this.#showing.close();
        return this.#showing.dismiss();
      default:
        return unreachable(act);
    }
  }

  async #look(): Promise<void> {
    const { player } = this.#parts;
    this.#showing.dismiss();
    const licences = await player.licences();
    this.#licence = licences.find(({ orderId }) => orderId === player.facts.orderId) ?? null;
  }

  #log(error: unknown): void {
    const reason = error instanceof Error ? error.message : 'unknown';
    this.#parts.logger.error({ reason }, 'An act of the page failed.');
  }
}
