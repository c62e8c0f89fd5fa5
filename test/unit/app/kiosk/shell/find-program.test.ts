import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, findElectron } from '../../../../../app/kiosk/shell/find-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-find-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function place(path: string, mode = 0o755): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, '#!/bin/sh\n', { mode });
  return whole;
}

/** The npm package as installed: `path.txt` is there only once the binary was fetched. */
function electronPackage(path: string | null): string {
  // Loading it in plain Node would fetch the binary: whoever does, fails here.
  writeFileSync(join(folder, 'index.js'), 'throw new Error("loaded")');
  if (path !== null) writeFileSync(join(folder, 'path.txt'), path);
  return folder;
}

describe('the Electron binary', () => {
  it('is found where its package says', () => {
    const binary = place('dist/electron');
    expect(findElectron({}, electronPackage('electron'))).toBe(binary);
  });

  it('is not there when only the package is installed', () => {
    expect(findElectron({}, electronPackage(null))).toBeNull();
  });

  it('is not there when the package names a file that is missing or is no program', () => {
    expect(findElectron({}, electronPackage('electron'))).toBeNull();
    place('dist/electron', 0o644);
    expect(findElectron({}, electronPackage('electron'))).toBeNull();
  });

  it('is not there when the package is not', () => {
    expect(findElectron({}, null)).toBeNull();
  });

  it('may lie elsewhere, as the environment says', () => {
    const binary = place('own/electron');
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') };
    expect(findElectron(environment, electronPackage(null))).toBe(binary);
    expect(findElectron(environment, null)).toBe(binary);
  });
});

describe('Chromium', () => {
  it('is found on PATH, by either name, an executable file only', () => {
    const found = place('b/chromium-browser');
    mkdirSync(join(folder, 'a/chromium'), { recursive: true });
    place('c/chromium', 0o644);
    const path = ['a', 'b', 'c'].map((name) => join(folder, name)).join(':');
    expect(findChromium({ PATH: path })).toBe(found);
  });

  it('is not there without PATH', () => {
    expect(findChromium({})).toBeNull();
  });
});
