import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger, type Logger } from '../../../app/foundation/logger.ts';
import { openSerialReader } from '../../../drivers/id-reader/id-reader-serial.ts';
import { serialPair } from '../../../drivers/transports/serial-pair.ts';
import { settle } from '../../support/drivers-time.ts';
import { describeIdReaderContract } from './describe-id-reader.ts';

function simulatedBench(logger: Logger = silentLogger) {
  const cable = serialPair();
  const reader = openSerialReader({
    line: cable.driverEnd,
    model: 'Simulated scanner',
    clock: systemClock,
    logger,
  });
  return {
    reader,
    cable,
    async present(value: string) {
      await cable.deviceEnd.write(Buffer.from(`${value}\r`, 'latin1'));
      await settle();
    },
    dispose: () => reader.close(),
  };
}

describeIdReaderContract('a serial scanner, with the simulated cable', () =>
  Promise.resolve(simulatedBench()),
);

describe('the serial reader', () => {
  it('writes nothing of what it reads into the log', async () => {
    const lines: string[] = [];
    const log = (fields: unknown, message: string) => {
      lines.push(JSON.stringify(fields) + message);
    };
    const bench = simulatedBench({ debug: log, info: log, warn: log, error: log });
    bench.reader.onReading(() => {});
    await bench.present('SECRET-4711');
    expect(lines).toEqual(['{"length":11,"listeners":1}A code was read.']);
  });

  it('says that it has been unplugged', () => {
    const bench = simulatedBench();
    bench.cable.unplug();
    expect(bench.reader.status).toEqual({
      health: 'noDevice',
      reason: 'The reader has been unplugged.',
    });
  });
});
