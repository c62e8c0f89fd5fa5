import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import {
  milliseconds,
  minutes,
  SECTOR_BYTES,
  seconds,
  sectors,
} from '../../../../app/foundation/units.ts';
import { openCdrskinDrive } from '../../../../drivers/optical-drive/optical-drive-cdrskin.ts';
import type {
  ChildCommand,
  ChildExit,
  ChildLauncher,
} from '../../../../drivers/transports/child-process.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

/** What a scripted child does once it is started. */
interface ScriptedChild {
  print(line: string): void;
  exit(code: number | null, signal?: NodeJS.Signals): void;
}

interface Conversation {
  readonly launch: ChildLauncher;
  readonly commands: string[];
  readonly signals: string[];
}

/** A recorder that says what a script says: inquiries and tray motions succeed, burns do as `burn` pleases. */
function conversation(
  burn: (child: ScriptedChild, asked: { signal: (name: NodeJS.Signals) => void }) => void,
  reads = true,
  looks: ((child: ScriptedChild) => void)[] = [],
  stuck = '',
): Conversation {
  const commands: string[] = [];
  const signals: string[] = [];
  const launch: ChildLauncher = (command: ChildCommand) => {
    commands.push(command.arguments.join(' '));
    let resolveExit: (exit: ChildExit) => void = () => {};
    const exited = new Promise<ChildExit>((resolve) => {
      resolveExit = resolve;
    });
    const child: ScriptedChild = {
      print: (line) => command.onLine(line, 'stdout'),
      exit: (code, signal) => resolveExit({ code, signal: signal ?? null }),
    };
    const asked = { signal: (_name: NodeJS.Signals) => {} };
    if (command.arguments.includes('-')) setImmediate(() => burn(child, asked));
    else if (command.arguments.includes('-minfo')) {
      const look = looks.shift();
      setImmediate(() => (look === undefined ? child.exit(0) : look(child)));
    } else if (!command.arguments.includes(stuck)) setImmediate(() => child.exit(0));
    return {
      write: () => Promise.resolve(reads),
      end() {},
      exited,
      kill(signal) {
        signals.push(signal);
        asked.signal(signal);
        if (signal === 'SIGKILL') child.exit(null, 'SIGKILL');
      },
    };
  };
  return { launch, commands, signals };
}

const image = bufferSource(new Uint8Array(2 * SECTOR_BYTES).fill(7));
const request = { source: image, sectors: sectors(2), speed: 8 };

async function open(script: Conversation, clock = new ManualClock()) {
  const drive = await openCdrskinDrive({
    program: 'cdrskin',
    leadingArguments: [],
    device: '/dev/sr0',
    maximumSpeed: 8,
    clock,
    logger: silentLogger,
    launch: script.launch,
  });
  return { drive, clock };
}

function startWriting(child: ScriptedChild): void {
  child.print('cdrskin: status 1 burn_disc_blank "The drive holds a blank disc"');
  child.print('Starting new track at sector: 0');
}

function isBusy(child: ScriptedChild): void {
  child.print("cdrskin: FATAL : Cannot open busy device '/dev/sr0'");
  child.exit(3);
}

function doesNotKnow(child: ScriptedChild): void {
  child.print('cdrskin: status 0 BURN_DISC_UNREADY "The current status is not yet known"');
  child.exit(0);
}

function seesBlank(child: ScriptedChild): void {
  child.print('cdrskin: status 1 burn_disc_blank "The drive holds a blank disc"');
  child.exit(0);
}

describe('the cdrskin drive', () => {
  it('says exactly this to the recorder, and nothing that moves the tray before it is told to', async () => {
    const script = conversation((child) => {
      startWriting(child);
      child.print('Track 01: Total bytes read/written: 4096/4096 (2 sectors).');
      child.print('cdrskin: burning done');
      child.exit(0);
    });
    const { drive } = await open(script);
    await drive.probe();
    await drive.openTray();
    await drive.closeTray();
    await drive.burn(request, () => {});
    expect(script.commands).toEqual([
      'dev=/dev/sr0 -inq',
      '--no_load -v -V dev=/dev/sr0 -minfo',
      '-V dev=/dev/sr0 -eject',
      '-V dev=/dev/sr0 -load',
      '--no_load -v -V dev=/dev/sr0 -minfo',
      '--no_load -v dev=/dev/sr0 -sao speed=8 tsize=2s fs=64m -',
    ]);
  });

  it('hears why a recorder stopped reading, instead of breaking with its pipe', async () => {
    const script = conversation((child) => {
      startWriting(child);
      child.print(
        'cdrskin: FATAL : SCSI error on write(0,16): [3 0C 00] Medium error. Write error.',
      );
      child.exit(10);
    }, false);
    const { drive } = await open(script);
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({
      code: 'DRIVE_WRITE_ERROR',
      context: { lba: 0, bytesFed: 0 },
    });
  });

  it('asks a silent recorder to stop after three minutes, kills it after fifteen more, and leaves the tray to its caller', async () => {
    const script = conversation(startWriting);
    const { drive, clock } = await open(script);
    const begin = clock.monotonic();
    const burning = drive.burn(request, () => {});
    await expect(whileTimePasses(clock, burning, minutes(30), seconds(1))).rejects.toMatchObject({
      code: 'DRIVE_STREAM_STALLED',
      disc: 'coaster',
    });
    expect(script.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(minutes(18));
    expect(script.commands.filter((command) => command.endsWith('-eject'))).toEqual([]);
  });

  it('leaves a recorder in peace that is closing the disc and says so', async () => {
    const clock = new ManualClock();
    const script = conversation((child) => {
      startWriting(child);
      child.print('Track 01: Total bytes read/written: 4096/4096 (2 sectors).');
      child.print('cdrskin: thank you for being patient for 1 seconds');
      clock.after(minutes(10), () => {
        child.print('cdrskin: burning done');
        child.exit(0);
      });
    });
    const { drive } = await open(script, clock);
    const burning = drive.burn(request, () => {});
    const result = await whileTimePasses(clock, burning, minutes(30), seconds(1));
    expect(result.sectors).toBe(2);
    expect(script.signals).toEqual([]);
  });

  it('cancels by asking once, waits for the drive, and leaves the tray to its caller', async () => {
    const script = conversation((child, asked) => {
      asked.signal = () => {
        child.print('cdrskin: ABORT : Waiting for drive to finish ( 1 s, 4440 max)');
        child.exit(1);
      };
      startWriting(child);
    });
    const { drive } = await open(script);
    const giveUp = new AbortController();
    const burning = drive.burn(request, () => giveUp.abort(), { signal: giveUp.signal });
    await expect(burning).rejects.toMatchObject({ code: 'DRIVE_CANCELED', disc: 'coaster' });
    expect(script.signals).toEqual(['SIGTERM']);
    expect(script.commands.filter((command) => command.endsWith('-eject'))).toEqual([]);
  });

  it('leaves the disc as it was when canceled before the recorder began', async () => {
    const giveUp = new AbortController();
    const script = conversation((child, asked) => {
      asked.signal = () => child.exit(1);
      giveUp.abort();
    });
    const { drive } = await open(script);
    await expect(drive.burn(request, () => {}, { signal: giveUp.signal })).rejects.toMatchObject({
      code: 'DRIVE_CANCELED',
      disc: 'untouched',
      retry: 'sameDisc',
    });
  });

  it('burns nothing when canceled while it looks at the disc', async () => {
    const giveUp = new AbortController();
    const script = conversation(startWriting, true, [
      (child) => {
        giveUp.abort();
        seesBlank(child);
      },
    ]);
    const { drive } = await open(script);
    await expect(drive.burn(request, () => {}, { signal: giveUp.signal })).rejects.toMatchObject({
      code: 'DRIVE_CANCELED',
      disc: 'untouched',
      retry: 'sameDisc',
    });
    expect(script.commands.filter((command) => command.includes('-sao'))).toEqual([]);
  });

  it('takes waiting for the first megabyte for writing, not for closing', async () => {
    const script = conversation((child) => {
      startWriting(child);
      child.print('cdrskin: thank you for being patient for 20 seconds');
    });
    const { drive, clock } = await open(script);
    const phases: string[] = [];
    const burning = drive.burn(request, (progress) => phases.push(progress.phase));
    await expect(whileTimePasses(clock, burning, minutes(30), seconds(1))).rejects.toMatchObject({
      code: 'DRIVE_STREAM_STALLED',
    });
    expect(phases).toEqual(['leadIn']);
  });

  it.each([
    ['is busy', isBusy],
    ['does not know yet', doesNotKnow],
  ])(
    'asks a drive again after a second that %s, instead of giving up its disc',
    async (_, look) => {
      const script = conversation(startWriting, true, [look, look, seesBlank]);
      const { drive, clock } = await open(script);
      const begin = clock.monotonic();
      const medium = await whileTimePasses(clock, drive.readMedium(), seconds(20));
      expect(medium.state).toBe('blank');
      expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(seconds(2));
      expect(drive.status.health).toBe('online');
    },
  );

  it('says so when a drive stays busy', async () => {
    const script = conversation(
      startWriting,
      true,
      Array.from({ length: 9 }, () => isBusy),
    );
    const { drive, clock } = await open(script);
    const reading = whileTimePasses(clock, drive.readMedium(), seconds(20));
    await expect(reading).rejects.toMatchObject({ code: 'DRIVE_BUSY', retry: 'sameDisc' });
    expect(script.commands.filter((command) => command.includes('-minfo'))).toHaveLength(5);
  });

  it('stops waiting for a busy drive when it is told to', async () => {
    const script = conversation(startWriting, true, [isBusy]);
    const { drive, clock } = await open(script);
    const giveUp = new AbortController();
    const reading = drive.readMedium({ signal: giveUp.signal });
    clock.after(milliseconds(500), () => giveUp.abort());
    await expect(whileTimePasses(clock, reading, seconds(20))).rejects.toMatchObject({
      code: 'DEVICE_CANCELED',
    });
  });

  it('does not know where a tray stands whose motion took too long', async () => {
    const script = conversation(startWriting, true, [], '-load');
    const { drive, clock } = await open(script);
    await drive.openTray();
    expect(drive.status.tray).toBe('open');
    const closing = whileTimePasses(clock, drive.closeTray(), minutes(3), seconds(1));
    await expect(closing).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
    expect(script.signals).toEqual(['SIGTERM', 'SIGKILL']);
    expect(drive.status).toMatchObject({ tray: 'unknown', medium: 'unknown', activity: 'idle' });
  });

  it('moves the tray to read back only while its caller lets it', async () => {
    const script = conversation(startWriting);
    const { drive } = await open(script);
    const before = script.commands.length;
    let reloading: string[] = [];
    const reading = drive.verify({ sectors: sectors(2), sha256: '0'.repeat(64) }, () => {}, {
      async aroundReload(reload) {
        expect(script.commands).toHaveLength(before);
        await reload();
        reloading = script.commands.slice(before);
        throw new Error('Not now.');
      },
    });
    await expect(reading).rejects.toThrow('Not now.');
    expect(reloading).toEqual(['-V dev=/dev/sr0 -eject', '-V dev=/dev/sr0 -load']);
    expect(script.commands.slice(before)).toEqual(reloading);
  });

  it('kills what still runs when it is closed', async () => {
    const script = conversation(startWriting);
    const { drive } = await open(script);
    const closing: Promise<void>[] = [];
    const burning = drive.burn(request, () => closing.push(drive.close()));
    await expect(burning).rejects.toMatchObject({ disc: 'coaster' });
    await Promise.all(closing);
    expect(script.signals).toEqual(['SIGKILL']);
    expect(drive.status).toMatchObject({ health: 'offline', activity: 'idle' });
  });
});
