import { execFile } from 'node:child_process';
import type { StrictDecoding } from './bench-report.ts';

/** Whether ffmpeg, forgiving nothing, says of a main stream what it says of the film. */
export async function compareStrictDecoding(film: string, main: string): Promise<StrictDecoding> {
  const ofFilm = await complaintsOf(film);
  const ofMain = await complaintsOf(main);
  return {
    filmComplaints: ofFilm.length,
    mainComplaints: ofMain.length,
    same: ofFilm.join('\n') === ofMain.join('\n'),
  };
}

/** A decoder that gave up is one complaint more. */
function complaintsOf(path: string): Promise<string[]> {
  const strict = ['-v', 'error', '-err_detect', '+crccheck+bitstream+buffer+explode'];
  const args = [...strict, '-nostdin', '-i', path, '-f', 'null', '-'];
  return new Promise((resolve) => {
    execFile('ffmpeg', args, { maxBuffer: 1 << 28 }, (error, _stdout, stderr) => {
      const complaints = comparableLines(stderr, path);
      resolve(error === null ? complaints : [...complaints, `ended with ${error.code ?? 'error'}`]);
    });
  });
}

/** Without what differs from run to run: addresses, and the name of the file. */
export function comparableLines(stderr: string, path: string): string[] {
  return stderr
    .split('\n')
    .map((line) => line.replace(/0x[0-9a-f]+/g, '').replaceAll(path, ''))
    .filter((line) => line.trim() !== '');
}
