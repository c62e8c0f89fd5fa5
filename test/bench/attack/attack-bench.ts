import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../app/foundation/errors.ts';
import { type BenchFilm, makeFilm } from '../bench-films.ts';
import { applyAttack, type Attack, attackedStream, attacks } from './attacks.ts';
import { type AttackedQuality, compareVideos, writeFrame } from './measure.ts';
import { demuxVideo } from './transcode.ts';

/** What an attack has made of a main stream. */
export interface AttackResult extends AttackedQuality {
  readonly name: string;
}

/** The attacks on one main stream of a film. */
export interface AttackBenchResult {
  readonly film: string;
  readonly preset: string;
  /** In the order of `attacks`: the first is the main stream as it is. */
  readonly attacks: readonly AttackResult[];
  /** The name of the one with the highest mean SSIM. */
  readonly best: string;
}

/**
 * Attacks a main stream in every way that is known, and compares the pictures with those of the film.
 *
 * @param mainVob the burned title VOB, in one piece, without keys or index.
 * @param filmVob the same of the master.
 * @param folder for files that are gone in the end.
 * @param chosen all of them, where nothing else is said.
 */
export async function attackFilm(
  mainVob: string,
  filmVob: string,
  folder: string,
  chosen: readonly Attack[] = attacks,
): Promise<AttackResult[]> {
  const stream = attackedStream(demuxVideo(await readFile(mainVob)));
  const attacked = join(folder, 'attacked.m2v');
  const film = join(folder, 'film.m2v');
  await writeFile(film, demuxVideo(await readFile(filmVob)));
  const results: AttackResult[] = [];
  for (const attack of chosen) {
    await writeFile(attacked, applyAttack(attack, stream));
    results.push({ name: attack.name, ...(await compareVideos(attacked, film, folder)) });
  }
  await rm(attacked);
  await rm(film);
  return results;
}

/** The one that came nearest to the film, by mean SSIM. */
export function bestAttack(results: readonly AttackResult[]): AttackResult {
  const [best] = results.toSorted((a, b) => b.ssim.mean - a.ssim.mean);
  if (best !== undefined) return best;
  throw new AppError('BENCH_ATTACK', 'No attack was made.', { remedy: 'fix-the-code' });
}

/**
 * Writes one frame as an attack leaves it.
 *
 * @param name of the attack.
 * @param frame its number in the order of presentation, from 0.
 * @param png where it is written.
 * @param folder for a file that is gone in the end.
 * @throws AppError `BENCH_ATTACK` for a name that no attack has.
 */
export async function writeAttackedFrame(
  mainVob: string,
  name: string,
  frame: number,
  png: string,
  folder: string,
): Promise<void> {
  const stream = attackedStream(demuxVideo(await readFile(mainVob)));
  const attacked = join(folder, 'attacked.m2v');
  await writeFile(attacked, applyAttack(attackOf(name), stream));
  await writeFrame(attacked, frame, png);
  await rm(attacked);
}

function attackOf(name: string): Attack {
  const attack = attacks.find((attack) => attack.name === name);
  if (attack !== undefined) return attack;
  throw new AppError('BENCH_ATTACK', `There is no attack "${name}".`, {
    remedy: 'fix-the-code',
    context: { names: attacks.map(({ name }) => name) },
  });
}

/** How far attackers of a main stream of a bench film get. @param mainVob its title VOB, as a disc of the preset holds it. */
export async function benchAttack(
  film: BenchFilm,
  preset: string,
  mainVob: string,
  folder: string,
): Promise<AttackBenchResult> {
  const results = await attackFilm(mainVob, await makeFilm(film), folder);
  return { film: film.name, preset, attacks: results, best: bestAttack(results).name };
}
