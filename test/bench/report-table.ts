import type {
  BenchReport,
  Figure,
  MachineFacts,
  PictureResult,
  SplitResult,
} from './bench-report.ts';
import { viewersTable } from './viewers-table.ts';

/** What was measured; its value; what else was measured, with its value; the one over the other. */
type Row = readonly [figure: string, value: string, peer: string, ratio: string];

/** The report for people. */
export function renderReport(report: BenchReport): string {
  const parts = [
    ...(report.picture ?? []).map((result) => pictureTable(result)),
    ...(report.split === null ? [] : [splitTable(report.split)]),
    ...(report.viewers === null ? [] : [viewersTable(report.viewers)]),
    machineLines(report.machine),
    ...(report.quick ? ['Taken on short films, to try the bench: these figures mean little.'] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function pictureTable(result: PictureResult): string {
  const { picture, strict, sound } = result;
  const places = Object.entries(result.places).map(([name, count]): Row => [
    `  ${name}`,
    `${count} places`,
    '',
    '',
  ]);
  const title = `Picture of ${result.film}: ${megabytes(result.vobBytes)}, ${picture.frames} frames`;
  return table(title, [
    ['complement, values', `${fixed(result.valuePercent, 3)} %`, `${result.valueBits} bits`, ''],
    ...places,
    [
      'complement, whole file',
      `${fixed(result.complementPercent, 3)} %`,
      `${result.complementBytes} bytes`,
      '',
    ],
    [
      'the same with the position map',
      `${fixed(result.complementWithMapPercent, 3)} %`,
      `${result.complementWithMapBytes} bytes`,
      '',
    ],
    ['SSIM, mean of frames', fixed(picture.ssim.mean, 3), '', ''],
    ['SSIM, 95 % of frames are below', fixed(picture.ssim.p95, 3), '', ''],
    ['SSIM, highest', fixed(picture.ssim.highest, 3), '', ''],
    ['frames with SSIM above 0.9', String(picture.ssim.framesAbove090), '', ''],
    ['PSNR-Y, mean of frames', `${fixed(picture.psnrLumaDb.mean, 1)} dB`, '', ''],
    ['PSNR-Y, 95 % of frames are below', `${fixed(picture.psnrLumaDb.p95, 1)} dB`, '', ''],
    [
      'strict decoding, complaints',
      String(strict.mainComplaints),
      `the film: ${strict.filmComplaints}`,
      strict.same ? 'the same' : 'not the same',
    ],
    [
      'sound, signal to noise',
      sound.snrDb === null ? 'untouched' : `${fixed(sound.snrDb, 1)} dB`,
      '',
      '',
    ],
  ]);
}

function splitTable({ film, imageBytes, written, figures }: SplitResult): string {
  const rows = figures.flatMap((figure) => rowsOf(figure));
  const title = `Split of ${film}: an image of ${megabytes(imageBytes)}, warm cache, written to ${written}`;
  return table(title, rows);
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

function table(title: string, rows: readonly Row[]): string {
  const all: readonly Row[] = [['figure', 'value', 'peer', 'ratio'], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length)),
  );
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [title, '', ...lines].join('\n');
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
