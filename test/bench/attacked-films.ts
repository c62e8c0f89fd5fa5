import { presets } from '../../app/split/index.ts';
import { benchAttack } from './attack/attack-bench.ts';
import type { BenchFilm } from './bench-films.ts';
import type { AttackedFilm } from './bench-report.ts';
import { splitFilm } from './picture-bench.ts';

/** Every attack on the main stream of a film, for each preset. */
export async function benchAttacks(film: BenchFilm, folder: string): Promise<AttackedFilm[]> {
  const results: AttackedFilm[] = [];
  for (const preset of presets) {
    process.stderr.write(`Attacks on ${film.name}, ${preset} ...\n`);
    const { mainVob } = await splitFilm(film, preset, folder);
    const { attacks, best } = await benchAttack(film, preset, mainVob, folder);
    results.push({ film: film.name, preset, attacks: [...attacks], best });
  }
  return results;
}
