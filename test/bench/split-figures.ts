import type { Figure } from './bench-report.ts';
import type { TimedRun } from './engine-process.ts';
import { median } from './statistics.ts';

type Unit = Figure['unit'];
export interface Peer {
  readonly name: string;
  /** Empty where the program is not installed: such a peer is left out. */
  readonly values: readonly number[];
}

/** A figure of several runs, and its ratio to each peer. */
export function figureOf(
  name: string,
  unit: Unit,
  values: readonly number[],
  peers: readonly Peer[] = [],
): Figure {
  const value = median(values);
  return {
    name,
    unit,
    value,
    lowest: Math.min(...values),
    highest: Math.max(...values),
    runs: values.length,
    peers: peers
      .filter((peer) => peer.values.length > 0)
      .map((peer) => {
        const peerValue = median(peer.values);
        return { name: peer.name, value: peerValue, ratio: value / peerValue };
      }),
  };
}

/** MB/s of each run, the start of the process included. */
export function speeds(bytes: number, runs: readonly TimedRun[]): number[] {
  return runs.map((run) => bytes / 1e6 / (run.wallMs / 1e3));
}

/** MB a second of processor time of each run. */
export function processorSpeeds(bytes: number, runs: readonly TimedRun[]): number[] {
  return runs.map((run) => bytes / 1e6 / (run.processorMs / 1e3));
}

/** The runs of a peer. */
export interface PeerRuns {
  readonly name: string;
  readonly runs: readonly TimedRun[];
}

/** Two figures: by the clock on the wall, and by the time on a processor. */
export function speedFigures(
  name: string,
  bytes: number,
  runs: readonly TimedRun[],
  peers: readonly PeerRuns[],
): Figure[] {
  const figure = (unit: Unit, of: typeof speeds) =>
    figureOf(
      name,
      unit,
      of(bytes, runs),
      peers.map((peer) => ({ name: peer.name, values: of(bytes, peer.runs) })),
    );
  return [figure('MB/s', speeds), figure('MB/cpu s', processorSpeeds)];
}

/** MB of each run that is one of ours. */
export function peaks(runs: readonly TimedRun[]): number[] {
  return runs.flatMap(({ task }) => (task === null ? [] : [task.peakBytes / 1e6]));
}

/** Milliseconds from open files to the MiB asked for. */
export function seekTimes(runs: readonly TimedRun[]): number[] {
  return runs.flatMap(({ task }) =>
    task === null ? [] : [(task.openMs ?? 0) + (task.readMs ?? 0)],
  );
}
