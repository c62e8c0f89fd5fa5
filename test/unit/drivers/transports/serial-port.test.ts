import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause, systemClock } from '../../../../app/foundation/clock.ts';
import { milliseconds } from '../../../../app/foundation/units.ts';
import { describe, expect, it } from 'vitest';
import { openSerialPort } from '../../../../drivers/transports/serial-port.ts';

describe('a serial port of the system', () => {
  it('is offline where there is none', async () => {
    const settings = { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    await expect(openSerialPort('/dev/diptych-no-such-port', settings)).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
  });

  it('is opened with DTR as asked for, also where it has no such line', async ({ skip }) => {
    if (!existsSync('/usr/bin/socat')) skip('needs socat');
    const folder = mkdtempSync(join(tmpdir(), 'diptych-pty-'));
    const ends = [join(folder, 'near'), join(folder, 'far')] as const;
    const socat = spawn(
      '/usr/bin/socat',
      ends.map((end) => `pty,raw,echo=0,link=${end}`),
    );
    while (!ends.every((end) => existsSync(end))) await pause(systemClock, milliseconds(10));
    const settings = {
      baudRate: 9600,
      dataBits: 8,
      parity: 'even',
      stopBits: 1,
      dtr: false,
    } as const;
    const [near, far] = await Promise.all(ends.map((end) => openSerialPort(end, settings)));
    const heard = new Promise<Uint8Array>((resolve) => {
      far?.onData(resolve);
    });
    await near?.write(Buffer.from('C01D01\n'));
    expect(Buffer.from(await heard).toString('latin1')).toBe('C01D01\n');
    await Promise.all([near?.close(), far?.close()]);
    socat.kill();
    rmSync(folder, { recursive: true });
  });
});
