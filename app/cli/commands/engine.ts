import { hkdfSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { distributorIdSchema, orderIdSchema, titleIdSchema } from '../../contracts/identifiers.ts';
import type { FileSource } from '../../disc/file-source.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import {
  type ComplementIdentity,
  defaultPreset,
  type Preset,
  presets,
  type SplitKeys,
} from '../../split/index.ts';
import { indexFile, joinFiles, type JobOptions, splitFile } from '../engine/engine-jobs.ts';
import { overlayFile, splitLevels } from '../engine/level-jobs.ts';
import { inspectAnyFile } from '../engine/inspect-file.ts';
import { withInput } from '../terminal/input-file.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

interface SplitFlags {
  readonly index?: string;
  readonly preset?: Preset;
  readonly key: Uint8Array;
  readonly distributorKey?: Uint8Array;
  readonly main: string;
  readonly complement: string;
  readonly order?: string;
  readonly distributor?: string;
  readonly title?: string;
  readonly distributorImage?: string;
  readonly overlay?: string;
}

/** The engine on files, without a bank. */
export function addEngineCommands(program: Command): void {
  program
    .command('index')
    .description('Finds every place of a DVD-Video image or VOB whose bits may be overwritten.')
    .argument('<film>', 'image.iso or file.vob')
    .requiredOption('-o, --output <file>', 'the index to write')
    .addOption(presetOption().default(defaultPreset))
    .action(async (film: string, { output, preset }: { output: string; preset: Preset }) => {
      const summary = await withInput(film, (source) =>
        follow((job) => indexFile(source, output, preset, job)),
      );
      print(`${summary.blocks} blocks, ${summary.indexBytes} bytes of index: ${output}`);
    });

  program
    .command('split')
    .description('Cuts a film in two: main stream and complement.')
    .argument('<film>', 'image.iso or file.vob')
    .option('--index <file>', 'its index; made for this once if not given')
    .addOption(presetOption())
    .requiredOption('--key <hex>', 'of the order: 32 bytes, 64 hexadecimal figures', parseKey)
    .option(
      '--distributor-key <hex>',
      'of all orders at a distributor; made from the key if not given',
      parseKey,
    )
    .requiredOption('--main <file>', 'the main stream to write')
    .requiredOption('--complement <file>', 'the complement to write')
    .option('--order <id>', 'order to mark the disc with, 20 characters')
    .option('--distributor <id>', 'distributor to mark the disc with')
    .option('--title <id>', 'title to name in the complement')
    .option('--distributor-image <file>', 'what all orders of the distributor share, to write too')
    .option('--overlay <file>', 'what turns that into this main stream, to write too')
    .action(async (film: string, flags: SplitFlags) => {
      const identity = identityOf(flags);
      const { main: mainPath, complement: complementPath, preset } = flags;
      const keys = keysOf(flags);
      const outputs = {
        imagePath: flags.distributorImage ?? null,
        overlayPath: flags.overlay ?? null,
      };
      await withInput(film, (master) =>
        withIndex(master, flags, (index) =>
          follow((job) =>
            splitFile({ master, index, preset, keys, identity, mainPath, complementPath }, job),
          ).then(() =>
            follow((job) => splitLevels({ master, index, keys, identity }, outputs, job)),
          ),
        ),
      );
      print(`Main stream: ${flags.main}\nComplement: ${flags.complement}`);
    });

  program
    .command('overlay')
    .description('Makes the main stream of an order from the image of its distributor.')
    .argument('<image>', 'the distributor’s, as split --distributor-image writes it')
    .argument('<overlay>', 'of the order, as split --overlay writes it')
    .requiredOption('-o, --output <file>', 'the main stream to write')
    .action(async (imagePath: string, overlayPath: string, { output }: { output: string }) => {
      await withInput(imagePath, (image) =>
        withInput(overlayPath, (overlay) =>
          follow((job) => overlayFile(image, overlay, output, job)),
        ),
      );
      print(`Main stream: ${output}`);
    });

  program
    .command('join')
    .description('Rebuilds the original from main stream and complement, bit for bit.')
    .argument('<main>')
    .argument('<complement>')
    .requiredOption('-o, --output <file>', 'the original to write')
    .action(async (mainPath: string, complementPath: string, { output }: { output: string }) => {
      const sha256 = await withInput(mainPath, (main) =>
        withInput(complementPath, (complement) =>
          follow((job) => joinFiles(main, complement, output, job)),
        ),
      );
      print(`The original, bit for bit: ${output}\nSHA-256 ${sha256}`);
    });

  program
    .command('inspect')
    .description('Says what a file is: index, complement, main stream, image or program stream.')
    .argument('<file>')
    .option('--json', 'one JSON object')
    .action(async (path: string, { json }: { json?: boolean }) => {
      const facts = await withInput(path, async (source) => inspectAnyFile(source));
      print(json ? JSON.stringify(facts) : readable(facts));
    });
}

async function follow<Result>(run: (job: JobOptions) => Promise<Result>): Promise<Result> {
  const progress = showProgress(!process.stderr.isTTY);
  try {
    return await run({
      signal: interruption(),
      onProgress: (label, percent) => progress.update(label, percent),
    });
  } finally {
    progress.stop();
  }
}

function identityOf({ order, distributor, title }: SplitFlags): ComplementIdentity | null {
  if (order === undefined && distributor === undefined && title === undefined) return null;
  const orderId = orderIdSchema.safeParse(order);
  const distributorId = distributorIdSchema.safeParse(distributor);
  const titleId = titleIdSchema.safeParse(title ?? 'unregistered');
  if (!orderId.success || !distributorId.success || !titleId.success) {
    throw new AppError(
      'CLI_IDENTITY_INVALID',
      'To mark a disc, give --order (20 characters of Crockford base 32) and --distributor (2 to 8 capitals and figures).',
      { remedy: 'reject-input' },
    );
  }
  return { orderId: orderId.data, distributorId: distributorId.data, titleId: titleId.data };
}

/** How much is taken away. */
function presetOption(): Option {
  return new Option('--preset <preset>', 'percent of the pictures taken away').choices(presets);
}

/** A key of the distributor's level that is only this order's, where none is given. */
function keysOf({ key, distributorKey }: SplitFlags): SplitKeys {
  const own = () => new Uint8Array(hkdfSync('sha256', key, '', 'diptych distributor level', 32));
  return { order: key, distributor: distributorKey ?? own() };
}

/** Opens the index of a film, or one that is made now and thrown away afterwards. */
async function withIndex<Result>(
  master: ByteSource,
  { index, preset = defaultPreset }: SplitFlags,
  use: (index: FileSource) => Promise<Result>,
): Promise<Result> {
  if (index !== undefined) return withInput(index, use);
  const folder = mkdtempSync(join(tmpdir(), 'diptych-index-'));
  try {
    const path = join(folder, 'film.index');
    await follow((job) => indexFile(master, path, preset, job));
    return await withInput(path, use);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parseKey(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new InvalidArgumentError('A key is 64 hexadecimal figures.');
  }
  return Buffer.from(text, 'hex');
}

function readable(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
