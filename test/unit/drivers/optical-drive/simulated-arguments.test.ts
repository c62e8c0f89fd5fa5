import { describe, expect, it } from 'vitest';
import { sectors } from '../../../../app/foundation/units.ts';
import {
  burnArguments,
  inquiryArguments,
  inspectArguments,
  trayArguments,
} from '../../../../drivers/optical-drive/cdrskin-codec.ts';
import { parseArguments } from '../../../../drivers/optical-drive/simulated-arguments.ts';

const device = '/tmp/a=b/dev/sr0';

describe('the arguments of cdrskin', () => {
  it.each([
    [inquiryArguments(device), { device, mode: 'inquiry', speed: 16, sectors: 0 }],
    [inspectArguments(device), { device, mode: 'inspect', speed: 16, sectors: 0 }],
    [trayArguments(device, 'eject'), { device, mode: 'eject', speed: 16, sectors: 0 }],
    [trayArguments(device, 'load'), { device, mode: 'load', speed: 16, sectors: 0 }],
    [
      burnArguments(device, sectors(48_601), 8),
      { device, mode: 'burn', speed: 8, sectors: 48_601 },
    ],
  ])('are understood by the stand-in as %j', (given, meaning) => {
    expect(parseArguments(given)).toEqual(meaning);
  });

  it.each([
    [['dev=/dev/sr0', '-blank'], '-blank'],
    [['dev=/dev/sr0'], 'nothing to do'],
    [['-eject'], 'nothing to do'],
  ])('are refused by the stand-in as %j', (given, unknown) => {
    expect(parseArguments(given)).toEqual({ unknown });
  });
});
