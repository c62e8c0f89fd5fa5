import { readdir, readFile, readlink } from 'node:fs/promises';
import { type Connection, findSocket } from './tcp-table.ts';

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

/** What the server asks of the system about who connects. */
export interface Peers {
  /** @returns null where the connection is already gone. */
  find(connection: Connection, likely: PeerProcess | null): Promise<Peer | null>;
  isAlive(process: PeerProcess): Promise<boolean>;
  /** Bytes that were sent and that the peer has not read yet; null where the system does not say. */
  unread(connection: Connection): Promise<number | null>;
}

/** Linux tells by `/proc`; elsewhere a peer on loopback is somebody of this machine, no more. */
export const systemPeers: Peers = process.platform === 'linux' ? linuxPeers() : unknownPeers();

function unknownPeers(): Peers {
  return {
    find: () => Promise.resolve({ uid: null, process: null }),
    isAlive: () => Promise.resolve(true),
    unread: () => Promise.resolve(null),
  };
}

function linuxPeers(): Peers {
  return {
    async find({ localPort, remotePort }, likely) {
      const socket = await findSocket(remotePort, localPort);
      // A socket that its owner has closed has no inode, and user 0.
      if (socket === null || socket.inode === '0') return null;
      return { uid: socket.uid, process: await ownerOf(socket.inode, likely) };
    },
    isAlive: async ({ pid, startTime }) => (await startTimeOf(pid)) === startTime,
    async unread({ localPort, remotePort }) {
      const ours = await findSocket(localPort, remotePort);
      const theirs = await findSocket(remotePort, localPort);
      return ours === null || theirs === null ? null : ours.sendQueue + theirs.receiveQueue;
    },
  };
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
