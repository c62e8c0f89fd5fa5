import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pause, systemClock } from '../../../app/foundation/clock.ts';
import { milliseconds } from '../../../app/foundation/units.ts';
import { openModbusBus } from '../../../drivers/transports/modbus-bus.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import { runModbusUnit } from '../../../drivers/transports/simulated-modbus.ts';

const hasSocat = spawnSync('socat', ['-V']).status === 0;
const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 } as const;

/** Two pseudo-terminals that socat joins. */
async function ptyPair() {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-pty-'));
  const [near, far] = [join(folder, 'near'), join(folder, 'far')];
  const socat = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`]);
  const ended = new Promise((resolve) => {
    socat.once('exit', resolve);
  });
  while (!existsSync(near) || !existsSync(far)) await pause(systemClock, milliseconds(5));
  return {
    near,
    far,
    async pull() {
      socat.kill('SIGKILL');
      await ended;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

describe.skipIf(!hasSocat)('a Modbus bus on a serial port, which socat stands in for', () => {
  it('reads and writes, and is lost in the middle of a request when its adapter goes', async () => {
    const pty = await ptyPair();
    const far = await openSerialPort(pty.far, settings);
    const on = new Set<number>();
    let answers = true;
    const stop = runModbusUnit(far, {
      unit: 1,
      answers: () => answers,
      coil: (address) => on.has(address),
      input: (address) => address === 2,
      register: () => 215,
      setCoil: (address) => on.add(address).size > 0,
    });
    const bus = await openModbusBus({ path: pty.near, settings, clock: systemClock });
    await bus.writeCoil(1, 5, true);
    expect([
      await bus.readCoils(1, 4, 2),
      await bus.readDiscreteInputs(1, 0, 3),
      await bus.readInputRegisters(1, 0, 1),
    ]).toEqual([[false, true], [false, false, true], [215]]);

    const lost = new Promise<void>((resolve) => {
      bus.onLost(resolve);
    });
    answers = false;
    const asked = bus.readCoils(1, 0, 1);
    const [answer] = await Promise.all([Promise.allSettled([asked]), pty.pull(), lost]);
    expect(answer).toMatchObject([{ status: 'rejected', reason: { code: 'DEVICE_OFFLINE' } }]);
    stop();
    await Promise.all([bus.close(), far.close()]);
    pty.remove();
  });
});
