import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { silentLogger } from '../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { minutes, SECTOR_BYTES, seconds, sectors } from '../../../../app/foundation/units.ts';
import type { WirePiece } from '../../../../drivers/contract/device.ts';
import { trayArguments } from '../../../../drivers/optical-drive/cdrskin-codec.ts';
import { openGrowisofsDrive } from '../../../../drivers/optical-drive/optical-drive-growisofs.ts';
import type { ChildExit, ChildLauncher } from '../../../../drivers/transports/child-process.ts';
import { whileTimePasses } from '../../../support/drivers-time.ts';

interface ScriptedChild {
  print(line: string): void;
  exit(code: number | null, signal?: NodeJS.Signals): void;
  onSignal: (signal: NodeJS.Signals) => void;
}

interface Conversation {
  readonly launch: ChildLauncher;
  readonly commands: string[];
  readonly signals: string[];
}

const INQUIRY = 'INQUIRY:                [HL-DT-ST][DVDRAM GSA-4163B][A100]';
const EMPTY = ':-( no media mounted, exiting...';
const BLANK = [' Mounted Media:         11h, DVD-R Sequential', ' Disc status:           blank'];

/** Programs that say what a script says: each look at the disc the next of `looks`, and the last of them ever after. */
function conversation(
  burn: (child: ScriptedChild) => void,
  looks: readonly (readonly string[])[] = [BLANK],
): Conversation {
  const commands: string[] = [];
  const signals: string[] = [];
  let looked = 0;
  const launch: ChildLauncher = (command) => {
    const line = [command.program, ...command.arguments].join(' ');
    commands.push(line);
    let resolveExit: (exit: ChildExit) => void = () => {};
    const exited = new Promise<ChildExit>((resolve) => {
      resolveExit = resolve;
    });
    const child: ScriptedChild = {
      print: (text) => command.onLine(text, 'stderr'),
      exit: (code, signal) => resolveExit({ code, signal: signal ?? null }),
      onSignal() {},
    };
    setImmediate(() => {
      if (line.endsWith('-help')) {
        child.print('* growisofs by <appro@fy.chalmers.se>, version 7.1,');
        child.exit(150);
      } else if (line.startsWith('dvd+rw-mediainfo')) {
        for (const text of [INQUIRY, ...(looks[looked] ?? looks.at(-1) ?? [])]) child.print(text);
        looked += 1;
        child.exit(0);
      } else if (line.includes('growisofs')) burn(child);
      else child.exit(0);
    });
    return {
      write: () => Promise.resolve(true),
      end() {},
      exited,
      kill(signal) {
        signals.push(signal);
        child.onSignal(signal);
        if (signal === 'SIGKILL') child.exit(null, 'SIGKILL');
      },
    };
  };
  return { launch, commands, signals };
}

const image = bufferSource(new Uint8Array(40 * SECTOR_BYTES).fill(7));
const request = { source: image, sectors: sectors(40), speed: 8 };
const SPEED = '/dev/sr0: "Current Write Speed" is 8.2x1352KBps.';

async function open(script: Conversation, clock = new ManualClock(), heard: WirePiece[] = []) {
  const drive = await openGrowisofsDrive({
    device: '/dev/sr0',
    maximumSpeed: 8,
    clock,
    logger: silentLogger,
    launch: script.launch,
    tap: (piece) => heard.push(piece),
  });
  return { drive, clock };
}

function succeed(child: ScriptedChild): void {
  child.print(SPEED);
  child.print('builtin_dd: 48*2KB out @ average infx1352KBps');
  child.print('/dev/sr0: flushing cache');
  child.exit(0);
}

describe('the growisofs drive', () => {
  it('says exactly this to its programs, and nothing that moves the tray before it is told to', async () => {
    const script = conversation(succeed);
    const { drive } = await open(script);
    expect(drive.capabilities.model).toBe('HL-DT-ST DVDRAM GSA-4163B');
    await drive.probe();
    await drive.openTray();
    await drive.closeTray();
    await drive.burn(request, () => {});
    expect(script.commands).toEqual([
      'stdbuf -oL growisofs -help',
      'dvd+rw-mediainfo /dev/sr0',
      'dvd+rw-mediainfo /dev/sr0',
      ['cdrskin', ...trayArguments('/dev/sr0', 'eject')].join(' '),
      ['cdrskin', ...trayArguments('/dev/sr0', 'load')].join(' '),
      'dvd+rw-mediainfo /dev/sr0',
      'stdbuf -oL growisofs -use-the-force-luke=notray,tty,tracksize:40,dao:40 -dvd-compat -speed=8 -Z /dev/sr0=/dev/fd/0',
    ]);
  });

  it('lets whoever listens hear every line both ways', async () => {
    const heard: WirePiece[] = [];
    const { drive } = await open(conversation(succeed), new ManualClock(), heard);
    heard.length = 0;
    await drive.burn(request, () => {});
    const said = heard.map(({ direction, bytes, meaning }) => [
      direction,
      meaning,
      Buffer.from(bytes).toString().slice(0, 24),
    ]);
    expect(said.slice(-4)).toEqual([
      ['sent', 'command line', 'stdbuf -oL growisofs -us'],
      ['received', 'starting', '/dev/sr0: "Current Write'],
      ['received', 'total', 'builtin_dd: 48*2KB out @'],
      ['received', 'closing', '/dev/sr0: flushing cache'],
    ]);
  });

  it('waits for a disc that spins up before it starts growisofs, which does not', async () => {
    const script = conversation(succeed, [[EMPTY], [EMPTY], [EMPTY], BLANK]);
    const { drive, clock } = await open(script);
    const begin = clock.monotonic();
    await whileTimePasses(
      clock,
      drive.burn(request, () => {}),
      seconds(20),
    );
    expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(seconds(2));
  });

  it.each([
    ['an empty tray, which growisofs would close', [EMPTY], 'DRIVE_NO_MEDIUM'],
    [
      'a burned disc',
      [' Mounted Media:         1Bh, DVD+R', ' Disc status:           complete'],
      'DRIVE_NOT_BLANK',
    ],
    [
      'a burned disc that looks pressed',
      [' Mounted Media:         10h, DVD-ROM', ' Disc status:           complete'],
      'DRIVE_NOT_BLANK',
    ],
    ['a CD', [':-( non-DVD media mounted, exiting...'], 'DRIVE_WRONG_MEDIUM'],
  ])('does not start growisofs on %s', async (_, look, code) => {
    const script = conversation(succeed, [look]);
    const { drive, clock } = await open(script);
    const burning = whileTimePasses(
      clock,
      drive.burn(request, () => {}),
      seconds(20),
    );
    await expect(burning).rejects.toMatchObject({ code, disc: 'untouched', retry: 'newDisc' });
    expect(script.commands.filter((command) => command.includes('-Z'))).toEqual([]);
  });

  it('asks a recorder to stop whose count has not grown for three minutes, though it goes on printing', async () => {
    const clock = new ManualClock();
    const script = conversation((child) => {
      child.print(SPEED);
      const say = () => {
        child.print('      65536/81920 (80.0%) @0.0x, remaining 0:00 RBU  99.9% UBU  10.0%');
        clock.after(seconds(3), say);
      };
      say();
      child.onSignal = () => child.exit(4);
    });
    const { drive } = await open(script, clock);
    const begin = clock.monotonic();
    const burning = drive.burn(request, () => {});
    await expect(whileTimePasses(clock, burning, minutes(30), seconds(1))).rejects.toMatchObject({
      code: 'DRIVE_STREAM_STALLED',
      disc: 'coaster',
    });
    expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(minutes(3));
    expect(script.signals).toEqual(['SIGTERM']);
  });

  it('leaves a recorder in peace that is closing the disc, in silence', async () => {
    const clock = new ManualClock();
    const script = conversation((child) => {
      child.print(SPEED);
      child.print('builtin_dd: 48*2KB out @ average infx1352KBps');
      child.print('/dev/sr0: flushing cache');
      clock.after(minutes(10), () => child.exit(0));
    });
    const { drive } = await open(script, clock);
    const result = await whileTimePasses(
      clock,
      drive.burn(request, () => {}),
      minutes(30),
      seconds(1),
    );
    expect(result.sectors).toBe(40);
    expect(script.signals).toEqual([]);
  });

  it('tells each phase once and in order, and how far it is', async () => {
    const script = conversation((child) => {
      child.print(SPEED);
      child.print('      65536/81920 (80.0%) @8.1x, remaining 0:00 RBU  99.9% UBU  97.5%');
      child.print('/dev/sr0: flushing cache');
      child.print('      81920/81920 (100.0%) @8.1x, remaining 0:00 RBU   0.0% UBU  97.5%');
      child.print('builtin_dd: 48*2KB out @ average infx1352KBps');
      child.print('/dev/sr0: closing track');
      child.exit(0);
    });
    const { drive } = await open(script);
    const steps: unknown[] = [];
    await drive.burn(request, (step) => steps.push(step));
    const writing = { phase: 'writing', sectors: 40 };
    expect(steps).toEqual([
      { phase: 'leadIn' },
      { ...writing, sectorsDone: 0, bufferPercent: null, fifoPercent: null, speed: null },
      { ...writing, sectorsDone: 32, bufferPercent: 97.5, fifoPercent: 99.9, speed: 8.1 },
      { phase: 'closing' },
    ]);
  });

  it('cancels by asking once, and waits for the drive', async () => {
    const script = conversation((child) => {
      child.onSignal = () => {
        child.print('/dev/sr0: flushing cache');
        child.exit(0);
      };
      child.print(SPEED);
    });
    const { drive } = await open(script);
    const giveUp = new AbortController();
    const burning = drive.burn(request, () => giveUp.abort(), { signal: giveUp.signal });
    await expect(burning).rejects.toMatchObject({ code: 'DRIVE_CANCELED', disc: 'coaster' });
    expect(script.signals).toEqual(['SIGTERM']);
  });

  it('does not open where growisofs is another program, or the drive is not there', async () => {
    const other = conversation(succeed);
    const notGrowisofs: ChildLauncher = (command) => {
      const child = other.launch({ ...command, onLine() {} });
      return child;
    };
    await expect(open({ ...other, launch: notGrowisofs })).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    const script = conversation(succeed);
    const gone: ChildLauncher = (command) =>
      script.launch({
        ...command,
        onLine: (line, stream) => {
          if (!line.startsWith('INQUIRY')) command.onLine(line, stream);
        },
      });
    await expect(open({ ...script, launch: gone })).rejects.toMatchObject({ code: 'DRIVE_LOST' });
  });

  it('kills what still runs when it is closed', async () => {
    const script = conversation((child) => {
      child.print(SPEED);
      setImmediate(() => void drive.close());
    });
    const { drive } = await open(script);
    await expect(drive.burn(request, () => {})).rejects.toMatchObject({ disc: 'coaster' });
    expect(script.signals).toEqual(['SIGKILL']);
  });
});
