import { readFile } from 'node:fs/promises';

/** The ports of one connection on the loopback, as the server sees them. */
export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
}

/** One end of a connection in `/proc/net/tcp` (proc(5)). */
export interface TcpSocket {
  readonly uid: number;
  readonly inode: string;
  /** Bytes that were not acknowledged, and that were not read. */
  readonly sendQueue: number;
  readonly receiveQueue: number;
}

/** Addresses of 127.0.0.1 in hexadecimal; a socket of IPv6 may have connected too: its addresses are mapped (RFC 4291 §2.5.5.2). */
const tables = [
  { path: '/proc/net/tcp', address: '0100007F' },
  { path: '/proc/net/tcp6', address: '0000000000000000FFFF00000100007F' },
] as const;

/** The end of a connection that has `port`, or null where it is gone. */
export async function findSocket(port: number, otherPort: number): Promise<TcpSocket | null> {
  for (const { path, address } of tables) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const [local, remote] = [port, otherPort].map((one) => `${address}:${inHexadecimal(one)}`);
    const line = text.split('\n').find((one) => one.includes(` ${local} ${remote} `));
    if (line !== undefined) return parseLine(line);
  }
  return null;
}

/** Number, local and remote address, state, queues, timer, retransmissions, user, timeout, inode. */
function parseLine(line: string): TcpSocket {
  const [, , , , queues = '', , , uid = '', , inode = ''] = line.trim().split(/\s+/);
  const [send = '', receive = ''] = queues.split(':');
  return {
    uid: Number(uid),
    inode,
    sendQueue: Number.parseInt(send, 16),
    receiveQueue: Number.parseInt(receive, 16),
  };
}

function inHexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
