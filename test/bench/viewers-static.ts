/**
 * The peer of the bench of viewers: Node's HTTP server, which answers with as many bytes as a bank would, all of them made
 * before. Its argument is the bytes of a block. Prints its address, and closes on SIGTERM.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemRandomness } from '../../app/foundation/randomness.ts';

const blockBytes = Number(process.argv[2]);
const bytes = Buffer.from(systemRandomness.bytes(32 * blockBytes));
const server = createServer((request, response) => {
  const count = Number(/[?&]count=(\d+)/.exec(request.url ?? '')?.[1] ?? 1);
  response.setHeader('content-type', 'application/octet-stream');
  response.end(bytes.subarray(0, count * blockBytes));
});
server.keepAliveTimeout = 72_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
