import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seconds } from '../../../app/foundation/units.ts';
import type { IdReader, Reading } from '../../../drivers/id-reader/contract.ts';
import { openHidReader } from '../../../drivers/id-reader/id-reader-hid.ts';
import { openPcscReader } from '../../../drivers/id-reader/id-reader-pcsc.ts';
import { openSerialReader } from '../../../drivers/id-reader/id-reader-serial.ts';
import { joinReaders } from '../../../drivers/id-reader/joined-readers.ts';
import { openSimulatedMsr } from '../../../drivers/id-reader/simulated-msr.ts';
import { startSimulatedPcscd } from '../../../drivers/id-reader/simulated-pcscd.ts';
import { openHidraw } from '../../../drivers/transports/hidraw.ts';
import { serialPair } from '../../../drivers/transports/serial-pair.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import { parseFault } from '../../../drivers/world/faults.ts';
import type { World } from '../../../drivers/world/world.ts';
import { settle } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { describeIdReaderContract, type ReaderEars } from './describe-id-reader.ts';
import { onHardware } from './hardware.ts';

const deaf: ReaderEars = { logger: silentLogger, tap: () => {} };

function inject(world: World, fault: string): void {
  world.change((draft) => {
    draft.faults.push(parseFault(fault));
  });
}

function pull(world: World): void {
  world.change((draft) => {
    draft.away.push('reader:1');
  });
}

function serialBench(ears: ReaderEars = deaf) {
  const cable = serialPair();
  const line = cable.driverEnd;
  const reader = openSerialReader({ line, model: 'Scanner', clock: systemClock, ...ears });
  const type = async (text: string) => {
    await cable.deviceEnd.write(Buffer.from(text, 'latin1')).catch(() => {
      // A scanner does not notice that nobody listens.
    });
    await settle();
  };
  return {
    reader,
    cable,
    samples: [
      { kind: 'barcode', value: 'DIPTYCH:4711' },
      { kind: 'qr', value: 'DIPTYCH:4712' },
      { kind: 'barcode', value: 'DIPTYCH:4713' },
    ] as [Reading, Reading, Reading],
    present: ({ kind, value }: Reading) => type(`${kind === 'qr' ? ']Q1' : ''}${value}\r`),
    presentRubbish: () => type('\u0000\u00ff4711\r'),
    dispose: () => reader.close(),
  };
}

describeIdReaderContract('a serial scanner', (ears) => Promise.resolve(serialBench(ears)));

describe('a serial scanner', () => {
  it('says that it has been unplugged', () => {
    const bench = serialBench();
    bench.cable.unplug();
    expect(bench.reader.status).toEqual({
      health: 'noDevice',
      reason: 'The reader has been unplugged.',
    });
  });
});

function hidBench(ears: ReaderEars = deaf) {
  const { world, remove } = worldUnderTest();
  const msr = openSimulatedMsr(world, 1);
  const source = msr.connect();
  const reader = openHidReader({ source, model: 'Swipe', clock: systemClock, ...ears });
  return {
    reader,
    world,
    samples: ['5901234123457', '5901234123458', '5901234123459'].map((value) => ({
      kind: 'magstripe',
      value,
    })) as [Reading, Reading, Reading],
    present: ({ value }: Reading) => msr.swipe(value),
    async presentRubbish() {
      inject(world, 'reader.unreadable');
      await msr.swipe('5901234123457');
    },
    async dispose() {
      await reader.close();
      msr.close();
      remove();
    },
  };
}

describeIdReaderContract('a magnetic stripe reader', (ears) => Promise.resolve(hidBench(ears)));

describe('a magnetic stripe reader', () => {
  it('says that it has been unplugged', async () => {
    const bench = hidBench();
    pull(bench.world);
    expect(bench.reader.status).toEqual({
      health: 'noDevice',
      reason: 'The reader has been unplugged.',
    });
    await bench.dispose();
  });
});

async function pcscBench(ears: ReaderEars = deaf, minor = 4) {
  const { world, remove } = worldUnderTest();
  const folder = mkdtempSync(join(tmpdir(), 'diptych-pcscd-'));
  const socketPath = join(folder, 'pcscd.comm');
  const pcscd = await startSimulatedPcscd({ world, unit: 1, socketPath, minor });
  const reader = await openPcscReader({ socketPath, clock: systemClock, ...ears });
  return {
    reader,
    world,
    pcscd,
    socketPath,
    samples: ['04A1B2C3D4E580', '9B3C11E2', '04A1B2C3D4E581'].map((value) => ({
      kind: 'nfc',
      value,
    })) as [Reading, Reading, Reading],
    present: ({ value }: Reading) => pcscd.holdCard(value),
    async presentRubbish() {
      inject(world, 'reader.unreadable');
      await pcscd.holdCard('9B3C11E2');
    },
    async dispose() {
      await reader.close();
      await pcscd.close();
      rmSync(folder, { recursive: true, force: true });
      remove();
    },
  };
}

describeIdReaderContract('a card reader behind pcscd', pcscBench);

describe('a card reader behind pcscd', () => {
  const gone = async (bench: Awaited<ReturnType<typeof pcscBench>>, act: () => unknown) => {
    const announced = new Promise((resolve) => {
      bench.reader.onStatus(resolve);
    });
    void act();
    return announced;
  };

  it('speaks also to a pcscd that insists on the protocol of its 2.3', async () => {
    const bench = await pcscBench(deaf, 5);
    const heard: Reading[] = [];
    bench.reader.onReading((reading) => heard.push(reading));
    await bench.present(bench.samples[0]);
    expect(heard).toEqual([bench.samples[0]]);
    await bench.dispose();
  });

  it('reads a card that stays on it once, and not at all where it lay there before', async () => {
    const bench = await pcscBench();
    const [first, second] = bench.samples;
    const { socketPath } = bench;
    const heard: Reading[] = [];
    const read = new Promise((resolve) => {
      bench.reader.onReading((reading) => resolve(heard.push(reading)));
    });
    bench.pcscd.leaveCard(first.value);
    await read;
    const late = await openPcscReader({ socketPath, clock: systemClock, logger: silentLogger });
    const heardLate: Reading[] = [];
    const readLate = new Promise((resolve) => {
      late.onReading((reading) => resolve(heardLate.push(reading)));
    });
    await bench.present(second);
    await readLate;
    await late.close();
    expect([heard, heardLate]).toEqual([[first, second], [second]]);
    await bench.dispose();
  });

  it('refuses a pcscd whose protocol is older than it knows', async () => {
    await expect(pcscBench(deaf, 3)).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
      context: { spoken: '4:3' },
    });
  });

  it('says that its reader has been unplugged', async () => {
    const bench = await pcscBench();
    expect(await gone(bench, () => pull(bench.world))).toEqual({
      health: 'noDevice',
      reason: 'The card reader Simulated NFC reader 00 00 does not answer.',
    });
    await bench.dispose();
  });

  it('says that pcscd has stopped', async () => {
    const bench = await pcscBench();
    expect(await gone(bench, () => bench.pcscd.close())).toEqual({
      health: 'noDevice',
      reason: 'The card service pcscd does not answer.',
    });
    await bench.dispose();
  });

  it('cannot be opened where pcscd does not run, or has no reader of that name', async () => {
    const bench = await pcscBench();
    const { socketPath } = bench;
    const open = (changes: { socketPath?: string; readerName?: string }) =>
      openPcscReader({ socketPath, clock: systemClock, logger: silentLogger, ...changes });
    await expect(open({ readerName: 'Another' })).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    await expect(open({ socketPath: `${socketPath}.no` })).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    await bench.dispose();
  });
});

describe('several readers as one', () => {
  let scanner: ReturnType<typeof serialBench>;
  let swiper: ReturnType<typeof hidBench>;
  beforeEach(() => {
    scanner = serialBench();
    swiper = hidBench();
    return () => Promise.all([scanner.dispose(), swiper.dispose()]);
  });

  it('tell what any of them reads', async () => {
    const reader = joinReaders([scanner.reader, swiper.reader]);
    const heard: Reading[] = [];
    reader.onReading((reading) => heard.push(reading));
    await scanner.present(scanner.samples[1]);
    await swiper.present(swiper.samples[0]);
    expect(heard).toEqual([scanner.samples[1], swiper.samples[0]]);
    expect(reader.capabilities).toEqual({
      model: 'Scanner, Swipe',
      accepts: ['barcode', 'qr', 'magstripe'],
    });
  });

  it('are as well as the best of them, and name those that are not', () => {
    const reader = joinReaders([scanner.reader, swiper.reader]);
    const seen: unknown[] = [];
    reader.onStatus((status) => seen.push(status));
    scanner.cable.unplug();
    pull(swiper.world);
    const first = 'Scanner: The reader has been unplugged.';
    expect(seen).toEqual([
      { health: 'online', reason: first },
      { health: 'noDevice', reason: `${first} Swipe: The reader has been unplugged.` },
    ]);
  });

  it('are closed together', async () => {
    const reader = joinReaders([scanner.reader, swiper.reader]);
    await reader.close();
    expect([reader, scanner.reader, swiper.reader].map(({ status }) => status.health)).toEqual([
      'offline',
      'offline',
      'offline',
    ]);
  });

  it('do not serve where there are none', () => {
    expect(joinReaders([]).status).toEqual({ health: 'noDevice', reason: 'There is no reader.' });
  });
});

describeIdReaderContract('several as one', (ears) => {
  const scanner = serialBench(ears);
  const swiper = hidBench(ears);
  const [swiped] = swiper.samples;
  return Promise.resolve({
    reader: joinReaders([scanner.reader, swiper.reader]),
    samples: [scanner.samples[0], swiped, scanner.samples[1]],
    present: (sample) => (sample === swiped ? swiper : scanner).present(sample),
    presentRubbish: async () => {
      await scanner.presentRubbish();
      await swiper.presentRubbish();
    },
    dispose: async () => {
      await scanner.dispose();
      await swiper.dispose();
    },
  });
});

/** Whoever runs this holds something before the reader within half a minute. */
function readsSomething(name: string, variable: string, open: (path: string) => Promise<IdReader>) {
  onHardware(name, variable, (path) => {
    it('reads what is held before it', { timeout: 40_000 }, async () => {
      const reader = await open(path);
      try {
        const reading = await new Promise<Reading>((resolve, reject) => {
          reader.onReading(resolve);
          systemClock.after(seconds(30), () => reject(new Error('Nothing was read.')));
        });
        expect(reader.capabilities.accepts).toContain(reading.kind);
        expect(reading.value).not.toBe('');
      } finally {
        await reader.close();
      }
    });
  });
}

const services = { clock: systemClock, logger: silentLogger };

readsSomething('a scanner', 'DIPTYCH_TEST_SCANNER', async (path) => {
  const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 } as const;
  return openSerialReader({ line: await openSerialPort(path, settings), model: path, ...services });
});

readsSomething('a card reader behind pcscd', 'DIPTYCH_TEST_PCSCD', (socketPath) =>
  openPcscReader({ socketPath, ...services }),
);

readsSomething('a magnetic stripe reader', 'DIPTYCH_TEST_MSR', async (numbers) => {
  const [vendorId = 0, productId = 0] = numbers.split(':').map((part) => parseInt(part, 16));
  const source = await openHidraw({ vendorId, productId, clock: systemClock });
  return openHidReader({ source, model: numbers, ...services });
});
