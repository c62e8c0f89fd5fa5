import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { MachineFacts } from './bench-report.ts';

/** The average number of programs that wanted a core in the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? 0;
}

/** On what the figures were taken, so that a reader can judge them. */
export function readMachineFacts(loadBefore: number): MachineFacts {
  const { stdout } = spawnSync('ffmpeg', ['-version'], { encoding: 'utf8' });
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.versions.node,
    ffmpeg: /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown',
    loadBefore,
    loadAfter: currentLoad(),
  };
}
