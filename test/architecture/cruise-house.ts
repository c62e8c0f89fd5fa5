import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

/** The folders whose imports are checked. */
export const houseFolders = ['app', 'drivers', 'db', 'templates', 'test'] as const;

interface LayerConfiguration {
  readonly forbidden: readonly (IForbiddenRuleType & { readonly name: string })[];
  readonly options: object;
}

/** The rules, as `.dependency-cruiser.cjs` states them. */
export const layerConfiguration = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
) as LayerConfiguration;

export interface HouseReport {
  /** Every file that was read, relative to the root. */
  readonly seen: ReadonlySet<string>;
  /** `rule: from -> to`, sorted. */
  readonly violations: readonly string[];
}

/** Checks the house that stands in the folder `root` against the rules. */
export async function cruiseHouse(root: string): Promise<HouseReport> {
  const { output } = await cruise([...houseFolders], {
    ...layerConfiguration.options,
    baseDir: root,
    ruleSet: { forbidden: [...layerConfiguration.forbidden] },
    validate: true,
  });
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text');
  return { seen: filesSeen(output), violations: violationsOf(output) };
}

function filesSeen(result: ICruiseResult): Set<string> {
  return new Set(result.modules.map((module) => module.source));
}

function violationsOf(result: ICruiseResult): string[] {
  return result.summary.violations
    .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
    .toSorted();
}

/** Every source file under the checked folders, found without dependency-cruiser. */
export function sourceFiles(root: string): string[] {
  return houseFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|tsx|mts|mjs|cjs|js|jsx)$/.test(path))
      .map((path) => join(folder, path)),
  );
}
