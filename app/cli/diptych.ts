import { setFlagsFromString } from 'node:v8';
import { Command } from 'commander';
import { reportFailure } from './terminal/report-failure.ts';

const program = new Command('diptych')
  .description('A film on two leaves: the main stream on a disc, the complement kept.')
  .showHelpAfterError('(add --help for what this command takes)')
  .enablePositionalOptions();

// A player lives long and holds film: it loads nothing of bank and kiosk, which would double its memory.
if (['play', 'discs'].includes(process.argv[2] ?? '')) {
  // Blocks of film soon fill the young generation, and V8 would let it grow to three times 16 MiB.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { addPlayCommands } = await import('./commands/play.ts');
  addPlayCommands(program);
} else {
  const { addAllCommands } = await import('./commands/all-commands.ts');
  addAllCommands(program);
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  reportFailure(error, process.argv.includes('--json'));
  process.exitCode = 1;
}
