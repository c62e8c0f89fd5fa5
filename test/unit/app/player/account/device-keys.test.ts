import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDeviceKeys } from '../../../../../app/player/account/device-keys.ts';
import { playerFolder } from '../../../../../app/player/account/player-folder.ts';
import { openPrivateFolder } from '../../../../../app/player/account/private-files.ts';
import { parseBankAddress } from '../../../../../app/player/online/bank-address.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'diptych-keys-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('the keys of a player', () => {
  test('are made once, for their owner alone, and found again', () => {
    const folder = join(home, 'diptych', 'player');
    const made = openDeviceKeys(folder);
    const found = openDeviceKeys(folder);
    expect(found.publicKeys).toEqual(made.publicKeys);
    expect([made.signKey, made.sealKey, made.stickKey].map((key) => key.asymmetricKeyType)).toEqual(
      ['ed25519', 'x25519', 'ec'],
    );
    expect(made.deviceId).toBeNull();
    const path = join(folder, 'device-keys.json');
    expect([statSync(folder).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(readdirSync(folder)).toEqual(['device-keys.json']);
  });

  test('that are damaged are refused by name, and never written over', () => {
    openDeviceKeys(home);
    const path = join(home, 'device-keys.json');
    const whole = readFileSync(path, 'utf8');
    const swapped = JSON.parse(whole) as Record<string, string>;
    const damages = [
      '',
      '{',
      whole.slice(0, -40),
      whole.replace('"version": 1', '"version": 2'),
      JSON.stringify({ ...swapped, seal: swapped['sign'] }),
      JSON.stringify({ ...swapped, stick: 'no key' }),
    ];
    for (const damage of damages) {
      writeFileSync(path, damage);
      expect(() => openDeviceKeys(home)).toThrow(`in ${path} cannot be read`);
      expect(readFileSync(path, 'utf8')).toBe(damage);
    }
  });

  test('that others may read are refused', () => {
    openDeviceKeys(home);
    chmodSync(join(home, 'device-keys.json'), 0o640);
    expect(() => openDeviceKeys(home)).toThrow('Others can read');
  });

  test('of two players that begin at once are the same', () => {
    const folder = openPrivateFolder(home);
    expect([folder.create('a', 'first'), folder.create('a', 'second'), folder.read('a')]).toEqual([
      true,
      false,
      'first',
    ]);
  });

  test('cannot be kept where the folder is a file', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => openDeviceKeys(join(home, 'file'))).toThrow('cannot keep its keys');
  });
});

test('the folder is that of the variable, else that of the user’s settings', () => {
  const settings = { XDG_CONFIG_HOME: '/settings' };
  expect(playerFolder({ ...settings, DIPTYCH_PLAYER: '/own' })).toBe('/own');
  expect(playerFolder(settings)).toBe('/settings/diptych/player');
  expect(playerFolder({ XDG_CONFIG_HOME: 'relative' })).toMatch(/\.config\/diptych\/player$/);
});

test('a bank is spoken to by https, or on this machine', () => {
  expect(
    [
      'https://bank.example/',
      'http://127.0.0.1:8080',
      'http://localhost:1/x/',
      'http://[::1]:2',
    ].map(parseBankAddress),
  ).toEqual([
    'https://bank.example',
    'http://127.0.0.1:8080',
    'http://localhost:1/x',
    'http://[::1]:2',
  ]);
  for (const text of [
    'http://bank.example',
    'ftp://bank',
    'bank',
    'https://me:secret@bank.example',
  ]) {
    expect(() => parseBankAddress(text)).toThrow(/address|https/);
  }
});
