import { spawn } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { systemPeers } from '../../../../../app/player/output/peer-process.ts';

test.runIf(process.platform === 'linux')(
  'the process and the user at the other end of a connection are found, and known to be gone',
  async () => {
    const server = createServer();
    const arrived = new Promise<Socket>((resolve) => {
      server.once('connection', resolve);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const program = `require('node:net').connect(${port}, '127.0.0.1').pause().on('error', () => {}); setInterval(() => {}, 1000)`;
    const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    const socket = await arrived;
    socket.on('error', () => {});
    const connection = {
      localPort: socket.localPort ?? 0,
      remotePort: socket.remotePort ?? 0,
    };
    const peer = await systemPeers.find(connection, null);
    expect([peer?.uid, peer?.process?.pid]).toEqual([process.getuid?.(), child.pid]);
    expect(peer?.process?.startTime).toMatch(/^[1-9]\d*$/);
    expect(await systemPeers.find(connection, peer?.process ?? null)).toEqual(peer);
    const owner = peer?.process ?? { pid: 0, startTime: '' };
    expect(await systemPeers.isAlive(owner)).toBe(true);
    expect(await systemPeers.unread(connection)).toBe(0);
    socket.write(Buffer.alloc(1_000_000));
    // The program reads nothing beyond its own first buffer.
    expect(await systemPeers.unread(connection)).toBeGreaterThan(100_000);
    child.kill('SIGKILL');
    await ended;
    expect(await systemPeers.isAlive(owner)).toBe(false);
    expect(await systemPeers.find({ localPort: 1, remotePort: 1 }, null)).toBeNull();
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  },
);

test.runIf(process.platform === 'linux')(
  'who has hung up before it was looked for is nobody: not user 0, not a process that cannot be seen',
  async () => {
    const server = createServer({ allowHalfOpen: true });
    const arrived = new Promise<Socket>((resolve) => {
      server.once('connection', resolve);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const program = `const s = require('node:net').connect(${port}, '127.0.0.1', () => process.exit())`;
    const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      child.once('exit', resolve);
    });
    const socket = await arrived;
    await ended;
    const { localPort = 0, remotePort = 0 } = socket;
    expect(await systemPeers.find({ localPort, remotePort }, null)).toBeNull();
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  },
);
