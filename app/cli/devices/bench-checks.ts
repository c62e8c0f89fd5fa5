import { accessSync, constants, existsSync, readdirSync, statfsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { SIMULATED } from '../../../drivers/settings/fields.ts';
import type { MachineSettings } from '../../../drivers/settings/machine-settings.ts';
import { nearestName } from '../../../drivers/settings/nearest-name.ts';
import { MAXIMUM_IMAGE_SECTORS, SECTOR_BYTES } from '../../foundation/units.ts';

/** Something around the devices that they need. */
export interface BenchCheck {
  /** `program cdrskin`, `/dev/ttyUSB0`, `disk`. */
  readonly name: string;
  readonly isGood: boolean;
  /** Whether no disc can be made without it, whatever the devices say. */
  readonly isFatal: boolean;
  /** What to do, or what was found. */
  readonly sentence: string;
  /** Whether the sentence says what to do, so that nothing more need be said. */
  readonly isAdvice?: boolean;
}

const GIGABYTE = 1e9;
/** Beside the film that is being fetched, the kiosk keeps this much free. */
const RESERVE_BYTES = GIGABYTE;

/** Looks at what the devices of these settings need: programs, their nodes, room for one film. */
export function checkBench(settings: MachineSettings, dataFolder: string): BenchCheck[] {
  return [
    ...[...programsOf(settings)].map(checkProgram),
    ...[...nodesOf(settings)].map(checkNode),
    checkDisk(dataFolder),
    checkWorlds(settings),
  ];
}

/** A disc of a simulation lies in no real tray, and no real disc in a simulated one. An attendant moves either. */
function checkWorlds({ drives, gate, robot }: MachineSettings): BenchCheck {
  const robots = robot.driver === 'manual' ? [] : 'port' in robot ? [robot.port] : [SIMULATED];
  const places = [...drives.map(({ device }) => device), ...robots, gate.port];
  const simulated = places.filter((place) => place === SIMULATED).length;
  const isGood = simulated === 0 || simulated === places.length;
  const sentence = isGood
    ? 'Drives, robot and gate belong together.'
    : 'Some of drives, robot and gate are simulated, and some are not: no disc comes from one to the other.';
  return { name: 'worlds', isGood, isFatal: !isGood, sentence };
}

function programsOf({ drives, labelPrinter, printer }: MachineSettings): Set<string> {
  const programs = new Set<string>();
  for (const drive of drives) {
    if (drive.device === SIMULATED) continue;
    if (drive.driver === 'cdrskin') programs.add(drive.program);
    else for (const program of ['stdbuf', ...Object.values(drive.programs)]) programs.add(program);
  }
  for (const one of [printer, labelPrinter]) {
    if (one?.driver !== 'lp' || one.queue === SIMULATED) continue;
    for (const program of Object.values(one.programs)) programs.add(program);
  }
  return programs;
}

function checkProgram(program: string): BenchCheck {
  const places = isAbsolute(program)
    ? [program]
    : (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  const found = places.find((place) => mayBe(place, constants.X_OK));
  const name = `program ${program}`;
  if (found !== undefined) return { name, isGood: true, isFatal: false, sentence: found };
  const sentence = `The program ${program} is not installed.`;
  return { name, isGood: false, isFatal: false, sentence };
}

function nodesOf({ drives, gate, payment, readers, robot, signals }: MachineSettings): Set<string> {
  const nodes = [
    ...drives.map(({ device }) => device),
    'port' in robot ? robot.port : '',
    gate.port,
    signals?.port ?? '',
    ...readers.map((reader) => (reader.driver === 'pcsc' ? reader.socket : reader.port)),
    payment.driver !== 'none' && !('host' in payment.connection) ? payment.connection.port : '',
  ];
  return new Set(nodes.filter((node) => node.startsWith('/')));
}

function checkNode(node: string): BenchCheck {
  if (!existsSync(node) && node.endsWith('/pcscd.comm')) {
    const sentence = `There is no ${node}; the service of card readers does not run: sudo apt install pcscd.`;
    return { name: node, isGood: false, isFatal: false, sentence, isAdvice: true };
  }
  if (!existsSync(node)) {
    return { name: node, isGood: false, isFatal: false, sentence: missingNode(node) };
  }
  if (mayBe(node, constants.R_OK | constants.W_OK)) {
    const sentence = 'It is there and may be used.';
    return { name: node, isGood: true, isFatal: false, sentence };
  }
  const group = /\/(sr|sg)\d+$|\/disk\//.test(node) ? 'cdrom' : 'dialout';
  const { username } = userInfo();
  const sentence = `${username} may not use ${node}: sudo adduser ${username} ${group}, then log in again.`;
  return { name: node, isGood: false, isFatal: false, sentence, isAdvice: true };
}

/** Names of nodes that adapters and drives get. */
const ATTACHED = /^(ttyUSB|ttyACM|ttyAMA|sr|hidraw)\d+$/;

function missingNode(node: string): string {
  const folder = dirname(node);
  const kind = /sr\d+$/.test(node) ? /^sr\d+$/ : ATTACHED;
  const there = namesIn('/dev').filter((name) => kind.test(name));
  const beside = folder === '/dev' ? [] : namesIn(folder).map((name) => join(folder, name));
  const known = [...there.map((name) => `/dev/${name}`), ...beside];
  const nearest = nearestName(node, known);
  if (nearest !== null) return `There is no ${node}; there is ${nearest}.`;
  const others =
    known.length === 0 ? 'nothing like it is plugged in' : `there are ${known.join(', ')}`;
  return `There is no ${node}; ${others}.`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function checkDisk(dataFolder: string): BenchCheck {
  let folder = dataFolder;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const largest = MAXIMUM_IMAGE_SECTORS * SECTOR_BYTES + RESERVE_BYTES;
  const room = `${(free / GIGABYTE).toFixed(1)} GB free at ${dataFolder}`;
  const isGood = free >= largest;
  const sentence = isGood
    ? `${room}.`
    : `${room}: the largest film needs ${(largest / GIGABYTE).toFixed(1)} GB.`;
  return { name: 'disk', isGood, isFatal: free < RESERVE_BYTES, sentence };
}

function mayBe(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
