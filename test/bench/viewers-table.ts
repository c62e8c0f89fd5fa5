import type { ViewersResult, ViewersRun } from './bench-report.ts';

type Row = readonly [figure: string, ...values: string[]];

/** What was served to viewers, for people: a column a run. */
export function viewersTable(result: ViewersResult): string {
  const { film, filmSeconds, kbitReckoned, originalsBytes, runs, titles, written } = result;
  const row = (figure: string, of: (run: ViewersRun) => string): Row => [figure, ...runs.map(of)];
  const rows: Row[] = [
    row('', ({ name }) => name),
    row('viewers', ({ viewers }) => String(viewers)),
    row('blocks late', ({ late }) => String(late)),
    row('viewers that gave up', ({ failed }) => String(failed)),
    row('answers opened and checked', ({ checked }) => String(checked)),
    row('blocks a second', ({ blocks, seconds }) => fixed(blocks / seconds, 0)),
    row('kbit/s a viewer', ({ kbitPerViewer }) => fixed(kbitPerViewer, 1)),
    row('Mbit/s in all', ({ kbitPerViewer, viewers }) => fixed((kbitPerViewer * viewers) / 1e3, 1)),
    row('request, p50, ms', ({ requestMs }) => fixed(requestMs.p50, 1)),
    row('request, p99, ms', ({ requestMs }) => fixed(requestMs.p99, 1)),
    row('request of one block, p50, ms', ({ blockMs }) => fixed(blockMs.p50, 1)),
    row('request of one block, p99, ms', ({ blockMs }) => fixed(blockMs.p99, 1)),
    row('cores that served', ({ serverCores }) => fixed(serverCores, 2)),
    row('cores of the load', ({ loadCores }) => fixed(loadCores, 2)),
    row('us of a core a block', ({ serverUsPerBlock }) => fixed(serverUsPerBlock, 0)),
    row('viewers a core', ({ viewersPerCore }) => fixed(viewersPerCore, 0)),
    row(`at ${kbitReckoned} kbit/s`, ({ kbitPerViewer, viewersPerCore }) =>
      fixed((viewersPerCore * kbitPerViewer) / kbitReckoned, 0),
    ),
    row('kB of memory a viewer', ({ bytesPerViewer }) => fixed(bytesPerViewer / 1e3, 0)),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((cells) => (cells[column] ?? '').length)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const size = `${titles} titles of ${filmSeconds} s, ${fixed(originalsBytes / 1e6, 1)} MB of originals each`;
  return [`Viewers of ${film}: ${size}, in ${written}`, '', ...lines].join('\n');
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
