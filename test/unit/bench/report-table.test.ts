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

test('a sound that was left alone, and a decoder that says the same, are said in words', () => {
  const picture = {
    film: 'PAL',
    vobBytes: 1e6,
    valueBits: 24_000,
    valuePercent: 0.3,
    places: { dcLuma: 100 },
    complementBytes: 15_000,
    complementPercent: 1.5,
    complementWithMapBytes: 30_000,
    complementWithMapPercent: 3,
    picture: {
      frames: 100,
      ssim: { mean: 0.68, p95: 0.82, highest: 0.85, framesAbove090: 0 },
      psnrLumaDb: { mean: 13.8, p95: 16 },
    },
    strict: { filmComplaints: 2, mainComplaints: 2, same: true },
    sound: { samples: 10, identical: true, snrDb: null },
  };
  const text = renderReport({ ...report, picture: [picture], split: null });
  expect(text).toMatch(/^strict decoding, complaints +2 +the film: 2 +the same$/m);
  expect(text).toMatch(/^sound, signal to noise +untouched$/m);
  expect(text).toMatch(/^the same with the position map +3\.000 % +30000 bytes$/m);
  expect(text).toMatch(/^complement, whole file +1\.500 % +15000 bytes$/m);
});
