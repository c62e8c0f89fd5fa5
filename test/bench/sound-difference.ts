import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../app/disc/run-program.ts';
import type { SoundQuality } from './bench-report.ts';

/** Decodes the first sound track of both and compares them, sample by sample. */
export async function compareSound(
  film: string,
  main: string,
  folder: string,
): Promise<SoundQuality> {
  const ofFilm = await decodeSound(film, join(folder, 'film.f32'));
  const ofMain = await decodeSound(main, join(folder, 'main.f32'));
  return soundDifference(ofFilm, ofMain);
}

/** Where one of them is shorter it is silent. Samples of all channels count alike. */
export function soundDifference(film: Float32Array, main: Float32Array): SoundQuality {
  const samples = Math.max(film.length, main.length);
  let signal = 0;
  let noise = 0;
  for (let i = 0; i < samples; i++) {
    const original = film[i] ?? 0;
    signal += original ** 2;
    noise += (original - (main[i] ?? 0)) ** 2;
  }
  const identical = noise === 0 && film.length === main.length;
  return { samples, identical, snrDb: noise === 0 ? null : 10 * Math.log10(signal / noise) };
}

async function decodeSound(path: string, target: string): Promise<Float32Array> {
  const input = ['-v', 'error', '-nostdin', '-y', '-i', path, '-map', '0:a:0'];
  const args = [...input, '-f', 'f32le', target];
  await runProgram({ program: 'ffmpeg', args, cwd: '.' });
  const bytes = await readFile(target);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
