import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../app/foundation/clock.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../app/foundation/units.ts';
import { decodeMessage, encodeMessage } from '../../../../drivers/document-printer/ipp-codec.ts';
import { getPrinterAttributes } from '../../../../drivers/document-printer/ipp-messages.ts';
import { askPrinter, ippAddress } from '../../../../drivers/document-printer/ipp-transport.ts';
import { wordsOfAnswer } from '../../../../drivers/document-printer/ipp-words.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

describe('where a printer is', () => {
  it.each([
    ['ipp://printer/ipp/print', 'http://printer:631/ipp/print', 'ipp://printer:631/ipp/print'],
    ['ipps://printer/ipp/print', 'https://printer:631/ipp/print', 'ipps://printer:631/ipp/print'],
    ['ipp://[::1]:8631/x', 'http://[::1]:8631/x', 'ipp://[::1]:8631/x'],
    ['http://127.0.0.1:8080/ipp', 'http://127.0.0.1:8080/ipp', 'ipp://127.0.0.1:8080/ipp'],
    ['https://printer/ipp', 'https://printer/ipp', 'ipps://printer/ipp'],
    // A password goes to the printer, never into a document's attributes.
    ['ipp://staff:key@printer/ipp', 'http://staff:key@printer:631/ipp', 'ipp://printer:631/ipp'],
  ])('%s', (address, url, printerUri) => {
    const read = ippAddress(address);
    expect({ url: read.url.href, printerUri: read.printerUri }).toEqual({ url, printerUri });
  });

  it('is told without its password where no printer can be', () => {
    expect(() => ippAddress('ftp://staff:key@printer/')).toThrow(
      'No printer can be at ftp://printer/.',
    );
  });
});

/** A printer that answers every request with the same. */
async function answering(
  answer: (authorization: string | undefined) => { status: number; body: Uint8Array } | null,
) {
  const server = createServer((request, response) => {
    const given = answer(request.headers.authorization);
    request.resume();
    if (given !== null) response.writeHead(given.status).end(given.body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: (login = '') => ippAddress(`http://${login}127.0.0.1:${port}/ipp`),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

const question = getPrinterAttributes('ipp://printer/ipp', 1);
const nothing = encodeMessage({ code: 0, requestId: 1, groups: [], data: new Uint8Array() });

describe('a printer that is asked', () => {
  it('gets the user and the password of its address', async () => {
    const wanted = `Basic ${Buffer.from('staff:key').toString('base64')}`;
    const printer = await answering((authorization) =>
      authorization === wanted
        ? { status: 200, body: nothing }
        : { status: 401, body: new Uint8Array() },
    );
    const services = { clock: systemClock, logger: silentLogger };
    expect(await askPrinter(services, printer.address('staff:key@'), question)).toMatchObject({
      code: 0,
    });
    await expect(askPrinter(services, printer.address(), question)).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
      message: 'The printer wants another user or password.',
    });
    await printer.close();
  });

  it('is offline where no answer comes within half a minute', async () => {
    const printer = await answering(() => null);
    const clock = new ManualClock();
    const asked = askPrinter({ clock, logger: silentLogger }, printer.address(), question);
    await expect(whileTimePasses(clock, asked, seconds(40))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    await printer.close();
  });

  it('is heard as noise where it speaks another language', async () => {
    const printer = await answering(() => ({ status: 200, body: Buffer.from('<html>') }));
    const heard: string[] = [];
    const services = {
      clock: systemClock,
      logger: silentLogger,
      tap: ({ meaning }: { meaning: string }) => heard.push(meaning),
    };
    await expect(askPrinter(services, printer.address(), question)).rejects.toMatchObject({
      code: 'DEVICE_PROTOCOL',
    });
    expect(heard).toEqual(['Get-Printer-Attributes', 'noise']);
    await printer.close();
  });
});

/** What is not an error of the protocol is none that a driver may meet: it is thrown on. */
function wordsOrCode(bytes: Uint8Array): string {
  try {
    return wordsOfAnswer(decodeMessage(bytes));
  } catch (error) {
    if (isAppError(error, 'DEVICE_PROTOCOL')) return error.code;
    throw error;
  }
}

describe('any bytes whatever', () => {
  it('are a message that can be told in words, or an error of the protocol', () => {
    const head = fc.constantFrom([], [1, 1, 0, 0, 0, 0, 0, 1], [2, 0, 4, 6, 0, 0, 0, 1, 2]);
    const bytes = fc.tuple(head, fc.uint8Array({ maxLength: 80 }));
    fc.assert(
      fc.property(bytes, ([start, rest]) => {
        expect(wordsOrCode(Buffer.from([...start, ...rest]))).not.toBe('');
      }),
      { seed: 8011, numRuns: 500 },
    );
  });
});
