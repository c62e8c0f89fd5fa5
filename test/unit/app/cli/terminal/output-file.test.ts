import { mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeOutput } from '../../../../../app/cli/terminal/output-file.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file of ten bytes by its descriptor. */
function filled(write: (descriptor: number) => Promise<void>): Promise<void> {
  return writeOutput(join(folder, 'film'), (file) => file.fill(10, write));
}

function notWritten(system: string): AppError {
  const options = { remedy: 'call-attendant', context: { system } } as const;
  return new AppError('SPLIT_NOT_WRITTEN', 'No.', options);
}

describe('a file that others write', () => {
  it('has its size from the begin, and its name once it is whole', async () => {
    await filled(async (descriptor) => {
      expect(readdirSync(folder)).toEqual(['film.part']);
      writeSync(descriptor, Buffer.from('end'), 0, 3, 7);
    });
    expect(readdirSync(folder)).toEqual(['film']);
    expect(readFileSync(join(folder, 'film'))).toEqual(Buffer.from('\0\0\0\0\0\0\0end'));
  });

  it.each([
    ['ENOSPC', 'OUTPUT_DISK_FULL'],
    ['EIO', 'OUTPUT_NOT_WRITABLE'],
  ])('that cannot be written for %s is %s, and nothing is left of it', async (system, code) => {
    await expect(filled(() => Promise.reject(notWritten(system)))).rejects.toMatchObject({
      code,
      remedy: 'call-attendant',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('fails as what is written does, and nothing is left of it', async () => {
    await expect(filled(() => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
    expect(readdirSync(folder)).toEqual([]);
  });
});
