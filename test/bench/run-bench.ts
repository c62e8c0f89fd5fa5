/** The program behind `npm run bench`: measures, and prints what it found. It judges nothing. */
import { isAppError } from '../../app/foundation/errors.ts';
import { benchAttacks } from './attacked-films.ts';
import { type BenchFilm, fullFilms, quickFilms } from './bench-films.ts';
import { type BenchOptions, parseBenchOptions } from './bench-options.ts';
import {
  type AttackedFilm,
  type BenchReport,
  benchReportSchema,
  type PictureResult,
} from './bench-report.ts';
import { currentLoad, readMachineFacts } from './machine-facts.ts';
import { benchPicture } from './picture-bench.ts';
import { renderReport } from './report-table.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { benchSplit } from './split-bench.ts';
import { benchViewers, fullScale, quickScale } from './viewers-bench.ts';

/** Of the long film: disc folder or output, image, main stream, a vault of it; and room to spare. */
const SCRATCH_BYTES = 2.5e9;

async function bench({ parts, quick, rounds }: BenchOptions): Promise<BenchReport> {
  const films = quick ? quickFilms : fullFilms;
  const loadBefore = currentLoad();
  const scratch = makeScratchFolder(SCRATCH_BYTES);
  // Ctrl-C leaves nothing in memory; a program that still runs fails when its folder is gone.
  process.once('SIGINT', () => {
    scratch.remove();
    process.exit(130);
  });
  try {
    const picture: PictureResult[] = [];
    for (const film of parts.includes('picture') ? films.picture : []) {
      picture.push(await benchPicture(film, scratch.path));
    }
    const attack = parts.includes('attack') ? await attackAll(films.picture, scratch.path) : null;
    if (parts.includes('split')) process.stderr.write(`Split of ${films.long.name} ...\n`);
    return {
      picture: parts.includes('picture') ? picture : null,
      attack,
      split: parts.includes('split') ? await benchSplit(films.long, scratch, rounds) : null,
      viewers: parts.includes('viewers')
        ? await benchViewers(films.viewers, quick ? quickScale : fullScale, scratch)
        : null,
      machine: readMachineFacts(loadBefore),
      quick,
    };
  } finally {
    scratch.remove();
  }
}

async function attackAll(films: readonly BenchFilm[], folder: string): Promise<AttackedFilm[]> {
  const attacked: AttackedFilm[] = [];
  for (const film of films) attacked.push(...(await benchAttacks(film, folder)));
  return attacked;
}

try {
  const options = parseBenchOptions(process.argv.slice(2));
  const report = benchReportSchema.parse(await bench(options));
  process.stdout.write(
    options.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report),
  );
} catch (error) {
  if (!isAppError(error)) throw error;
  process.stderr.write(`${error.code}: ${error.message} ${JSON.stringify(error.context)}\n`);
  process.exitCode = 1;
}
