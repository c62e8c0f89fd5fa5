import { readdir, readFile, readlink } from 'node:fs/promises';

/** Who is at the other end of a connection on this machine. */
export interface Peer {
  /** Its user's number; null where the system does not say. */
  readonly uid: number | null;
  /** Its process: number and start time, so that a number used again is another process; null where it cannot be seen. */
  readonly process: PeerProcess | null;
}

export interface PeerProcess {
  readonly pid: number;
  /** Clock ticks since boot: field 22 of `/proc/<pid>/stat` (proc(5)). */
  readonly startTime: string;
}

export interface Connection {
  readonly localPort: number;
  readonly remotePort: number;
}

/** What the server asks of the system about who connects. */
export interface Peers {
  /** @returns null where the connection is already gone. */
  find(connection: Connection, likely: PeerProcess | null): Promise<Peer | null>;
  isAlive(process: PeerProcess): Promise<boolean>;
}

/** Linux tells by `/proc`; elsewhere a peer on loopback is somebody of this machine, no more. */
export const systemPeers: Peers = process.platform === 'linux' ? linuxPeers() : unknownPeers();

function unknownPeers(): Peers {
  return {
    find: () => Promise.resolve({ uid: null, process: null }),
    isAlive: () => Promise.resolve(true),
  };
}

function linuxPeers(): Peers {
  return {
    async find(connection, likely) {
      const socket = await socketOf(connection);
      if (socket === null) return null;
      return { uid: socket.uid, process: await ownerOf(socket.inode, likely) };
    },
    isAlive: async ({ pid, startTime }) => (await startTimeOf(pid)) === startTime,
  };
}

interface Socket {
  readonly uid: number;
  readonly inode: string;
}

/** Lines of `/proc/net/tcp`: number, local and remote address in hexadecimal, state, queues, timers, …, uid, timeout, inode. */
async function socketOf({ localPort, remotePort }: Connection): Promise<Socket | null> {
  const wanted = [remotePort, localPort].map(
    (port) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`,
  );
  // A socket of IPv6 may have connected too: its addresses are mapped (RFC 4291 §2.5.5.2).
  for (const [table, prefix] of [
    ['/proc/net/tcp', ''],
    ['/proc/net/tcp6', '0000000000000000FFFF0000'],
  ] as const) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [, local, remote, , , , , uid, , inode] = line.trim().split(/\s+/);
      if (local !== prefix + wanted[0] || remote !== prefix + wanted[1]) continue;
      if (uid !== undefined && inode !== undefined) return { uid: Number(uid), inode };
    }
  }
  return null;
}

async function ownerOf(inode: string, likely: PeerProcess | null): Promise<PeerProcess | null> {
  if (likely !== null && (await holds(likely.pid, inode))) return likely;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  // The youngest first: players are started for this.
  for (const pid of pids.sort((a, b) => b - a)) {
    if (!(await holds(pid, inode))) continue;
    const startTime = await startTimeOf(pid);
    if (startTime !== null) return { pid, startTime };
  }
  return null;
}

/** Processes of others, and those that ended meanwhile, hold nothing that can be seen. */
async function holds(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const wanted = `socket:[${inode}]`;
  const links = descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => ''));
  return (await Promise.all(links)).includes(wanted);
}

/** Null for a process that has ended, waited for or not. The name in parentheses may hold anything. */
async function startTimeOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
}
