import type { AttackedFilm, PictureQuality, PictureResult, PresetResult } from './bench-report.ts';
import { table } from './text-table.ts';

/** A column a preset: how large the complement is, and what is left of the film. */
export function pictureTable({ film, vobBytes, presets }: PictureResult): string {
  const frames = presets[0]?.picture.frames ?? 0;
  const row = (name: string, say: (result: PresetResult) => string) => [name, ...presets.map(say)];
  const percent = (value: number) => `${value.toFixed(3)} %`;
  const quality = (name: string, of: (result: PresetResult) => PictureQuality) => [
    row(`${name}: SSIM mean / p95 / highest`, (result) => {
      const { mean, p95, highest } = of(result).ssim;
      return [mean, p95, highest].map((value) => value.toFixed(3)).join(' / ');
    }),
    row(`${name}: frames above 0.9`, (result) => String(of(result).ssim.framesAbove090)),
    row(`${name}: PSNR-Y mean, p95`, (result) => {
      const { mean, p95 } = of(result).psnrLumaDb;
      return `${mean.toFixed(1)}, ${p95.toFixed(1)} dB`;
    }),
  ];
  return table(`Picture of ${film}: ${(vobBytes / 1e6).toFixed(1)} MB, ${frames} frames`, [
    row('preset', ({ preset }) => preset),
    row('taken of pictures', ({ videoPercent }) => percent(videoPercent)),
    row('of these, the order’s level', ({ orderPercent }) => percent(orderPercent)),
    row('taken of sound', ({ soundPercent }) => percent(soundPercent)),
    row('complement, whole file', ({ complementPercent }) => percent(complementPercent)),
    row('index, map, MB/GB', ({ index, map }) => `${index.toFixed(1)}, ${map.toFixed(1)}`),
    ...quality('disc', ({ picture }) => picture),
    ...quality('order’s level alone', ({ orderAlone }) => orderAlone),
    row('strict decoding', ({ strict }) =>
      strict.same ? 'as the film' : `${strict.mainComplaints} of ${strict.filmComplaints}`,
    ),
    row('sound, signal to noise', ({ sound }) =>
      sound.snrDb === null ? 'untouched' : `${sound.snrDb.toFixed(1)} dB`,
    ),
    ...placeNames(presets).map((name) =>
      row(`  ${name}`, ({ places }) => String(places[name] ?? 0)),
    ),
  ]);
}

function placeNames(results: readonly PresetResult[]): string[] {
  const [first] = results;
  const isDrawn = (name: string) => results.some(({ places }) => (places[name] ?? 0) > 0);
  return first === undefined ? [] : Object.keys(first.places).filter(isDrawn);
}

/** A row an attack, the best marked. */
export function attackTable({ film, preset, attacks, best }: AttackedFilm): string {
  return table(`Attacks on ${film}, ${preset}`, [
    ['attack', 'SSIM mean, p95', 'luma alone', 'PSNR-Y mean', 'frames above 0.9'],
    ...attacks.map(({ name, ssim, ssimLuma, psnrLumaDb }) => [
      name === best ? `${name} (best)` : name,
      `${ssim.mean.toFixed(3)}, ${ssim.p95.toFixed(3)}`,
      ssimLuma.mean.toFixed(3),
      `${psnrLumaDb.mean.toFixed(1)} dB`,
      String(ssim.framesAbove090),
    ]),
  ]);
}
