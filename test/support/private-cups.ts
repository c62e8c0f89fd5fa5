import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause, systemClock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';

export interface PrivateCups {
  /** `127.0.0.1:port`: CUPS_SERVER of every program that is to reach it. */
  readonly server: string;
  /** Makes a raw queue that sends to an IPP printer. */
  addQueue(name: string, printerUrl: string): void;
  /** Runs `cupsdisable`, `cupsenable`, `lp`... against it. */
  run(program: string, ...parameters: readonly string[]): string;
  stop(): Promise<void>;
}

/** Why no scheduler of our own can be run here; null where one can. */
export function whyNoCups(): string | null {
  const missing = ['cupsd', 'lpadmin', 'lp', 'lpstat'].filter((program) => find(program) === null);
  return missing.length === 0
    ? null
    : `${missing.join(', ')} not installed (Debian: cups-daemon, cups-client)`;
}

function find(program: string): string | null {
  const path = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'].map((folder) => join(folder, program));
  return path.find((candidate) => spawnSync('test', ['-x', candidate]).status === 0) ?? null;
}

/** Everybody may do everything: it listens on 127.0.0.1 alone, and lives as long as a test. */
const RULES = `
Browsing Off
WebInterface No
DefaultAuthType None
IdleExitTimeout 0
JobRetryInterval 1
PreserveJobHistory Yes
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`;

/** Starts a scheduler with a port, queues and spool of its own. The system's is not touched. */
export async function startPrivateCups(): Promise<PrivateCups> {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-cups-'));
  chmodSync(folder, 0o755);
  for (const part of ['root', 'spool', 'cache', 'state', 'tmp']) mkdirSync(join(folder, part));
  const port = await freePort();
  const server = `127.0.0.1:${port}`;
  const settings = join(folder, 'cupsd.conf');
  const files = join(folder, 'cups-files.conf');
  writeFileSync(settings, `Listen ${server}\nLogLevel warn\n${RULES}`);
  writeFileSync(
    files,
    [
      `ServerRoot ${folder}/root`,
      `RequestRoot ${folder}/spool`,
      `CacheDir ${folder}/cache`,
      `StateDir ${folder}/state`,
      `TempDir ${folder}/tmp`,
      `AccessLog ${folder}/access_log`,
      `ErrorLog ${folder}/error_log`,
      `PageLog ${folder}/page_log`,
      'Sandboxing relaxed',
      '',
    ].join('\n'),
  );
  const scheduler = spawn(find('cupsd') ?? 'cupsd', ['-f', '-c', settings, '-s', files], {
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => {
    scheduler.once('close', () => resolve());
    scheduler.once('error', () => resolve());
  });
  const environment = { ...process.env, CUPS_SERVER: server, LC_ALL: 'C' };
  const run = (program: string, ...parameters: readonly string[]) =>
    execFileSync(find(program) ?? program, parameters, { env: environment, encoding: 'utf8' });
  const stop = async () => {
    scheduler.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  const isUp = () =>
    spawnSync(find('lpstat') ?? 'lpstat', ['-r'], {
      env: environment,
      encoding: 'utf8',
    }).stdout.includes('scheduler is running');
  for (let attempt = 0; !isUp(); attempt += 1) {
    if (attempt === 100 || scheduler.exitCode !== null) {
      await stop();
      throw new Error('cupsd did not start.');
    }
    await Promise.race([gone, pause(systemClock, milliseconds(100))]);
  }
  return {
    server,
    addQueue: (name, printerUrl) => {
      run('lpadmin', '-p', name, '-E', '-v', printerUrl.replace(/^http/, 'ipp'));
    },
    run,
    stop,
  };
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
