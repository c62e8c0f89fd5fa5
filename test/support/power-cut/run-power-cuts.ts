import { Command, Option } from 'commander';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { fraction } from '../day/day-faults.ts';
import { pathNames, type PathName } from './path.ts';
import { bundleLife } from './program.ts';
import { chainsOf, describeFailure, Survey, type Chain } from './survey.ts';

interface Options {
  readonly path?: PathName;
  readonly cut?: string;
  readonly seed: string;
  readonly minutes?: string;
  readonly every: string;
  readonly lanes: string;
}

const options: Options = new Command('power-cuts')
  .description(
    'Cuts the power of a kiosk at every boundary of every path, and judges what is left.',
  )
  .addOption(new Option('--path <name>', 'only that path').choices(pathNames))
  .option('--cut <n,n,…>', 'of that path only this: the boundary at which each life is cut off')
  .option('--seed <seed>', 'of identifiers, and of what a soak chooses', '1')
  .option('--minutes <n>', 'paths and boundaries by chance, for so long')
  .option('--every <k>', 'every k-th boundary', '1')
  .option('--lanes <n>', 'so many at a time', '2')
  .parse()
  .opts();

const began = performance.now();
const say = (text: string) => void process.stdout.write(`${text}\n`);
const lanes = Number(options.lanes);
const survey = new Survey(await bundleLife());
survey.onFailure = (failure) => say(describeFailure(failure));
survey.onRun = (made) => {
  const { cuts, distinct, failures } = survey.figures;
  if (made % 50 === 0)
    say(`${made} runs, ${cuts} cuts, ${distinct} distinct, ${failures.length} violations`);
};
const paths = options.path === undefined ? pathNames : [options.path];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('broken off');
    report();
    process.exit(1);
  });
}
if (options.cut !== undefined && options.path !== undefined)
  await repeatOne(options.path, options.cut);
else if (options.minutes !== undefined) await soak(Number(options.minutes));
else
  await survey.makeAll(
    chainsOf(survey, { paths, seed: options.seed, every: Number(options.every) }),
    lanes,
  );
report();

async function repeatOne(path: PathName, cut: string): Promise<void> {
  const chain = { path, seed: options.seed, cuts: cut.split(',').map(Number) };
  const made = await survey.make(chain);
  for (const { life, name, ordinal } of made.passed) say(`${life} ${ordinal} ${name}`);
  say(`ended: ${made.ends.join(', ')}`);
}

/** Paths, and one to four cuts of each, by chance until the time is over. */
async function soak(minutes: number): Promise<void> {
  const randomness = seededRandomness(`soak ${options.seed}`);
  const below = (count: number) => Math.floor(fraction(randomness) * count);
  say(`soak for ${minutes} min, seed ${options.seed}`);
  const isOver = () => performance.now() - began > minutes * 60_000;
  function* chances(): Generator<Chain> {
    for (let number = 1; !isOver(); number += 1) {
      const path = paths[below(paths.length)] ?? 'happy';
      const further = Array.from({ length: below(4) }, () => 1 + below(below(2) === 0 ? 40 : 150));
      yield { path, seed: `${options.seed}.${number}`, cuts: [16 + below(170), ...further] };
    }
  }
  await survey.makeAll(chances(), lanes);
}

function report(): void {
  const { byGeneration, cuts, distinct, failures, runs } = survey.figures;
  const took = ((performance.now() - began) / 60_000).toFixed(1);
  say(
    `${runs} runs, ${cuts} cuts, ${distinct} distinct points (${byGeneration.join(' + ')} by generation of boot), ` +
      `${failures.length} violations, ${took} min`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}
