import type { Command } from 'commander';
import {
  type AccusedOrder,
  type TracedFilm,
  type TraceReport,
  traceToOrders,
} from '../../bank/compose.ts';
import { systemClock } from '../../foundation/clock.ts';
import { dataFolders } from '../installation.ts';
import { instantWords } from '../licences/licence-words.ts';
import { alignColumns } from '../terminal/columns.ts';
import { withInput } from '../terminal/input-file.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

interface Flags {
  readonly title?: string;
  readonly json?: boolean;
}

/** Ends with this code where no order is named; 1 is any other failure. */
const NOBODY = 2;

/** Names the orders whose discs an image came from. The bank may run meanwhile. */
export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .description(
      'Names the order whose disc an image came from, or the orders, where discs were mixed.',
    )
    .argument('<image>', 'an image of the disc, or any part of its film')
    .option('--title <id>', 'only this film; else every film of the vault is looked for')
    .option('--json', 'one JSON object')
    .action(async (path: string, { json, title }: Flags) => {
      const progress = showProgress(json);
      try {
        const report = await withInput(path, (image) =>
          traceToOrders(dataFolders().bank, image, systemClock, {
            titleId: title ?? null,
            onProgress: (phase, percent) => progress.update(phases[phase], percent),
            signal: interruption(),
          }),
        );
        progress.stop();
        const text = json ? JSON.stringify(report) : traceLines(report).join('\n');
        process.stdout.write(`${text}\n`);
        if (report.accused.length === 0) process.exitCode = NOBODY;
      } finally {
        progress.stop();
      }
    });
}

const phases = { seek: 'Seeking the film', compare: 'Comparing orders' } as const;

function traceLines({ accused, films, notLookedAt }: TraceReport): string[] {
  const verdict =
    accused.length === 0
      ? ['No order is named.']
      : [
          accused.length === 1 ? 'It came from this order:' : 'It came from these orders:',
          ...accusedLines(accused),
        ];
  return [
    ...verdict,
    '',
    ...films.map(filmLine),
    ...notLookedAt.map(
      ({ code, titleId }) => `${titleId} could not be looked at, nor its orders.  [${code}]`,
    ),
  ];
}

function accusedLines(accused: readonly AccusedOrder[]): string[] {
  return alignColumns(
    accused.map((order) => [
      `  ${order.code}`,
      order.titleId,
      `${order.distributorId} (${order.distributor})`,
      instantWords(order.createdAt),
      order.licence,
      `score ${order.score.toFixed(1)} of ${order.limit.toFixed(1)} needed`,
      `by chance 1 in 10^${Math.floor(-order.logChance)}`,
    ]),
  );
}

function filmLine({
  blocksFound,
  blocksLooked,
  changed,
  limit,
  name,
  orders,
  places,
}: TracedFilm): string {
  const looked = `${name.en}: ${blocksFound} of ${blocksLooked} blocks are there, ${places} places in them`;
  if (limit === null) return `${looked}: none that tells orders apart.`;
  if (changed === 0) {
    return `${looked}, none changed: this is the original, or was put together again, and carries no mark.`;
  }
  return `${looked}, ${changed} changed; ${orders} orders compared, ${limit.toFixed(1)} needed to be named.`;
}
