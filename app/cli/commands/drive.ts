import { type Command, Option } from 'commander';
import type { BurnProgress, OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { isAppError } from '../../foundation/errors.ts';
import { hashImage, withImage, type DiscImage } from '../devices/disc-image.ts';
import {
  describeDriveFailure,
  speedOf,
  withDrive,
  type DriveFlags,
} from '../devices/drive-bench.ts';
import { machineOption } from '../devices/machine-option.ts';
import { wholeNumber } from '../devices/numbers.ts';
import { runVerb, secondsSince, type Facts, type VerbJob } from '../devices/run-verb.ts';

/** What the recorder is about while it counts no sectors. */
const PHASES: Readonly<Record<Exclude<BurnProgress['phase'], 'writing'>, string>> = {
  leadIn: 'Writing the lead-in',
  closing: 'Closing the disc',
};

type DriveVerb = (drive: OpticalDrive, job: VerbJob) => Promise<Facts>;

/** An optical drive alone, on an integrator's bench. */
export function addDriveCommands(program: Command): void {
  const drive = program.command('drive').description('An optical drive alone, on the bench.');
  const verb = (name: string, description: string) =>
    drive
      .command(name)
      .description(description)
      .option('--device <path>', 'its node, as /dev/sr0; no settings are read then')
      .option('--drive <number>', 'which one of the settings, from 1', wholeNumber, 1)
      .addOption(machineOption())
      .addOption(
        new Option('--driver <driver>', 'with --device')
          .choices(['cdrskin', 'growisofs'])
          .default('cdrskin'),
      )
      .option('--program <path>', 'with --device: the program, if not the one on the path')
      .option('--speed <number>', 'in multiples of 1 385 kB/s', wholeNumber)
      .option('--json', 'one JSON object at the end, nothing else on standard output');

  verb('probe', 'Says what it is and what lies in it; moves nothing.').action((flags: DriveFlags) =>
    onDrive(flags, probe),
  );
  verb('open', 'Opens its tray.').action((flags: DriveFlags) => onDrive(flags, moveTray('open')));
  verb('close', 'Closes its tray.').action((flags: DriveFlags) =>
    onDrive(flags, moveTray('close')),
  );
  verb('eject', 'Unlocks its tray and opens it, also after a burn that was broken off.').action(
    (flags: DriveFlags) => onDrive(flags, moveTray('open')),
  );
  verb('burn', 'Burns a disc image; reading it back is `verify`.')
    .argument('<image>', 'image.iso')
    .option('--overwrite', 'write over a rewritable disc that is used')
    .action((path: string, flags: DriveFlags) => onImage(path, flags, burn));
  verb('verify', 'Reloads the disc, reads it back and compares it with an image.')
    .argument('<image>', 'image.iso')
    .action((path: string, flags: DriveFlags) => onImage(path, flags, verify));
}

function onDrive(flags: DriveFlags, act: DriveVerb): Promise<void> {
  return runVerb(
    flags,
    (job) => withDrive(flags, (drive) => act(drive, job)),
    describeDriveFailure,
  );
}

/** The image is looked at before the drive is: a wrong one disturbs nothing. */
function onImage(
  path: string,
  flags: DriveFlags,
  act: (image: DiscImage, flags: DriveFlags) => DriveVerb,
): Promise<void> {
  return runVerb(
    flags,
    (job) =>
      withImage(path, (image) => {
        const verb = act(image, flags);
        return withDrive(flags, (drive) => verb(drive, job));
      }),
    describeDriveFailure,
  );
}

const probe: DriveVerb = async (drive, { signal }) => {
  const { medium, tray } = await drive.probe({ signal });
  const { address, model } = drive.capabilities;
  const facts = { model, device: address, tray };
  if (medium === 'none') return { ...facts, medium, type: '', capacity: null, mediaId: null };
  const { capacity, mediaId, state, type } = await drive.readMedium({ signal });
  return { ...facts, medium: state, type, capacity, mediaId };
};

function moveTray(motion: 'open' | 'close'): DriveVerb {
  return async (drive, { signal }) => {
    const begin = performance.now();
    await (motion === 'open' ? drive.openTray({ signal }) : drive.closeTray({ signal }));
    return { tray: drive.status.tray, seconds: secondsSince(begin) };
  };
}

function burn({ sectors, source }: DiscImage, flags: DriveFlags): DriveVerb {
  return async (drive, { progress, signal }) => {
    const begin = performance.now();
    const { mediaId } = await drive.readMedium({ signal });
    const onProgress = (step: BurnProgress) => {
      if (step.phase === 'writing') progress.update('Burning', (100 * step.sectorsDone) / sectors);
      else progress.update(PHASES[step.phase], step.phase === 'closing' ? 100 : 0);
    };
    try {
      const speed = speedOf(flags, drive);
      const overwrite = flags.overwrite === true;
      const request = { sectors, source, speed, overwrite };
      const { sha256 } = await drive.burn(request, onProgress, { signal });
      return { bytes: source.size, sectors, sha256, seconds: secondsSince(begin), mediaId };
    } catch (failure) {
      if (isAppError(failure, 'DRIVE_CANCELED')) await giveDiscBack(drive);
      throw failure;
    }
  };
}

/** A burn that was broken off leaves the tray closed, perhaps locked. Where it does not open, the disc stays in the drive. */
async function giveDiscBack(drive: OpticalDrive): Promise<void> {
  await drive.openTray().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The disc is still in the drive: ${reason}\n`);
  });
}

function verify(image: DiscImage): DriveVerb {
  return async (drive, { progress, signal }) => {
    const begin = performance.now();
    const { sectors, source } = image;
    const onHashed = (percent: number) => progress.update('Reading the image', percent);
    const sha256 = await hashImage(image, onHashed, signal);
    const onRead = (done: number) => progress.update('Reading the disc', (100 * done) / sectors);
    await drive.verify({ sectors, sha256 }, onRead, { signal });
    const { mediaId } = await drive.readMedium({ signal });
    return { bytes: source.size, sectors, sha256, seconds: secondsSince(begin), mediaId };
  };
}
