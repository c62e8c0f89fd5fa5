import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  parseShellSettings,
  readToken,
  writeShellSettings,
} from '../../../../../app/kiosk/shell/shell-settings.ts';

const enough = {
  DIPTYCH_SHELL_URL: 'http://127.0.0.1:4100',
  DIPTYCH_SHELL_TOKEN_FILE: '/run/diptych/token',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function tokenFile(text: string, mode: number): string {
  const path = join(folder, `token-${mode}-${text.length}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

describe('the settings of the shell', () => {
  it('are a whole screen of unknown size unless more is said', () => {
    expect(parseShellSettings({ ...enough, HOME: '/home/kiosk' })).toEqual({
      url: 'http://127.0.0.1:4100',
      tokenFile: '/run/diptych/token',
      windowed: false,
      size: null,
      endsWithInput: false,
    });
  });

  it('survive being written and read', () => {
    const settings = {
      url: 'http://localhost:80',
      tokenFile: '/t',
      windowed: true,
      size: { width: 1080, height: 1920 },
      endsWithInput: true,
    };
    expect(parseShellSettings(writeShellSettings(settings))).toEqual(settings);
  });

  it.each([
    ['DIPTYCH_SHELL_URL', 'https://elsewhere.test'],
    ['DIPTYCH_SHELL_URL', 'http://192.0.2.1:4100'],
    ['DIPTYCH_SHELL_URL', 'file:///etc/passwd'],
    ['DIPTYCH_SHELL_TOKEN_FILE', 'token'],
    ['DIPTYCH_SHELL_WINDOWED', 'yes'],
    ['DIPTYCH_SHELL_SIZE', '0x0'],
    ['DIPTYCH_SHELL_SIZE', '1080'],
  ])('are refused, naming %s, when it is %s', (name, value) => {
    expect(() => parseShellSettings({ ...enough, [name]: value })).toThrow(
      expect.objectContaining({
        code: 'SHELL_BAD_SETTINGS',
        message: expect.stringContaining(name),
      }),
    );
  });

  it('are refused when address and token file are missing, naming both', () => {
    expect(() => parseShellSettings({})).toThrow(/DIPTYCH_SHELL_URL.*DIPTYCH_SHELL_TOKEN_FILE/);
  });
});

describe('the token file', () => {
  it('gives its token without the line end', () => {
    expect(readToken(tokenFile('0123456789\n', 0o600))).toBe('0123456789');
  });

  it.each([0o640, 0o604, 0o666])('is refused when others may touch it: mode %o', (mode) => {
    expect(() => readToken(tokenFile('0123456789', mode))).toThrow(
      expect.objectContaining({ code: 'SHELL_TOKEN_EXPOSED' }),
    );
  });

  it.each(['', 'short', 'two tokens here'])('is refused when it holds no token: "%s"', (text) => {
    expect(() => readToken(tokenFile(text, 0o600))).toThrow(
      expect.objectContaining({ code: 'SHELL_NO_TOKEN' }),
    );
  });

  it('is refused when it is not there', () => {
    expect(() => readToken(join(folder, 'none'))).toThrow(
      expect.objectContaining({ code: 'SHELL_NO_TOKEN' }),
    );
  });
});
