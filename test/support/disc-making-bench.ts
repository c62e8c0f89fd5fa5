import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../app/foundation/errors.ts';
import { silentLogger, type LogFields } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { DiscCarrier } from '../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DiscLabelling } from '../../app/kiosk/controller/workflow/disc-labelling.ts';
import { DiscMaking } from '../../app/kiosk/controller/workflow/disc-making.ts';
import { DiscProving } from '../../app/kiosk/controller/workflow/disc-proving.ts';
import { DrivePool } from '../../app/kiosk/controller/workflow/drive-pool.ts';
import { LiveProgress } from '../../app/kiosk/controller/workflow/live-progress.ts';
import { machineLocks, type MachineLocks } from '../../app/kiosk/controller/workflow/lock.ts';
import type { Machine } from '../../drivers/contract/machine.ts';
import type { RobotMove } from '../../drivers/disc-robot/contract.ts';
import type { DocumentPrinter } from '../../drivers/document-printer/contract.ts';
import type { VerifyOptions } from '../../drivers/optical-drive/contract.ts';
import { kioskParts, partsOrderId, partsStream, type KioskParts } from './kiosk-parts.ts';

/** The making of discs, over two drives and a robot that write down what they are told. */
export interface DiscMakingBench {
  readonly parts: KioskParts;
  readonly making: DiscMaking;
  readonly pool: DrivePool;
  readonly carrier: DiscCarrier;
  readonly locks: MachineLocks;
  /** What the devices did: `open`, `input > tray:1`, `close`, `burn`, `reload`, `verify`. */
  readonly done: string[];
  /** What each of these fails with: an error, or one by its code. */
  readonly fails: Map<string, string | Error>;
  /** The warnings in the log. */
  readonly warnings: LogFields[];
  /** What the robot says it can do; while there is nothing, it is asked for everything at once. */
  readonly moves: RobotMove[];
  /** What the drives see. */
  readonly medium: { state: string; capacity: number };
  /** Called before a burn, before a move, and before the stream is opened. */
  onBurn: () => void;
  onMove: () => void;
  onStream: () => void;
  /** The order, its discs and its acts, by their records. */
  whatIsKnown(): { order: string; attempt: number | null; discs: string[]; acts: string[] };
  remove(): void;
}

/** With an order that is leased to drive 1. */
export function discMakingBench(
  options: { readonly hasLabelPrinter?: boolean } = {},
): DiscMakingBench {
  const folder = mkdtempSync(join(tmpdir(), 'disc-making-'));
  const streamPath = join(folder, 'stream.iso');
  writeFileSync(streamPath, Buffer.alloc(partsStream.bytes));
  const parts = kioskParts();
  const done: string[] = [];
  const fails = new Map<string, string | Error>();
  const warnings: LogFields[] = [];
  const medium = { state: 'blank', capacity: 1000 };
  const step = (name: string) => {
    done.push(name);
    const code = fails.get(name);
    if (code === undefined) return Promise.resolve();
    if (code instanceof Error) return Promise.reject(code);
    return Promise.reject(new AppError(code, code, { remedy: 'call-attendant' }));
  };
  const drive = {
    status: { health: 'online' },
    openTray: () => step('open'),
    closeTray: () => step('close'),
    readMedium: () => Promise.resolve({ ...medium, type: 'DVD-R', mediaId: 'MID' }),
    burn: async () => {
      bench.onBurn();
      await step('burn');
      return { sectors: partsStream.sectors, sha256: partsStream.sha256 };
    },
    verify: async (_request: unknown, _onProgress: unknown, options: VerifyOptions) => {
      await options.aroundReload?.(() => step('reload'));
      await step('verify');
    },
  };
  const moves: RobotMove[] = [];
  const robot = {
    status: { units: [] },
    capabilities: { moves },
    readState: () => Promise.resolve({ gripper: 'empty' }),
    move: (from: string, to: string) => {
      bench.onMove();
      return step(`${from} > ${to}`);
    },
  };
  const machine = { drives: [drive, drive], robot } as unknown as Machine;
  const pool = new DrivePool(machine);
  const locks = machineLocks(2);
  const carrier = new DiscCarrier(machine, locks);
  const printer = {
    status: { health: 'online' },
    readStatus: () => step('look').then(() => printer.status),
    print: async () => {
      await step('print');
      return { jobId: 7 };
    },
  };
  const labelling = new DiscLabelling({
    ...parts,
    carrier,
    pool,
    printer: printer as unknown as DocumentPrinter,
    render: () => Promise.resolve(new Uint8Array()),
    watchUrl: 'https://example.org/watch',
    distributorName: 'A distributor',
    logger: silentLogger,
  });
  const shared = {
    ...parts,
    carrier,
    pool,
    progress: new LiveProgress(),
    logger: {
      ...silentLogger,
      warn: (fields: Readonly<Record<string, unknown>>) => void warnings.push(fields),
    },
  };
  const proving = new DiscProving({
    ...shared,
    streamPathOf: () => {
      bench.onStream();
      return streamPath;
    },
    burnSpeed: 8,
    onDriveFree: () => {},
  });
  const making = new DiscMaking({
    ...shared,
    labelling: options.hasLabelPrinter === true ? labelling : null,
    proving,
    randomness: seededRandomness('discs'),
  });
  parts.placeProducing();
  const bench: DiscMakingBench = {
    parts,
    making,
    pool,
    carrier,
    locks,
    done,
    fails,
    warnings,
    moves,
    medium,
    onBurn: () => {},
    onMove: () => {},
    onStream: () => {},
    whatIsKnown() {
      const { state } = parts.desk.get(partsOrderId);
      const { acts, discs } = parts.records;
      return {
        order: state.at,
        attempt: 'attempt' in state ? state.attempt : null,
        discs: discs.listOf(partsOrderId).map((disc) => disc.state.at),
        acts: acts.listOf(partsOrderId).map((act) => `${act.kind} ${act.outcome}`),
      };
    },
    remove() {
      parts.records.db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}
