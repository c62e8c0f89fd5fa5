/**
 * Runs every case once a round, so that what disturbs the machine for a while disturbs all of them alike. Each round
 * begins with another one.
 *
 * @param cases null for one that cannot be run here: it has no results.
 * @returns the results of each case, in the order of the rounds.
 */
export async function interleave<Name extends string, Result>(
  cases: Readonly<Record<Name, (() => Promise<Result>) | null>>,
  rounds: number,
): Promise<Readonly<Record<Name, readonly Result[]>>> {
  const names = Object.keys(cases) as Name[];
  const entries = names.map((name): [Name, Result[]] => [name, []]);
  const results = Object.fromEntries(entries) as Record<Name, Result[]>;
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const run = cases[name];
      if (run !== null) results[name].push(await run());
    }
  }
  return results;
}
