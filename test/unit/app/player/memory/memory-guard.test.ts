import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { closeBeforeExit } from '../../../../../app/player/memory/close-before-exit.ts';
import type { ProcessSystem } from '../../../../../app/player/memory/core-dumps.ts';
import { guardMemory } from '../../../../../app/player/memory/memory-guard.ts';

const limitsOf = (
  core: string,
) => `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max core file size        ${core} bytes
`;
const noSwap = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

function system(files: Record<string, string>, limited: () => Promise<void>): ProcessSystem {
  return {
    pid: 1,
    read(path) {
      const text = files[path];
      if (text === undefined) throw new Error(`${path} is not there.`);
      return text;
    },
    write(path) {
      if (files[path] === undefined) throw new Error(`${path} is not there.`);
      files[path] = '00000000\n';
    },
    limit: limited,
  };
}

test('core dumps are forbidden in both ways, and a machine without swap lacks nothing that can be had', async () => {
  const files = {
    '/proc/self/limits': limitsOf('unlimited            unlimited'),
    '/proc/self/coredump_filter': '00000033\n',
    '/proc/swaps': noSwap,
  };
  const report = await guardMemory(
    system(files, () => {
      files['/proc/self/limits'] = limitsOf('0                    0');
      return Promise.resolve();
    }),
  );
  expect(report).toMatchObject({ areLimited: true, areEmpty: true, swap: [] });
  expect(report.lacks).toEqual([
    expect.stringContaining('mlock'),
    expect.stringContaining('OpenSSL'),
  ]);
});

test('what could not be had is said: no prlimit, no /proc, swap', async () => {
  const refused = () => Promise.reject(new Error('not installed'));
  const swaps = `${noSwap}/dev/dm-1 partition\t8388604\t0\t-2\n/swap file 1 0 -3\n`;
  const report = await guardMemory(system({ '/proc/swaps': swaps }, refused));
  expect(report).toMatchObject({
    areLimited: false,
    areEmpty: false,
    swap: ['/dev/dm-1', '/swap'],
  });
  expect(report.lacks.join(' ')).toMatch(/may leave memory.*swaps to \/dev\/dm-1, \/swap/);
  const nothing = await guardMemory(system({}, refused));
  expect(nothing.swap).toBeNull();
});

test('a real process has core dumps off afterwards', () => {
  const program = `
    const { guardMemory } = await import('./app/player/memory/memory-guard.ts');
    const { areLimited, areEmpty } = await guardMemory();
    console.log(JSON.stringify({ areLimited, areEmpty }));`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', program];
  const said: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  expect(said).toEqual({ areLimited: true, areEmpty: true });
});

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['uncaughtException', 1],
  ['unhandledRejection', 1],
])('%s closes before the process exits', async (event, status) => {
  const process = new FakeProcess();
  const seen: unknown[] = [];
  closeBeforeExit({
    process,
    close: () => {
      seen.push('closed', [...process.exits]);
      return Promise.reject(new Error('the bank did not hear it'));
    },
    onUncaught: (error) => seen.push(error),
  });
  process.emit(event, 'why');
  await new Promise(setImmediate);
  expect(process.exits).toEqual([status]);
  const told = status === 1 ? ['why'] : [];
  expect(seen).toEqual([...told, 'closed', []]);
});

test('a second signal does not wait for the first one’s farewell', () => {
  const process = new FakeProcess();
  const stop = closeBeforeExit({
    process,
    close: () => new Promise(() => {}),
    onUncaught: () => {},
  });
  process.emit('SIGINT');
  expect(process.exits).toEqual([]);
  process.emit('SIGINT');
  expect(process.exits).toEqual([130]);
  stop();
  expect(process.eventNames()).toEqual([]);
});
