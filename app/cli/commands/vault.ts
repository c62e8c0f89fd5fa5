import { type Command, InvalidArgumentError, Option } from 'commander';
import { addTitle } from '../../bank/ingest/add-title.ts';
import { defaultPreset, type Preset, presets, type SplitCoverage } from '../../split/index.ts';
import { listTitles } from '../../bank/compose.ts';
import type { TitleFacts } from '../../bank/ingest/title-facts.ts';
import { systemClock } from '../../foundation/clock.ts';
import { dataFolders } from '../installation.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

interface AddFlags {
  readonly title: string;
  readonly titleFr?: string;
  readonly id?: string;
  readonly synopsis?: string;
  readonly synopsisFr?: string;
  readonly year: number;
  readonly credits: string;
  readonly rights: string;
  readonly genre?: TitleFacts['genres'];
  readonly standard?: 'pal' | 'ntsc';
  readonly posterAt?: number;
  readonly preset: Preset;
}

/** What an operator of the bank does with its films. */
export function addVaultCommands(program: Command): void {
  const vault = program.command('vault').description('The films of the bank.');

  vault
    .command('add')
    .description('Puts a film into the vault: master, index, poster, trailer.')
    .argument('<source>', 'a film, a VIDEO_TS folder, or a DVD-Video image')
    .requiredOption('--title <text>', 'its name')
    .option('--title-fr <text>', 'its French name, if it has another')
    .option('--id <id>', 'its identifier; made from the name if not given')
    .option('--synopsis <text>', 'what it is about')
    .option('--synopsis-fr <text>', 'the same in French')
    .option(
      '--year <year>',
      'when it was made',
      parseNumber,
      new Date(systemClock.now()).getUTCFullYear(),
    )
    .option('--credits <text>', 'who made it, as printed on the jacket', '')
    .option('--rights <text>', 'copyright and licence, as printed on the jacket', '')
    .addOption(
      new Option('--genre <genre...>').choices([
        'animation',
        'abstract',
        'nature',
        'science',
        'music',
        'test',
      ]),
    )
    .addOption(
      new Option('--standard <standard>', 'if not as the film suggests').choices(['pal', 'ntsc']),
    )
    .addOption(
      new Option('--preset <preset>', 'percent of the pictures that orders take away')
        .choices(presets)
        .default(defaultPreset),
    )
    .option('--poster-at <seconds>', 'where the poster’s picture is', parseNumber)
    .option('--json', 'errors and the title as one JSON object')
    .action(async (source: string, flags: AddFlags & { json?: boolean }) => {
      const folders = dataFolders();
      const progress = showProgress(flags.json);
      let coverage: SplitCoverage | null = null;
      try {
        const title = await addTitle({
          vaultFolder: folders.vault,
          mediaFolder: folders.media,
          source,
          facts: factsOf(flags),
          preset: flags.preset,
          onCoverage: (found) => (coverage = found),
          onProgress: ({ phase, percent }) => progress.update(phases[phase], percent),
          signal: interruption(),
        });
        progress.stop();
        process.stdout.write(
          flags.json
            ? `${JSON.stringify(title)}\n`
            : `${title.name.en} is in the vault as ${title.titleId}.\n${sayCoverage(coverage)}`,
        );
      } finally {
        progress.stop();
      }
    });

  vault
    .command('list')
    .description('Lists the films of the vault.')
    .option('--json', 'one JSON array')
    .action(({ json }: { json?: boolean }) => {
      const titles = listTitles(dataFolders().vault);
      if (json) {
        process.stdout.write(`${JSON.stringify(titles)}\n`);
        return;
      }
      for (const title of titles) {
        const minutes = (title.runningSeconds / 60).toFixed(1);
        process.stdout.write(
          `${title.titleId.padEnd(24)} ${title.standard.padEnd(5)} ${title.aspect.padEnd(5)} ${minutes.padStart(6)} min  ${title.name.en}\n`,
        );
      }
      if (titles.length === 0) process.stdout.write('The vault is empty: diptych vault add …\n');
    });
}

const phases = {
  check: 'Checking',
  encode: 'Encoding',
  author: 'Authoring',
  copy: 'Copying',
  index: 'Indexing',
  image: 'Making the image',
  verify: 'Verifying',
  media: 'Poster and trailer',
} as const;

function factsOf(flags: AddFlags): TitleFacts {
  const synopsis = flags.synopsis ?? flags.title;
  return {
    titleId: flags.id ?? slugOf(flags.title),
    name: { en: flags.title, fr: flags.titleFr ?? flags.title },
    synopsis: { en: synopsis, fr: flags.synopsisFr ?? synopsis },
    year: flags.year,
    credits: flags.credits,
    rights: flags.rights,
    genres: flags.genre ?? [],
    ...(flags.standard === undefined ? {} : { standard: flags.standard }),
    ...(flags.posterAt === undefined ? {} : { posterAt: flags.posterAt }),
  };
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Not a number.');
  return value;
}

/** What an operator has to know of a title that cannot be split everywhere. */
function sayCoverage(coverage: SplitCoverage | null): string {
  if (coverage === null) return '';
  const clear = coverage.sound.filter(({ inClear }) => inClear).map(({ kind }) => soundNames[kind]);
  const lines: string[] = [];
  if (clear.length > 0) lines.push(`Its sound is left in clear: ${clear.join(', ')}.`);
  const unsplit = Object.entries(coverage.unsplit).map(([reason, blocks]) => `${blocks} ${reason}`);
  if (unsplit.length > 0) lines.push(`Blocks left as they are: ${unsplit.join(', ')}.`);
  return lines.map((line) => `${line}\n`).join('');
}

const soundNames = { ac3: 'AC-3', mpeg: 'MPEG', lpcm: 'LPCM', dts: 'DTS' } as const;
