import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../../../../../app/cli/supervision/log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a log goes on in the same file, and never takes more than twice its longest', () => {
  const path = join(folder, 'kiosk.log');
  for (const word of ['one ', 'two ', 'three ', 'four ']) {
    new LogFile(path, 10).write(Buffer.from(word));
  }
  const contents = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  expect(contents).toEqual({ 'kiosk.log': 'four ', 'kiosk.log.1': 'three ' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
