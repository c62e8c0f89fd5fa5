import type { Title } from '../../contracts/title.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError, isAppError } from '../../foundation/errors.ts';
import {
  clocksOf,
  findPacks,
  type PassOptions,
  type SeenFilm,
  seeFilm,
  type TitleIndex,
} from '../../split/index.ts';

/** A title as a trace needs it, open until it is closed. */
export interface TraceableTitle {
  readonly title: Title;
  readonly index: TitleIndex;
  readonly master: ByteSource;
  close(): void;
}

/** What a trace needs of a vault. */
export interface TraceableTitles {
  titleIds(): readonly string[];
  /** @throws AppError where there is no such title, or it cannot be opened. */
  open(titleId: string): TraceableTitle;
}

export interface FoundFilm {
  readonly title: Title;
  readonly seen: SeenFilm;
}

export interface FoundFilms {
  readonly films: readonly FoundFilm[];
  readonly notLookedAt: readonly { readonly titleId: string; readonly code: string }[];
}

/** Of how many blocks that are looked for one must be in its usual place, for the others not to be sought elsewhere. */
const LOOKED_A_FOUND_ONE = 4;

/**
 * Which films of a vault are on an image: at first where they lie on a disc, then, if too little of any is there, wherever their
 * packs are, which reads all of the image.
 *
 * @param titleId of the one that is looked for; null: any.
 * @throws AppError `TRACE_FILM_UNKNOWN` if none is; that of opening the one that was named; the signal's reason.
 */
export async function findFilms(
  titles: TraceableTitles,
  image: ByteSource,
  titleId: string | null,
  options: PassOptions,
): Promise<FoundFilms> {
  const notLookedAt: { titleId: string; code: string }[] = [];
  const sound = (titleId === null ? titles.titleIds() : [titleId]).filter((one) => {
    try {
      titles.open(one).close();
      return true;
    } catch (error) {
      if (titleId !== null || !isAppError(error)) throw error;
      notLookedAt.push({ titleId: one, code: error.code });
      return false;
    }
  });
  const inPlace = await see(titles, sound, image, null, options);
  const isEnough = inPlace.some(
    ({ seen }) => seen.blocks.length * LOOKED_A_FOUND_ONE >= seen.looked,
  );
  const films = isEnough ? inPlace : await seekAnywhere(titles, sound, image, options);
  if (films.length > 0) return { films, notLookedAt };
  const message =
    titleId === null
      ? 'Nothing on this image is of a film of the vault. It is no disc of ours, or was encoded anew.'
      : 'Nothing on this image is of this film.';
  throw new AppError('TRACE_FILM_UNKNOWN', message, {
    remedy: 'reject-input',
    context: { titleId, notLookedAt },
  });
}

async function seekAnywhere(
  titles: TraceableTitles,
  titleIds: readonly string[],
  image: ByteSource,
  options: PassOptions,
): Promise<FoundFilm[]> {
  const clocks = new Set<number>();
  for (const titleId of titleIds) {
    const opened = titles.open(titleId);
    for (const clock of clocksOf(opened.index, opened.master)) clocks.add(clock);
    opened.close();
  }
  return see(titles, titleIds, image, await findPacks(image, clocks, options), options);
}

/** The films of which anything is there. */
async function see(
  titles: TraceableTitles,
  titleIds: readonly string[],
  image: ByteSource,
  packs: ReadonlyMap<number, readonly number[]> | null,
  { signal }: PassOptions,
): Promise<FoundFilm[]> {
  const found: FoundFilm[] = [];
  for (const titleId of titleIds) {
    const opened = titles.open(titleId);
    try {
      const { index, master } = opened;
      const seen = await seeFilm({
        index,
        master,
        image,
        packs,
        ...(signal === undefined ? {} : { signal }),
      });
      if (seen.blocks.length > 0) found.push({ title: opened.title, seen });
    } finally {
      opened.close();
    }
  }
  return found;
}
