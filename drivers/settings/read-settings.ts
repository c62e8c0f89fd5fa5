import { readFileSync } from 'node:fs';
import { AppError, isAppError } from '../../app/foundation/errors.ts';
import { faultNames, parseFault } from '../world/faults.ts';
import { SIMULATED } from './fields.ts';
import { machineSettingsSchema, slotsOf, type MachineSettings } from './machine-settings.ts';
import { nearestName } from './nearest-name.ts';
import { settingsProblems, type SettingsProblem } from './problems.ts';

/**
 * Reads the devices of a machine from its settings file.
 *
 * @throws AppError `MACHINE_SETTINGS_INVALID` with every problem in its context, `MACHINE_SETTINGS_MISSING` if there is no
 *   such file.
 */
export function readMachineSettings(path: string): MachineSettings {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('MACHINE_SETTINGS_MISSING', `The settings file ${path} cannot be read.`, {
      remedy: 'reject-input',
      context: { path },
      cause,
    });
  }
  let json: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalid(path, [{ path: '', sentence: `The file is no JSON: ${reason}.` }], cause);
  }
  return parseMachineSettings(json, path);
}

/**
 * @param name what the settings are called in an error: the path of their file.
 * @throws AppError `MACHINE_SETTINGS_INVALID`
 */
export function parseMachineSettings(json: unknown, name: string): MachineSettings {
  const parsed = machineSettingsSchema.safeParse(json);
  if (!parsed.success) {
    throw invalid(name, settingsProblems(machineSettingsSchema, json, parsed.error.issues));
  }
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw invalid(name, problems);
  return parsed.data;
}

function invalid(name: string, problems: readonly SettingsProblem[], cause?: unknown): AppError {
  const sentences = problems.map(({ sentence }) => sentence);
  return new AppError('MACHINE_SETTINGS_INVALID', [`${name}:`, ...sentences].join('\n  '), {
    remedy: 'reject-input',
    context: { file: name, problems },
    cause,
  });
}

/** What each setting allows by itself, and all together do not. */
function contradictions(settings: MachineSettings): SettingsProblem[] {
  return [
    ...sharedPorts(settings),
    ...sharedPrinters(settings),
    ...missingSlots(settings),
    ...missingPlaces(settings),
    ...tooManyDrives(settings),
    ...unknownFaults(settings),
    ...foreignPrice(settings),
  ];
}

function foreignPrice({ payment }: MachineSettings): SettingsProblem[] {
  if (payment.driver === 'none' || payment.price.currency === payment.currency) return [];
  const path = 'payment.price.currency';
  const { currency } = payment.price;
  const sentence = `${path} is ${currency}, and the terminal takes ${payment.currency}.`;
  return [{ path, sentence }];
}

/** Two devices cannot have one line, but those that take turns on it: Modbus units. */
function sharedPorts(settings: MachineSettings): SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const users = new Map<string, { readonly path: string; readonly isBus: boolean }>();
  const use = (path: string, port: string, isBus = false) => {
    if (port === SIMULATED || port === 'usb') return;
    const other = users.get(port);
    if (other === undefined) users.set(port, { path, isBus });
    else if (!isBus || !other.isBus) {
      problems.push({ path, sentence: `${path} and ${other.path} are both ${port}.` });
    }
  };
  const { drives, gate, payment, readers, robot, signals } = settings;
  drives.forEach((drive, index) => use(`drives[${index}].device`, drive.device));
  if ('port' in robot) use('robot.port', robot.port);
  use('gate.port', gate.port, gate.driver === 'modbus');
  if (signals !== undefined) use('signals.port', signals.port, true);
  if (signals !== undefined && gate.driver === 'modbus' && signals.port === gate.port) {
    for (const key of ['baudRate', 'parity'] as const) {
      if (signals[key] === gate[key]) continue;
      const path = `signals.${key}`;
      const sentence = `${path} is ${signals[key]}, and gate.${key} is ${gate[key]}, on one line.`;
      if (gate.port !== SIMULATED) problems.push({ path, sentence });
    }
  }
  readers.forEach((reader, index) => {
    if ('port' in reader) use(`readers[${index}].port`, reader.port);
  });
  if (payment.driver !== 'none' && typeof payment.connection.port === 'string') {
    use('payment.connection.port', payment.connection.port);
  }
  return problems;
}

/** Jackets would be printed on discs, or labels on paper. */
function sharedPrinters({ labelPrinter, printer }: MachineSettings): SettingsProblem[] {
  const of = (one: typeof printer) => (one.driver === 'lp' ? one.queue : one.url);
  if (labelPrinter === undefined || of(labelPrinter) === SIMULATED) return [];
  if (of(labelPrinter) !== of(printer)) return [];
  return [{ path: 'labelPrinter', sentence: `labelPrinter and printer are both ${of(printer)}.` }];
}

/** A robot that takes no blanks, gives nothing out or rejects nothing makes no disc. */
function missingPlaces({ robot }: MachineSettings): SettingsProblem[] {
  if ('acceptsTo' in robot && !robot.acceptsTo.startsWith('slot:')) {
    const path = 'robot.acceptsTo';
    return [{ path, sentence: `${path} is ${robot.acceptsTo}: it must be a slot.` }];
  }
  if (!('bins' in robot)) return [];
  const problems: SettingsProblem[] = [];
  const path = 'robot.bins';
  const places = Object.values(robot.bins);
  for (const needed of ['input', 'reject', 'slot:']) {
    if (places.some((place) => place.startsWith(needed))) continue;
    const name = needed === 'slot:' ? 'a slot' : needed;
    problems.push({ path, sentence: `${path} must lead to ${name}: none of them does.` });
  }
  if (robot.bins['5'] === 'input') {
    const sentence = `${path}.5 cannot be input: the robot takes nothing from it.`;
    problems.push({ path: `${path}.5`, sentence });
  }
  return problems;
}

/** Of these robots the arm reaches one tray. */
function tooManyDrives({ drives, robot }: MachineSettings): SettingsProblem[] {
  const servesOne = robot.driver === 'nimbie' || robot.driver === 'amtren';
  if (!servesOne || drives.length === 1) return [];
  const sentence = `drives must be one: the robot ${robot.driver} serves no more.`;
  return [{ path: 'drives', sentence }];
}

function missingSlots({ gate, robot }: MachineSettings): SettingsProblem[] {
  const slots = slotsOf(gate);
  const named: [path: string, place: string][] = [];
  if ('acceptsTo' in robot) named.push(['robot.acceptsTo', robot.acceptsTo]);
  if ('bins' in robot) {
    for (const [bin, place] of Object.entries(robot.bins)) named.push([`robot.bins.${bin}`, place]);
  }
  return named.flatMap(([path, place]) => {
    const slot = /^slot:(\d+)$/.exec(place)?.[1];
    if (slot === undefined || Number(slot) <= slots) return [];
    return [{ path, sentence: `${path} is ${place}, and the gate has ${slots} slots.` }];
  });
}

function unknownFaults({ simulation }: MachineSettings): SettingsProblem[] {
  return simulation.faults.flatMap((fault, index) => {
    try {
      parseFault(fault);
      return [];
    } catch (error) {
      if (!isAppError(error)) throw error;
      const path = `simulation.faults[${index}]`;
      const name = fault.replace(/\d+\./, '.').replace(/[@#].*$/, '');
      const nearest = nearestName(name, Object.keys(faultNames));
      const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
      return [{ path, sentence: `${path}: ${error.message}${hint}` }];
    }
  });
}
