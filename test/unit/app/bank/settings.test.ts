import { expect, it } from 'vitest';
import { parseSettings } from '../../../../app/bank/settings.ts';

it('a bank needs to be told only where its data lies', () => {
  expect(parseSettings({ DIPTYCH_DATA: '/srv/diptych', PATH: '/bin' })).toEqual({
    dataFolder: '/srv/diptych',
    host: '127.0.0.1',
    port: 4100,
    logLevel: 'info',
  });
});

it('settings that are wrong are named', () => {
  expect(() => parseSettings({ DIPTYCH_BANK_PORT: '70000' })).toThrow(
    /DIPTYCH_DATA, DIPTYCH_BANK_PORT/,
  );
});
