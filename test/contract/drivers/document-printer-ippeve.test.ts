import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pause, systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { milliseconds } from '../../../app/foundation/units.ts';
import { openIppPrinter } from '../../../drivers/document-printer/document-printer-ipp.ts';
import { describeDocumentPrinterContract } from './describe-document-printer.ts';

const PROGRAM = ['/usr/sbin/ippeveprinter', '/usr/bin/ippeveprinter'].find((path) =>
  existsSync(path),
);

type Peer =
  { readonly url: string; readonly stop: () => Promise<void> } | { readonly missing: string };

/** The reference printer of IPP Everywhere. It wants an Avahi daemon to announce itself to, and ends where none is. */
async function startPeer(): Promise<Peer> {
  if (PROGRAM === undefined) return { missing: 'needs ippeveprinter (Debian: cups-ipp-utils)' };
  const folder = mkdtempSync(join(tmpdir(), 'diptych-ippeve-'));
  const port = await freePort();
  const settings = [
    '-p',
    String(port),
    '-n',
    'localhost',
    '-f',
    'application/pdf',
    '-c',
    '/bin/true',
  ];
  const child = spawn(PROGRAM, [...settings, '-d', folder, 'Jackets'], { stdio: 'pipe' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said += text.toString();
    });
  }
  const life = { isOver: false };
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      life.isOver = true;
      resolve();
    });
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (life.isOver) break;
    if (await listens(port)) return { url: `ipp://localhost:${port}/ipp/print`, stop };
    await Promise.race([gone, pause(systemClock, milliseconds(100))]);
  }
  await stop();
  return { missing: `ippeveprinter does not run here: ${said.trim() || 'it says nothing'}` };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

const peer = await startPeer();

const missing = 'missing' in peer ? peer.missing : null;
const url = 'url' in peer ? peer.url : '';
afterAll(async () => {
  if ('stop' in peer) await peer.stop();
});

describe.skipIf(missing === null)('ippeveprinter, where it is missing', () => {
  it('is not tried, for a reason', ({ skip }) => {
    skip(missing ?? '');
    expect.unreachable();
  });
});

describe.skipIf(missing !== null)('ippeveprinter', () => {
  describeDocumentPrinterContract('IPP, with ippeveprinter', async () => {
    const printer = await openIppPrinter({ url, clock: systemClock, logger: silentLogger });
    return { printer, dispose: () => printer.close() };
  });
});
