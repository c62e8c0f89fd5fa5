import { pathNames, type PathName } from './path.ts';
import { run, type Incident, type Passed, type Run } from './run.ts';

/** One run of a survey: a path, and the boundary of each life at which the power goes, from 1. */
export interface Chain {
  readonly path: PathName;
  readonly seed: string;
  readonly cuts: readonly number[];
}

export interface SurveyFigures {
  readonly runs: number;
  readonly cuts: number;
  /** Cuts that differ in their path, the boundary (by its name, counted within its life), or the generation of the boot. */
  readonly distinct: number;
  /** The same by generation: life 0, recovery, recovery of recovery. */
  readonly byGeneration: readonly number[];
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly chain: Chain;
  readonly run: Run;
}

/** Counts what was cut, and keeps what was wrong. */
export class Survey {
  readonly #program: string;
  readonly #distinct = new Set<string>();
  readonly #byGeneration: number[] = [];
  readonly #failures: Failure[] = [];
  #runs = 0;
  /** Told how many runs were made, after each. */
  onRun: (runs: number) => void = () => {};
  /** Told of what is wrong as soon as it is found. */
  onFailure: (failure: Failure) => void = () => {};
  #cuts = 0;

  constructor(program: string) {
    this.#program = program;
  }

  get figures(): SurveyFigures {
    return {
      runs: this.#runs,
      cuts: this.#cuts,
      distinct: this.#distinct.size,
      byGeneration: this.#byGeneration,
      failures: this.#failures,
    };
  }

  async make(chain: Chain): Promise<Run> {
    const { cuts, path, seed } = chain;
    const incidents = cuts.map((at): Incident => ({ at, what: 'cut' }));
    const made = await run({ program: this.#program, path, seed, incidents });
    this.#runs += 1;
    for (const cut of made.cuts) {
      this.#cuts += 1;
      const key = `${path} ${cut.life} ${cut.name} ${occurrence(made.passed, cut)}`;
      if (this.#distinct.has(key)) continue;
      this.#distinct.add(key);
      this.#byGeneration[cut.life] = (this.#byGeneration[cut.life] ?? 0) + 1;
    }
    if (made.violations.length > 0) {
      const failure = { chain, run: made };
      this.#failures.push(failure);
      this.onFailure(failure);
    }
    this.onRun(this.#runs);
    return made;
  }

  /** Makes them all, so many at a time. */
  async makeAll(chains: Iterable<Chain> | AsyncIterable<Chain>, lanes: number): Promise<void> {
    const waiting =
      Symbol.iterator in chains ? chains[Symbol.iterator]() : chains[Symbol.asyncIterator]();
    const work = async () => {
      for (let next = await waiting.next(); next.done !== true; next = await waiting.next()) {
        await this.make(next.value);
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
  }
}

/** The how manieth of its name a boundary is in its life. */
function occurrence(passed: readonly Passed[], cut: Passed): number {
  return passed.filter(
    ({ life, name, ordinal }) => life === cut.life && name === cut.name && ordinal <= cut.ordinal,
  ).length;
}

/** How to repeat exactly that. */
export function commandOf({ cuts, path, seed }: Chain): string {
  const at = cuts.length > 0 ? ` --cut ${cuts.join(',')}` : '';
  return `npm run power-cuts -- --path ${path}${at} --seed ${seed}`;
}

export function describeFailure({ chain, run: made }: Failure): string {
  const cuts = made.cuts.map(({ life, name, ordinal }) => `life ${life}, ${ordinal}: ${name}`);
  return [`${chain.path} (${cuts.join('; ')})`, ...made.violations, commandOf(chain)].join(
    '\n    ',
  );
}

/** What passes before an order is placed is the making of a new kiosk, not a path. */
function isOfOrder(passed: readonly Passed[]): (boundary: Passed) => boolean {
  const first = passed.findIndex(({ name }) => name === 'commit:before order placed');
  return ({ ordinal }) => ordinal > first;
}

/**
 * Every path: all boundaries from where it parts from the first path, every `sparse`-th before, and of those every `every`-th.
 * Of three starts after a cut one is let go on, and two are cut themselves: each run at other boundaries, so that recovery is
 * cut everywhere, and its recovery again.
 */
export async function* chainsOf(
  survey: Survey,
  options: {
    readonly paths?: readonly PathName[];
    readonly seed: string;
    readonly every?: number;
    readonly sparse?: number;
  },
): AsyncGenerator<Chain> {
  const { every = 1, paths = pathNames, seed, sparse = 5 } = options;
  let first: readonly string[] | null = null;
  for (const path of paths) {
    const { passed } = await survey.make({ path, seed, cuts: [] });
    const names = passed.map(({ name }) => name);
    const parting: number =
      first === null ? 0 : names.findIndex((name, index) => name !== first?.[index]);
    first ??= names;
    const points = passed
      .filter(isOfOrder(passed))
      .filter(({ ordinal }) => ordinal > parting || ordinal % sparse === 0);
    for (const [index, { ordinal }] of points.entries()) {
      if (index % every !== 0) continue;
      const turn = index / every;
      yield { path, seed, cuts: [ordinal, ...further(turn)] };
    }
  }
}

/** Where the starts after the first cut are cut off: none of them, or two, or four in a row. */
function further(turn: number): number[] {
  const steps = [[], [7, 5], [7, 5, 3, 11]][turn % 3] ?? [];
  return steps.map((step, index) => 1 + ((turn * step) % (29 - index * 3)));
}
