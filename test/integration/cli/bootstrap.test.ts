import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const isRoot = process.getuid?.() === 0;
let programs: string;
let asked: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'diptych-programs-'));
  asked = join(programs, 'asked.txt');
  for (const name of ['sh', 'env', 'make', 'g++', 'python3', 'ffmpeg', 'genisoimage']) {
    symlinkSync(name === 'sh' || name === 'env' ? `/usr/bin/${name}` : '/bin/true', at(name));
  }
  writeFileSync(at('apt-get'), `#!/bin/sh\necho "$@" >> ${asked}\n`);
  chmodSync(at('apt-get'), 0o755);
});

afterEach(() => rmSync(programs, { recursive: true }));

const at = (name: string) => join(programs, name);

function setUp(...words: readonly string[]) {
  return spawnSync(process.execPath, ['app/cli/bootstrap.mjs', ...words], {
    env: { PATH: programs },
    encoding: 'utf8',
  });
}

test('a machine that has every program is left as it is', () => {
  symlinkSync('/bin/true', at('dvdauthor'));
  expect(setUp()).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(asked)).toBe(false);
});

test.runIf(isRoot)('root gets the Debian packages that are missing, and only those', () => {
  expect(setUp()).toMatchObject({ status: 0 });
  expect(readFileSync(asked, 'utf8')).toBe(
    'update\ninstall -y --no-install-recommends dvdauthor\n',
  );
});

test.runIf(isRoot)(
  'who wants to run the tests gets the programs that they try for themselves, too',
  () => {
    symlinkSync('/bin/true', at('dvdauthor'));
    expect(setUp('--for-tests')).toMatchObject({ status: 0 });
    const packages = readFileSync(asked, 'utf8').trim().split(' ').slice(3);
    expect(packages).toEqual(
      expect.arrayContaining(['build-essential', 'cdrskin', 'dvd+rw-tools', 'lsdvd']),
    );
  },
);

test.runIf(!isRoot)('somebody who may not install is told the one command to type', () => {
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toContain(
    "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends dvdauthor'",
  );
  expect(existsSync(asked)).toBe(false);
});

test('a system without apt-get is told what it lacks', () => {
  rmSync(at('apt-get'));
  expect(setUp()).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('Please install what these Debian packages hold: dvdauthor'),
  });
});
