import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../app/foundation/clock.ts';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import type { DocumentPrinter } from '../../../../drivers/document-printer/contract.ts';
import { openIppPrinter } from '../../../../drivers/document-printer/document-printer-ipp.ts';
import { openLpPrinter } from '../../../../drivers/document-printer/document-printer-lp.ts';
import { startSimulatedIppPrinter } from '../../../../drivers/document-printer/simulated-ipp-printer.ts';
import { simulatedLp } from '../../../../drivers/document-printer/simulated-lp.ts';
import type { ChildLauncher } from '../../../../drivers/transports/child-process.ts';
import { worldUnderTest, type WorldUnderTest } from '../../../support/drivers-world.ts';

const services = { clock: systemClock, logger: silentLogger };

describe('a printer that answered well, and then does not', () => {
  let there: WorldUnderTest;
  let isWell: boolean;
  let ends: (() => Promise<void> | void)[];
  beforeEach(() => {
    there = worldUnderTest();
    isWell = true;
    ends = [() => there.remove()];
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
  });

  /** Our driver, before an HTTP server that passes on what it is asked, or wants a password that nobody has. */
  async function byIpp(): Promise<DocumentPrinter> {
    const device = await startSimulatedIppPrinter({ world: there.world, rate: null, ...services });
    ends.push(() => device.close());
    const guard = createServer((asked, answer) => {
      if (!isWell) {
        asked.resume();
        answer.writeHead(401).end();
        return;
      }
      const { headers, method } = asked;
      const path = new URL(device.url).pathname;
      const url = new URL(path, device.url.replace(/^ipp:/, 'http:'));
      const on = request(url, { method, headers, agent: false }, (said) => {
        answer.writeHead(said.statusCode ?? 500, said.headers);
        said.pipe(answer);
      });
      asked.pipe(on);
    });
    await new Promise<void>((resolve) => {
      guard.listen(0, '127.0.0.1', resolve);
    });
    ends.push(
      () =>
        new Promise<void>((resolve) => {
          guard.close(() => resolve());
          guard.closeAllConnections();
        }),
    );
    const { port } = guard.address() as AddressInfo;
    const { pathname } = new URL(device.url);
    return openIppPrinter({ url: `ipp://127.0.0.1:${port}${pathname}`, ...services });
  }

  /** Our driver, before programs of CUPS that speak, or babble. */
  function byLp(): Promise<DocumentPrinter> {
    const { world } = there;
    const programs = simulatedLp({ world, rate: null, clock: systemClock, queue: 'jacket' });
    ends.push(() => programs.close());
    const launch: ChildLauncher = (command) =>
      programs.launch(
        isWell ? command : { ...command, onLine: () => command.onLine('babble', 'stdout') },
      );
    return openLpPrinter({ queue: 'jacket', launch, ...services });
  }

  it.each([
    ['ipp', byIpp, 'The printer wants another user or password.'],
    ['lp', byLp, 'lpstat said something unknown.'],
  ] as const)('is not called well by %s, until it does again', async (_, open, reason) => {
    const printer = await open();
    ends.push(() => printer.close());
    expect(printer.status.health).toBe('online');
    isWell = false;
    await expect(printer.readStatus()).rejects.toMatchObject({ code: 'DEVICE_PROTOCOL' });
    expect(printer.status).toMatchObject({ health: 'hardwareError', reason, paper: 'unknown' });
    isWell = true;
    expect(await printer.readStatus()).toMatchObject({ health: 'online', reason: '' });
  });
});
