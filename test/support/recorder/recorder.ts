import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECTOR_BYTES } from '../../../app/foundation/units.ts';
import {
  openBlockDevice,
  type BlockDeviceOpener,
} from '../../../drivers/transports/block-device.ts';
import { launchChild, type ChildLauncher } from '../../../drivers/transports/child-process.ts';

/** Profile numbers of MMC-6 table 95. */
const PROFILES = {
  'CD-R': 0x09,
  'DVD-ROM': 0x10,
  'DVD-R': 0x11,
  'DVD-RW': 0x14,
  'DVD-RW restricted overwrite': 0x13,
  'DVD+RW': 0x1a,
  'DVD+R': 0x1b,
} as const;
export type RecorderMedium = keyof typeof PROFILES;

const STATUSES = ['blank', 'appendable', 'complete'] as const;

export interface RecorderDisc {
  readonly type: RecorderMedium;
  readonly status?: (typeof STATUSES)[number];
  /** Sectors; those of a disc on sale where it is left out. */
  readonly capacity?: number;
  /** Twelve characters of a minus disc, eleven of a plus disc. */
  readonly mediaId?: string;
  /** What has been written on it. */
  readonly content?: Uint8Array;
}

/** What goes otherwise than well. A sector is the one at which it happens. */
export interface RecorderBehaviour {
  /** Another program holds the drive. */
  readonly busy?: boolean;
  readonly loadFails?: boolean;
  readonly ejectFails?: boolean;
  /** How often it says that it is not ready yet, after loading, and after a cache was flushed or a disc closed. */
  readonly loadPolls?: number;
  readonly closePolls?: number;
  readonly powerCalibration?: boolean;
  readonly closeFailed?: boolean;
  readonly writeErrorAt?: number;
  /** Leaves its bus. */
  readonly lostAt?: number;
  /** Leaves its bus once it has obeyed so many commands. */
  readonly lostAfter?: number;
  /** Answers no more, until it is told to behave otherwise. */
  readonly hungAt?: number;
  readonly unreadableAt?: number;
  /** One bit is written wrong. */
  readonly mismatchAt?: number;
  /** Speed of writing in kB/s, really waited for; none is as fast as can be. */
  readonly pace?: number;
}

export interface RecorderState {
  readonly tray: 'open' | 'closed';
  readonly locked: boolean;
  readonly medium: RecorderMedium | null;
  readonly status: (typeof STATUSES)[number];
  /** Sectors from the beginning. */
  readonly written: number;
  readonly gone: boolean;
  /** Whether a program waits for an answer that does not come. */
  readonly hanging: boolean;
}

const SOURCES = import.meta.dirname;

/** Compiles the library once for every version of its sources. */
function compile(): string {
  const sources = readdirSync(SOURCES)
    .filter((name) => /\.[ch]$/.test(name))
    .toSorted();
  const hash = createHash('sha256');
  for (const name of sources) hash.update(readFileSync(join(SOURCES, name)));
  const library = join(tmpdir(), `diptych-recorder-${hash.digest('hex').slice(0, 16)}.so`);
  if (existsSync(library)) return library;
  const folder = mkdtempSync(join(tmpdir(), 'diptych-recorder-build-'));
  const draft = join(folder, 'recorder.so');
  const files = sources.filter((name) => name.endsWith('.c')).map((name) => join(SOURCES, name));
  const run = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', draft, ...files, '-ldl'], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`The emulated recorder does not compile:\n${run.stderr}`);
  renameSync(draft, library);
  rmSync(folder, { recursive: true });
  return library;
}

/**
 * A DVD recorder at `/dev/sr0` for programs that are started with `environment`: unmodified cdrskin, growisofs,
 * dvd+rw-mediainfo. The tray is open and empty at first. Put discs in and take them out while no program runs.
 */
export class EmulatedRecorder {
  readonly device = '/dev/sr0';
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly #drive: string;
  #behaviour: RecorderBehaviour = {};

  /** `haste` is how many times shorter the programs' naps are: they look at the drive every half second. */
  constructor(haste = 40) {
    const library = compile();
    this.folder = mkdtempSync(join(tmpdir(), 'diptych-recorder-'));
    this.#drive = join(this.folder, 'sr0');
    mkdirSync(this.#drive);
    this.environment = {
      LD_PRELOAD: library,
      DIPTYCH_RECORDER: this.folder,
      DIPTYCH_RECORDER_HASTE: String(haste),
    };
    this.#write({ tray_open: 1, speed: 22_160 });
  }

  /** Starts programs that see this recorder. */
  readonly launch: ChildLauncher = (command) =>
    launchChild({ ...command, environment: { ...command.environment, ...this.environment } });

  /** Reads the disc as the kernel would. */
  readonly openBlockDevice: BlockDeviceOpener = async () => {
    const { tray, medium, gone, written } = this.state;
    if (gone) throw systemError('ENOENT');
    if (tray === 'open' || medium === null) throw systemError('ENOMEDIUM');
    const disc = await openBlockDevice(join(this.#drive, 'content'));
    return {
      read: (position, into) => {
        const spot = (this.#behaviour.unreadableAt ?? -1) * SECTOR_BYTES;
        const hit = spot + SECTOR_BYTES > position && spot >= 0 && spot < position + into.length;
        if (hit || this.state.gone) return Promise.reject(systemError('EIO'));
        const left = Math.max(0, written * SECTOR_BYTES - position);
        return disc.read(position, into.subarray(0, Math.min(into.length, left)));
      },
      close: () => disc.close(),
    };
  };

  get state(): RecorderState {
    const fields = this.#fields();
    const profile = fields.get('profile') ?? 0;
    const medium = Object.entries(PROFILES).find(([, number]) => number === profile)?.[0] ?? null;
    return {
      tray: fields.get('tray_open') === 1 ? 'open' : 'closed',
      locked: fields.get('locked') === 1,
      medium: medium as RecorderMedium | null,
      status: STATUSES[fields.get('status') ?? 0] ?? 'blank',
      written: fields.get('written') ?? 0,
      gone: fields.get('gone') === 1,
      hanging: fields.get('hanging') === 1,
    };
  }

  /** Lays a disc on the tray, wherever that is; what lay there is gone. */
  insert(disc: RecorderDisc): void {
    const { type, status = 'blank', content = new Uint8Array(0) } = disc;
    const isPlus = type.startsWith('DVD+');
    const keep = this.#fields();
    writeFileSync(join(this.#drive, 'content'), content);
    this.#write(
      {
        tray_open: keep.get('tray_open') ?? 0,
        locked: keep.get('locked') ?? 0,
        speed: 22_160,
        profile: PROFILES[type],
        status: STATUSES.indexOf(status),
        capacity: disc.capacity ?? (isPlus ? 2_295_104 : 2_298_496),
        written: content.length / SECTOR_BYTES,
        formatted: Number(type.includes('RW') && status === 'complete'),
        broken: Number(status === 'appendable'),
      },
      disc.mediaId ?? (isPlus ? 'CMCMAG  M01' : 'CMCMAG.AM3'),
    );
  }

  /** Takes the disc away. */
  clear(): void {
    const keep = this.#fields();
    rmSync(join(this.#drive, 'content'), { force: true });
    this.#write({ tray_open: keep.get('tray_open') ?? 0, locked: keep.get('locked') ?? 0 });
  }

  /** What goes otherwise than well from now on; everything that is left out goes well again. */
  behave(behaviour: RecorderBehaviour): void {
    this.#behaviour = behaviour;
    const numbers: Record<string, number> = {};
    for (const [name, value] of Object.entries(behaviour)) {
      const field = name
        .replace(/At$/, '')
        .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      numbers[field] = Number(value);
    }
    this.#replace('behaviour', fieldLines(numbers));
  }

  /** Opens or closes the tray by its button, or pulls and plugs the drive's cable. */
  set(change: { readonly tray?: 'open' | 'closed'; readonly gone?: boolean }): void {
    const fields = Object.fromEntries(this.#fields());
    if (change.tray !== undefined) fields['tray_open'] = Number(change.tray === 'open');
    if (change.gone !== undefined) Object.assign(fields, { gone: Number(change.gone), obeyed: 0 });
    this.#write(fields, /media_id=(.+)/.exec(this.#text())?.[1]);
  }

  /** The sectors that are on the disc. */
  content(): Uint8Array {
    return readFileSync(join(this.#drive, 'content'));
  }

  /** Every command since the last call, but for reads and writes that went well: bytes, and `-> key/asc/ascq`. */
  takeCommands(): string[] {
    const path = join(this.#drive, 'commands');
    if (!existsSync(path)) return [];
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    rmSync(path);
    return lines.map((line) => line.trim());
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #text(): string {
    return readFileSync(join(this.#drive, 'state'), 'utf8');
  }

  #fields(): Map<string, number> {
    const lines = this.#text().matchAll(/^(\w+)=(-?\d+)$/gm);
    return new Map([...lines].map(([, name = '', value]) => [name, Number(value)]));
  }

  #write(fields: Readonly<Record<string, number>>, mediaId = ''): void {
    this.#replace('state', `${fieldLines(fields)}media_id=${mediaId}\n`);
  }

  #replace(name: string, text: string): void {
    writeFileSync(join(this.#drive, `${name}.test`), text);
    renameSync(join(this.#drive, `${name}.test`), join(this.#drive, name));
  }
}

function fieldLines(fields: Readonly<Record<string, number>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: of the emulated recorder`), { code });
}
