import { expect, test } from 'vitest';
import type { BenchReport, Figure } from '../../bench/bench-report.ts';
import { renderReport } from '../../bench/report-table.ts';

const indexing: Figure = {
  name: 'indexing',
  unit: 'MB/s',
  value: 104.4,
  lowest: 9.96,
  highest: 120,
  runs: 3,
  peers: [
    { name: 'ffmpeg', value: 52.2, ratio: 2 },
    { name: 'mpeg2dec', value: 69.6, ratio: 1.5 },
  ],
};

const report: BenchReport = {
  machine: {
    processor: 'A processor',
    cores: 2,
    memoryBytes: 16e9,
    node: '20.20.2',
    ffmpeg: '5.1.9',
    loadBefore: 0.04,
    loadAfter: 1.96,
  },
  quick: false,
  picture: null,
  attack: null,
  viewers: null,
  split: {
    film: 'PAL',
    vobBytes: 250e6,
    imageBytes: 256e6,
    written: 'memory',
    figures: [
      indexing,
      { ...indexing, name: 'index', unit: 'MB/GB', value: 40, runs: 1, peers: [] },
    ],
  },
};

test('people read a table with a row a peer, and the machine below it', () => {
  expect(renderReport(report).split('\n')).toEqual([
    'Split of PAL: an image of 256.0 MB, warm cache, written to memory',
    '',
    'figure    value                   peer                 ratio',
    'indexing  104 MB/s (9.96 to 120)  ffmpeg: 52.2 MB/s    2.00',
    '                                  mpeg2dec: 69.6 MB/s  1.50',
    'index     40.0 MB/GB',
    '',
    'A processor, 2 cores, 16 GB; Node 20.20.2, ffmpeg 5.1.9.',
    'Load 0.0 before, 2.0 after. Medians; lowest and highest in brackets.',
    'Ratio: the figure over its peer. Above 1 is faster for MB, slower for ms.',
    'MB/s by the clock on the wall; MB/cpu s by the time on a processor, which others disturb less.',
    '',
  ]);
});

test('figures of short films are marked as such', () => {
  expect(renderReport({ ...report, quick: true })).toMatch(/these figures mean little/);
  expect(renderReport(report)).not.toMatch(/mean little/);
});

const quality = {
  frames: 100,
  ssim: { mean: 0.51, p95: 0.68, highest: 0.85, framesAbove090: 0 },
  psnrLumaDb: { mean: 13.2, p95: 15.84 },
};

test('pictures have a column a preset: sound that was left alone and a decoder that says the same are said in words', () => {
  const quarter = {
    preset: 'quarter',
    bits: { distributor: 10_000, order: 9000, sound: 700 },
    videoPercent: 0.2375,
    orderPercent: 0.1125,
    soundPercent: 0.00875,
    places: { dcLuma: 100, pcmSign: 0 },
    complementBytes: 3000,
    complementPercent: 0.3,
    index: 45.84,
    map: 36,
    picture: quality,
    orderAlone: { ...quality, ssim: { ...quality.ssim, mean: 0.6 } },
    strict: { filmComplaints: 2, mainComplaints: 2, same: true },
    sound: { samples: 10, identical: true, snrDb: null },
  } as const;
  const half = {
    ...quarter,
    preset: 'half',
    strict: { filmComplaints: 2, mainComplaints: 3, same: false },
    sound: { samples: 10, identical: false, snrDb: -17.25 },
  } as const;
  const picture = [{ film: 'PAL', vobBytes: 1e6, presets: [quarter, half] }];
  const lines = renderReport({ ...report, picture, split: null }).split('\n');
  expect(lines.slice(0, 19).map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'Picture of PAL: 1.0 MB, 100 frames',
    '',
    'preset | quarter | half',
    'taken of pictures | 0.237 % | 0.237 %',
    'of these, the order’s level | 0.113 % | 0.113 %',
    'taken of sound | 0.009 % | 0.009 %',
    'complement, whole file | 0.300 % | 0.300 %',
    'index, map, MB/GB | 45.8, 36.0 | 45.8, 36.0',
    'disc: SSIM mean / p95 / highest | 0.510 / 0.680 / 0.850 | 0.510 / 0.680 / 0.850',
    'disc: frames above 0.9 | 0 | 0',
    'disc: PSNR-Y mean, p95 | 13.2, 15.8 dB | 13.2, 15.8 dB',
    'order’s level alone: SSIM mean / p95 / highest | 0.600 / 0.680 / 0.850 | 0.600 / 0.680 / 0.850',
    'order’s level alone: frames above 0.9 | 0 | 0',
    'order’s level alone: PSNR-Y mean, p95 | 13.2, 15.8 dB | 13.2, 15.8 dB',
    'strict decoding | as the film | 3 of 2',
    'sound, signal to noise | untouched | -17.3 dB',
    ' | dcLuma | 100 | 100',
    '',
    'A processor, 2 cores, 16 GB; Node 20.20.2, ffmpeg 5.1.9.',
  ]);
});

test('of the attacks on a film the best is marked', () => {
  const attacks = [
    { name: 'none', ...quality, ssimLuma: { mean: 0.44, p95: 0.6 } },
    {
      name: 'guess',
      ...quality,
      ssim: { ...quality.ssim, mean: 0.7 },
      ssimLuma: { mean: 0.64, p95: 0.8 },
    },
  ];
  const attack = [{ film: 'PAL', preset: 'half', attacks, best: 'guess' }];
  const lines = renderReport({ ...report, attack, split: null }).split('\n');
  expect(lines.slice(0, 5).map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'Attacks on PAL, half',
    '',
    'attack | SSIM mean, p95 | luma alone | PSNR-Y mean | frames above 0.9',
    'none | 0.510, 0.680 | 0.440 | 13.2 dB | 0',
    'guess (best) | 0.700, 0.680 | 0.640 | 13.2 dB | 0',
  ]);
});
