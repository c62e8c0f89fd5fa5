import type { BenchReport, Figure, MachineFacts, SplitResult } from './bench-report.ts';
import { attackTable, pictureTable } from './picture-table.ts';
import { table } from './text-table.ts';
import { viewersTable } from './viewers-table.ts';

/** What was measured; its value; what else was measured, with its value; the one over the other. */
type Row = readonly [figure: string, value: string, peer: string, ratio: string];

/** The report for people. */
export function renderReport(report: BenchReport): string {
  const parts = [
    ...(report.picture ?? []).map((result) => pictureTable(result)),
    ...(report.attack ?? []).map((result) => attackTable(result)),
    ...(report.split === null ? [] : [splitTable(report.split)]),
    ...(report.viewers === null ? [] : [viewersTable(report.viewers)]),
    machineLines(report.machine),
    ...(report.quick ? ['Taken on short films, to try the bench: these figures mean little.'] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function splitTable({ film, imageBytes, written, figures }: SplitResult): string {
  const rows = figures.flatMap((figure) => rowsOf(figure));
  const title = `Split of ${film}: an image of ${megabytes(imageBytes)}, warm cache, written to ${written}`;
  return table(title, [['figure', 'value', 'peer', 'ratio'], ...rows]);
}

/** A figure with two peers takes two rows. */
function rowsOf(figure: Figure): Row[] {
  const { name, unit, value, lowest, highest, runs, peers } = figure;
  const spread = runs > 1 ? ` (${amount(lowest)} to ${amount(highest)})` : '';
  const own = `${amount(value)} ${unit}${spread}`;
  const first: Row = [name, own, '', ''];
  const beside = peers.map((peer, index): Row => [
    index === 0 ? name : '',
    index === 0 ? own : '',
    `${peer.name}: ${amount(peer.value)} ${unit}`,
    fixed(peer.ratio, 2),
  ]);
  return beside.length === 0 ? [first] : beside;
}

function machineLines(machine: MachineFacts): string {
  const { processor, cores, memoryBytes, node, ffmpeg, loadBefore, loadAfter } = machine;
  return [
    `${processor}, ${cores} cores, ${fixed(memoryBytes / 1e9, 0)} GB; Node ${node}, ffmpeg ${ffmpeg}.`,
    `Load ${fixed(loadBefore, 1)} before, ${fixed(loadAfter, 1)} after. Medians; lowest and highest in brackets.`,
    'Ratio: the figure over its peer. Above 1 is faster for MB, slower for ms.',
    'MB/s by the clock on the wall; MB/cpu s by the time on a processor, which others disturb less.',
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${fixed(bytes / 1e6, 1)} MB`;
}

/** Three figures that count. */
function amount(value: number): string {
  return value >= 100 ? fixed(value, 0) : value >= 10 ? fixed(value, 1) : fixed(value, 2);
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
