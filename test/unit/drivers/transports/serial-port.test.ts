import { describe, expect, it } from 'vitest';
import { openSerialPort } from '../../../../drivers/transports/serial-port.ts';

describe('a serial port of the system', () => {
  it('is offline where there is none', async () => {
    const settings = { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    await expect(openSerialPort('/dev/diptych-no-such-port', settings)).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });
});
