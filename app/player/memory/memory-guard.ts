import {
  attempt,
  type CoreDumps,
  forbidCoreDumps,
  type ProcessSystem,
  thisProcess,
} from './core-dumps.ts';

/** Where bits of film could get out of this process's memory. */
export interface MemoryGuardReport extends CoreDumps {
  /** Areas that the kernel may move memory to: files and devices of `/proc/swaps`; null: not known. */
  readonly swap: readonly string[] | null;
  /** One sentence each, in English: what holds, then what does not. */
  readonly holds: readonly string[];
  readonly lacks: readonly string[];
}

/** Forbids core dumps, and says what is and what is not guarded: for `--verbose`, and for a warning where swap is on. */
export async function guardMemory(system: ProcessSystem = thisProcess): Promise<MemoryGuardReport> {
  return memoryGuardReport(await forbidCoreDumps(system), system);
}

/** What is and what is not guarded. */
export function memoryGuardReport(
  dumps: CoreDumps,
  system: ProcessSystem = thisProcess,
): MemoryGuardReport {
  const swaps = attempt(() => system.read('/proc/swaps'));
  const swap = swaps === null ? null : swapAreas(swaps);
  const statements = [
    {
      holds: dumps.areLimited || dumps.areEmpty,
      yes: 'A crash leaves no memory of the player on a disk.',
      no: 'A crash may leave memory of the player on a disk: neither prlimit nor /proc/self/coredump_filter could be used.',
    },
    {
      holds: swap?.length === 0,
      yes: 'This machine does not swap.',
      no:
        swap === null
          ? 'Whether this machine swaps is not known.'
          : `This machine swaps to ${swap.join(', ')}: memory of the player may get there. Turn swap off, or encrypt it.`,
    },
  ];
  return {
    ...dumps,
    swap,
    holds: [
      ...statements.filter(({ holds }) => holds).map(({ yes }) => yes),
      'Complement and restored film are filled with zeros after use, at the end and before the program exits.',
    ],
    lacks: [
      ...statements.filter(({ holds }) => !holds).map(({ no }) => no),
      'Memory is not locked (mlock), and another process of the same user may read it (ptrace): Node can ask for neither.',
      'Copies that Node, OpenSSL and the network stack make on their way are not filled with zeros.',
    ],
  };
}

/** The first column of `/proc/swaps` (proc(5)), without its head. */
function swapAreas(text: string): string[] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s/)[0] ?? '')
    .filter((area) => area !== '');
}
