import type { Command } from 'commander';
import { demoMembers, prepareDemoVault } from '../demo.ts';
import { dataFolders } from '../installation.ts';
import { makeDisc } from '../main-job/make-disc.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

interface DiscFlags {
  readonly title: string;
  readonly user: string;
  readonly pin?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** The main job without a screen. */
export function addDiscCommand(program: Command): void {
  const [firstMember] = demoMembers;
  program
    .command('disc')
    .description('One order from choice to hand-over, on the terminal.')
    .option('--title <id>', 'the film', 'big-buck-bunny')
    .option('--user <member>', 'member number', firstMember.member)
    .option('--pin <pin>', 'their PIN; known for the members of the demonstration')
    .option('--out <folder>', 'where disc image, complement and jacket go')
    .option('--json', 'one JSON object at the end, nothing else on standard output')
    .action(async (flags: DiscFlags) => {
      const signal = interruption();
      const folders = dataFolders();
      await prepareDemoVault(folders, showProgress(flags.json), signal, flags.title);
      const known = demoMembers.find(({ member }) => member === flags.user);
      const progress = showProgress(flags.json || !process.stderr.isTTY);
      const result = await makeDisc({
        folders,
        titleId: flags.title,
        member: flags.user,
        pin: flags.pin ?? known?.pin ?? '',
        outFolder: flags.out ?? null,
        signal,
        onStep: (sentence) => {
          if (!flags.json) process.stdout.write(`${sentence}\n`);
        },
        onProgress: (step, done, total) => progress.update(step, (100 * done) / total),
      }).finally(() => progress.stop());
      if (flags.json) {
        process.stdout.write(`${JSON.stringify(result)}\n`);
        return;
      }
      process.stdout.write(
        [
          '',
          `Image       ${result.image}`,
          `            SHA-256 ${result.imageSha256}`,
          `Complement  ${result.complement}`,
          `Jacket      ${result.jacket}`,
          `Records     ${result.database}`,
          `Order       ${result.orderId} (${result.seconds} s)`,
          'Image and complement together gave the master back, bit for bit.',
          '',
        ].join('\n'),
      );
    });
}
