import { parseArgs } from 'node:util';
import { AppError } from '../../app/foundation/errors.ts';

export const benchParts = ['picture', 'attack', 'split', 'viewers'] as const;
export type BenchPart = (typeof benchParts)[number];

export interface BenchOptions {
  /** All of them where none is named. */
  readonly parts: readonly BenchPart[];
  readonly json: boolean;
  readonly quick: boolean;
  /** How often each speed is taken: odd, so that the median is one of them. */
  readonly rounds: number;
}

const FULL_ROUNDS = 5;
const QUICK_ROUNDS = 3;

/** @throws AppError `BENCH_OPTIONS` */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { positionals, values } = parse(args);
  const unknown = positionals.filter((name) => !benchParts.some((part) => part === name));
  if (unknown.length > 0) {
    const message = `There is no part ${unknown.join(', ')}. Parts: ${benchParts.join(', ')}.`;
    throw new AppError('BENCH_OPTIONS', message, { remedy: 'reject-input' });
  }
  const { json = false, quick = false } = values;
  return {
    parts: benchParts.filter((part) => positionals.length === 0 || positionals.includes(part)),
    json,
    quick,
    rounds: quick ? QUICK_ROUNDS : FULL_ROUNDS,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
    });
  } catch (cause) {
    const message =
      'Usage: npm run bench -- [picture] [attack] [split] [viewers] [--json] [--quick]';
    throw new AppError('BENCH_OPTIONS', message, { remedy: 'reject-input', cause });
  }
}
